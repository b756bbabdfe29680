//! Score → where it stands among the model's reference faces. A model without reference scores says nothing.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::quality::quality_score;
use crate::vit::NUM_PATCHES;

/// Reference scores of a model: the 0th to the 100th percentile.
pub const NUM_QUANTILES: usize = 101;
/// Fewest faces that a distribution is taken from: one for each step between the quantiles.
pub const MIN_FACES: usize = 100;
/// Percentiles of all patches that the heatmap's colours run between: a single extreme patch must not wash out the rest.
const MAP_RANGE: [f64; 2] = [1.0, 99.0];

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

/// What reference faces teach about a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// 101 scores, the 0th to the 100th percentile, ascending.
    pub quantiles: Vec<f64>,
    /// Patch values that the heatmap's colours run between: the 1st and the 99th percentile of all patches.
    pub map_range: [f64; 2],
    /// Mean and standard deviation of each patch over the better half of the faces, row-major.
    pub reference_map: Vec<[f64; 2]>,
}

impl Reference {
    /// Measures the patch maps of reference faces, 196 values each.
    ///
    /// # Errors
    /// [`Error::UnsupportedInput`] for fewer than [`MIN_FACES`], or for faces that are all the same.
    pub fn measure(maps: &[Vec<f32>]) -> Result<Self> {
        if maps.len() < MIN_FACES {
            let found = maps.len();
            return Err(Error::UnsupportedInput(format!(
                "{found} faces could be scored, at least {MIN_FACES} are needed: add photos of the kind that will be assessed"
            )));
        }
        let mut scored: Vec<_> = maps.iter().map(|map| (quality_score(map), map)).collect();
        scored.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let scores: Vec<f64> = scored.iter().map(|(score, _)| *score).collect();
        let mut patches: Vec<f64> = maps.iter().flatten().map(|&value| f64::from(value)).collect();
        patches.sort_by(f64::total_cmp);
        let better: Vec<&[f32]> = scored[maps.len() / 2..].iter().map(|(_, map)| map.as_slice()).collect();
        let reference_map: Vec<_> = (0..NUM_PATCHES).map(|patch| mean_and_deviation(&better, patch)).collect();
        let map_range = MAP_RANGE.map(|percent| quantile(&patches, percent));
        if map_range[0] >= map_range[1] || reference_map.iter().any(|[_, deviation]| *deviation <= 0.0) {
            return Err(Error::UnsupportedInput("the faces are all the same: choose photos of many people".into()));
        }
        let quantiles = (0..NUM_QUANTILES).map(|percent| quantile(&scores, percent as f64)).collect();
        Ok(Self { quantiles, map_range, reference_map })
    }

    /// As a model file states it: key and JSON.
    pub fn texts(&self) -> [(&'static str, String); 3] {
        [
            ("quantiles", serde_json::json!(self.quantiles).to_string()),
            ("map_range", serde_json::json!(self.map_range).to_string()),
            ("reference_map", serde_json::json!(self.reference_map).to_string()),
        ]
    }
}

/// A percentile of ascending values, linear between two. Source: Hyndman and Fan (1996), type 7, as in NumPy.
fn quantile(sorted: &[f64], percent: f64) -> f64 {
    let place = percent * (sorted.len() - 1) as f64 / 100.0;
    let below = sorted[place as usize];
    let above = sorted[place.ceil() as usize];
    below + (above - below) * place.fract()
}

/// Of one patch over some maps; the deviation of a sample.
fn mean_and_deviation(maps: &[&[f32]], patch: usize) -> [f64; 2] {
    let values = || maps.iter().map(|map| f64::from(map[patch]));
    let mean = values().sum::<f64>() / maps.len() as f64;
    let variance = values().map(|value| (value - mean).powi(2)).sum::<f64>() / (maps.len() - 1) as f64;
    [mean, variance.sqrt()]
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
