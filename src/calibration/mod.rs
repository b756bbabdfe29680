//! Score → its place among the model's reference faces. A model without reference scores gives none.

mod reference;

use serde::Serialize;

pub use reference::{MIN_FACES, NUM_QUANTILES, Reference};

/// Percentile from which a photo is called good: better than half of the reference faces. Our choice.
const GOOD_FROM: f64 = 50.0;
/// Percentile from which a photo is called fair. Our choice: the paper's discard fractions of interest end at 0.3.
const FAIR_FROM: f64 = 30.0;

/// The reading of a percentile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// In the better half of the reference faces.
    Good,
    /// Usable.
    Fair,
    /// Among the worst 30 % of the reference faces.
    Poor,
}

impl Verdict {
    /// Reads a percentile.
    pub fn of(percentile: f64) -> Self {
        match percentile {
            p if p >= GOOD_FROM => Verdict::Good,
            p if p >= FAIR_FROM => Verdict::Fair,
            _ => Verdict::Poor,
        }
    }
}

/// Where `score` falls among ascending reference scores, in percent: 0 at or below the lowest, 100 at or above the
/// highest, linear between two.
pub fn percentile(score: f64, quantiles: &[f64]) -> f64 {
    let last = quantiles.len() - 1;
    let above = quantiles.partition_point(|&quantile| quantile <= score);
    let steps = match above {
        0 => 0.0,
        above if above > last => last as f64,
        above => {
            let (low, high) = (quantiles[above - 1], quantiles[above]);
            (above - 1) as f64 + (score - low) / (high - low)
        }
    };
    100.0 * steps / last as f64
}
