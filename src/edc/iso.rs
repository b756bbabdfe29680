//! The curve as ISO/IEC 29794-1 draws it, and its area above the theoretical best.
//!
//! Source of the areas: Schlett, Rathgeb, Tapia, Busch, "Considerations on the Evaluation of Biometric Quality
//! Assessment Algorithms" (2023).

use super::pairs::Pair;
use super::{Curve, CurvePoint, Settings};

pub fn curve(pairs: &[Pair], settings: Settings) -> Curve {
    let similarities = pairs.iter().map(|pair| &pair.comparison).filter(|pair| !pair.mated);
    let mut non_mated: Vec<f64> = similarities.map(|pair| pair.similarity).collect();
    non_mated.sort_by(f64::total_cmp);
    let threshold = threshold(&non_mated, settings.fmr);
    let mated = pairs.iter().filter(|pair| pair.comparison.mated);
    let mut mated: Vec<_> = mated.map(|pair| (pair.quality, pair.comparison.similarity < threshold)).collect();
    mated.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let points = points(&mated);
    Curve {
        settings,
        mated: mated.len(),
        non_mated: non_mated.len(),
        thresholds: vec![threshold],
        fmr_reached: share_from(&non_mated, non_mated.partition_point(|&similarity| similarity < threshold)),
        auc: area(&points, 1.0),
        pauc: area(&points, settings.limit),
        best: Some(theoretical_best(points[0].error, settings.limit)),
        points,
    }
}

/// The threshold at a false match rate: the smallest non-mated similarity that a share of at most `fmr` of the
/// non-mated pairs reaches, equal ones counted together; just above the largest where even that one is reached by more.
///
/// Mated pairs have no say in it: they must not move the threshold that they are judged by.
pub(super) fn threshold(ascending: &[f64], fmr: f64) -> f64 {
    let first_of_equals = |&i: &usize| i == 0 || ascending[i] != ascending[i - 1];
    let found = (0..ascending.len()).filter(first_of_equals).find(|&i| share_from(ascending, i) <= fmr);
    found.map_or_else(|| ascending[ascending.len() - 1].next_up(), |i| ascending[i])
}

/// Share of the values from the place `i` on.
fn share_from(values: &[f64], i: usize) -> f64 {
    (values.len() - i) as f64 / values.len() as f64
}

/// From mated pairs, quality and whether an error, by quality ascending: a point wherever the quality changes.
fn points(mated: &[(f64, bool)]) -> Vec<CurvePoint> {
    let count = mated.len();
    let mut errors = mated.iter().filter(|(_, error)| *error).count();
    let mut points = Vec::new();
    for (i, &(quality, error)) in mated.iter().enumerate() {
        if i == 0 || quality != mated[i - 1].0 {
            points.push(CurvePoint {
                discard_fraction: i as f64 / count as f64,
                error: errors as f64 / (count - i) as f64,
            });
        }
        errors -= usize::from(error);
    }
    points.push(CurvePoint { discard_fraction: 1.0, error: 0.0 });
    points
}

/// Stepwise: each error holds from its point to the next.
fn area(points: &[CurvePoint], limit: f64) -> f64 {
    let step = |pair: &[CurvePoint]| pair[0].error * (pair[1].discard_fraction.min(limit) - pair[0].discard_fraction);
    points.windows(2).take_while(|pair| pair[0].discard_fraction < limit).map(step).sum()
}

/// Area under the line from `error` at no discard to 0 at a discard of `error`, up to the limit.
fn theoretical_best(error: f64, limit: f64) -> f64 {
    error.powi(2) / 2.0 - (error - limit).max(0.0).powi(2) / 2.0
}
