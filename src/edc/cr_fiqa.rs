//! The curve as the code of CR-FIQA draws it (github.com/fdbtrs/CR-FIQA, ERC/erc.py and ERC/roc.py: facts, not code).
//!
//! Its threshold moves with what is discarded, so a curve may rise although only poor pairs went.

use std::f64::consts::PI;

use super::pairs::Pair;
use super::{Curve, CurvePoint, Settings};
use crate::error::{Error, Result};

/// Discard ratios: 0, 0.05 … 0.95. Source: ERC/erc.py.
const STEPS: usize = 20;
/// What a cosine may exceed 1 by and count as 1: ten times the rounding of single precision, in which recognisers work.
const ROUNDING: f64 = 1e-6;

/// A pair as this definition sees it.
struct Compared {
    quality: f64,
    /// Infinite where the comparison failed: no threshold makes it a match.
    distance: f64,
    mated: bool,
}

/// A pair that is left, and how much it counts.
struct Kept {
    distance: f64,
    mated: bool,
    weight: u64,
}

/// A threshold and what it leads to.
struct Operation {
    threshold: f64,
    fmr: f64,
    fnmr: f64,
}

pub fn curve(pairs: Vec<Pair>, settings: Settings) -> Result<Curve> {
    let mut compared: Vec<_> = pairs.iter().map(compared).collect::<Result<_>>()?;
    compared.sort_by(|a, b| a.quality.total_cmp(&b.quality));
    let at =
        |step| operation(kept(&compared, step * compared.len() / STEPS), settings.fmr).ok_or_else(|| used_up(step));
    let operations: Vec<_> = (0..STEPS).map(at).collect::<Result<_>>()?;
    let point =
        |(step, operation): (usize, &Operation)| CurvePoint { discard_fraction: ratio(step), error: operation.fnmr };
    let points: Vec<_> = operations.iter().enumerate().map(point).collect();
    let mated = compared.iter().filter(|pair| pair.mated).count();
    Ok(Curve {
        settings,
        mated,
        non_mated: compared.len() - mated,
        thresholds: operations.iter().map(|operation| operation.threshold).collect(),
        fmr_reached: operations[0].fmr,
        auc: area(&points, 1.0),
        pauc: area(&points, settings.limit),
        best: None,
        points,
    })
}

fn ratio(step: usize) -> f64 {
    step as f64 / STEPS as f64
}

/// The pairs that are left when this many are discarded, of pairs by quality ascending.
///
/// A cut may fall between pairs of equal quality, and the definition does not say which of them go: here all of them go, in
/// equal parts. Weights are whole numbers, so that their sums are exact.
fn kept(ascending: &[Compared], cut: usize) -> Vec<Kept> {
    let at = ascending[cut].quality;
    let first = ascending.partition_point(|pair| pair.quality < at);
    let end = ascending.partition_point(|pair| pair.quality <= at);
    let weight = |pair: &Compared| if pair.quality == at { end - cut } else { end - first } as u64;
    let kept = |pair: &Compared| Kept { distance: pair.distance, mated: pair.mated, weight: weight(pair) };
    ascending[first..].iter().map(kept).collect()
}

/// The angle between two embeddings as a share of the half turn: 0 alike, 1 opposite. Source: ERC/erc.py.
fn compared(pair: &Pair) -> Result<Compared> {
    let cosine = pair.comparison.similarity;
    let failed = pair.comparison.failed();
    if cosine.abs() > 1.0 + ROUNDING && !failed {
        let [a, b] = pair.comparison.images;
        return Err(Error::UnsupportedInput(format!(
            "the similarity of {a} and {b} is {cosine}: cr-fiqa needs cosines, from -1 to 1"
        )));
    }
    let distance = if failed { f64::INFINITY } else { cosine.clamp(-1.0, 1.0).acos() / PI };
    Ok(Compared { quality: pair.quality, distance, mated: pair.comparison.mated })
}

/// The distance among those kept whose false match rate is closest to `fmr`, the largest of equally close ones; none
/// without pairs of both kinds. Source: ERC/roc.py, where a non-mated pair at the threshold is a false match and a mated
/// one there no match.
fn operation(mut kept: Vec<Kept>, fmr: f64) -> Option<Operation> {
    kept.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    let weight = |pairs: &[Kept], mated: bool| -> u64 {
        pairs.iter().filter(|pair| pair.mated == mated).map(|pair| pair.weight).sum()
    };
    let (mated, non_mated) = (weight(&kept, true), weight(&kept, false));
    if mated == 0 || non_mated == 0 {
        return None;
    }
    let (mut matched, mut accepted) = (0, 0);
    let operations = kept.chunk_by(|a, b| a.distance == b.distance).map(|equal| {
        accepted += weight(equal, false);
        let fnmr = (mated - matched) as f64 / mated as f64;
        matched += weight(equal, true);
        Operation { threshold: equal[0].distance, fmr: accepted as f64 / non_mated as f64, fnmr }
    });
    let off = |operation: &Operation| (operation.fmr - fmr).abs();
    operations.reduce(|best, next| if off(&next) <= off(&best) { next } else { best })
}

fn used_up(step: usize) -> Error {
    Error::UnsupportedInput(format!(
        "at a discard fraction of {} the mated or the non-mated pairs are used up: cr-fiqa needs more pairs, iso does not",
        ratio(step)
    ))
}

/// Trapezoids, the one at the limit cut there. Source: ERC/erc.py; the limit: the paper's poster.
fn area(points: &[CurvePoint], limit: f64) -> f64 {
    let trapezoid = |pair: &[CurvePoint]| {
        let (start, end) = (pair[0], pair[1]);
        let width = end.discard_fraction.min(limit) - start.discard_fraction;
        let slope = (end.error - start.error) / (end.discard_fraction - start.discard_fraction);
        width * (start.error + slope * width / 2.0)
    };
    points.windows(2).take_while(|pair| pair[0].discard_fraction < limit).map(trapezoid).sum()
}
