//! The curve as the code of CR-FIQA draws it (github.com/fdbtrs/CR-FIQA, ERC/erc.py and ERC/roc.py: facts, not code).
//!
//! Its threshold moves with what is discarded, so a curve may rise although only poor pairs went.

use std::cmp::Ordering;
use std::f64::consts::PI;

use sha2::{Digest, Sha256};

use super::pairs::Pair;
use super::{Curve, CurvePoint, Settings};
use crate::error::{Error, Result};

/// Discard ratios: 0, 0.05 … 0.95. Source: ERC/erc.py.
const STEPS: usize = 20;
/// What a cosine may exceed 1 by and count as 1: ten times the rounding of single precision, in which recognisers work.
const ROUNDING: f64 = 1e-6;

/// A pair as this definition sees it.
struct Compared {
    distance: f64,
    mated: bool,
}

/// A threshold and what it leads to.
struct Operation {
    threshold: f64,
    fmr: f64,
    fnmr: f64,
}

pub fn curve(mut pairs: Vec<Pair>, settings: Settings) -> Result<Curve> {
    pairs.sort_by(poorest_first);
    let compared: Vec<_> = pairs.iter().map(compared).collect::<Result<_>>()?;
    let operations: Vec<_> = (0..STEPS)
        .map(|step| operation(&compared[step * compared.len() / STEPS..], settings.fmr).ok_or_else(|| used_up(step)))
        .collect::<Result<_>>()?;
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

/// By quality. A cut may fall between pairs of equal quality, and the definition does not say which go: here the digest
/// of the images' names does, unrelated to what is measured and to the order of the comparisons.
fn poorest_first(a: &Pair, b: &Pair) -> Ordering {
    a.quality.partial_cmp(&b.quality).unwrap_or(Ordering::Equal).then_with(|| digest(a).cmp(&digest(b)))
}

fn digest(pair: &Pair) -> [u8; 32] {
    let mut names = pair.comparison.images;
    names.sort_unstable();
    Sha256::digest(names.join("\n")).into()
}

/// The angle between two embeddings as a share of the half turn: 0 alike, 1 opposite. Source: ERC/erc.py.
fn compared(pair: &Pair) -> Result<Compared> {
    let cosine = pair.comparison.similarity;
    if cosine.abs() > 1.0 + ROUNDING {
        let [a, b] = pair.comparison.images;
        return Err(Error::UnsupportedInput(format!(
            "the similarity of {a} and {b} is {cosine}: cr-fiqa needs cosines, from -1 to 1"
        )));
    }
    Ok(Compared { distance: cosine.clamp(-1.0, 1.0).acos() / PI, mated: pair.comparison.mated })
}

/// The distance among those kept whose false match rate is closest to `fmr`, the largest of equally close ones; none
/// without pairs of both kinds. Source: ERC/roc.py, where a non-mated pair at the threshold is a false match and a mated
/// one there no match.
fn operation(kept: &[Compared], fmr: f64) -> Option<Operation> {
    let ascending = |of: fn(&Compared) -> bool| {
        let mut distances: Vec<f64> = kept.iter().filter(|pair| of(pair)).map(|pair| pair.distance).collect();
        distances.sort_by(f64::total_cmp);
        distances
    };
    let (all, mated, non_mated) = (ascending(|_| true), ascending(|pair| pair.mated), ascending(|pair| !pair.mated));
    if mated.is_empty() || non_mated.is_empty() {
        return None;
    }
    let fmr_at = |threshold: f64| non_mated.partition_point(|&d| d <= threshold) as f64 / non_mated.len() as f64;
    let (_, threshold) = all
        .iter()
        .rev()
        .map(|&threshold| ((fmr_at(threshold) - fmr).abs(), threshold))
        .min_by(|(a, _), (b, _)| a.total_cmp(b))?;
    let missed = mated.len() - mated.partition_point(|&distance| distance < threshold);
    Some(Operation { threshold, fmr: fmr_at(threshold), fnmr: missed as f64 / mated.len() as f64 })
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
