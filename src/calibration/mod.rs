//! Score → its place among the model's reference photos, and what a recogniser makes of such photos. A model file states
//! both, either or none.

mod failures;
mod reference;

use serde::Serialize;

pub use failures::{Attempt, GOOD_FAILS, POOR_FAILS, verdict_scores};
pub use reference::{MIN_FACES, NUM_QUANTILES, Reference};

/// How often a recogniser fails with photos of such a score, as measured at a false match rate of 0.001 when the model was
/// calibrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Hardly ever: in less than 2.5 % of comparisons with a good photo of the same person.
    Good,
    /// Sometimes.
    Fair,
    /// Often: in more than 25 %.
    Poor,
}

impl Verdict {
    /// Reads a score by the model file's two: poor below the first, good from the second.
    pub fn of(score: f64, [poor_below, good_from]: [f64; 2]) -> Self {
        if score >= good_from {
            Verdict::Good
        } else if score >= poor_below {
            Verdict::Fair
        } else {
            Verdict::Poor
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
