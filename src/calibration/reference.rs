//! Reference faces → what a model file states about them.

use std::collections::HashMap;
use std::fmt::{self, Display};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::crop::NUM_PATCHES;
use crate::error::{Error, Result};
use crate::quality::quality_score;

/// Reference scores of a model: the 0th to the 100th percentile.
pub const NUM_QUANTILES: usize = 101;
/// Fewest faces that a distribution is taken from: one for each step between the quantiles.
pub const MIN_FACES: usize = 100;
/// Percentiles of all patches that the heatmap's colours run between: a single extreme patch must not wash out the rest.
const MAP_RANGE: [f64; 2] = [1.0, 99.0];

/// What reference faces teach about a model. A model file states all of it, a part or nothing.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(into = "Summary")]
pub struct Reference {
    /// 101 scores, the 0th to the 100th percentile, ascending. With them the model is calibrated.
    pub quantiles: Option<Vec<f64>>,
    /// Below the first a photo is poor, from the second it is good. They come from a recogniser's failures, not from the
    /// quantiles: which photos are rare says nothing about which ones are of use.
    pub verdict_scores: Option<[f64; 2]>,
    /// Patch values that the heatmap's colours run between, so that maps of two photos can be compared: the 1st and the
    /// 99th percentile of all patches.
    pub map_range: Option<[f64; 2]>,
    /// Mean and standard deviation of each patch over the better half of the faces, row-major.
    pub reference_map: Option<Vec<[f64; 2]>>,
}

/// What programs are told of a model's reference.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    calibrated: bool,
    score_range: Option<[f64; 2]>,
    verdict_scores: Option<[f64; 2]>,
    map_range: Option<[f64; 2]>,
    reference_map: Option<Vec<[f64; 2]>>,
}

impl From<Reference> for Summary {
    fn from(reference: Reference) -> Self {
        let score_range = reference.score_range();
        let Reference { verdict_scores, map_range, reference_map, .. } = reference;
        Self { calibrated: score_range.is_some(), score_range, verdict_scores, map_range, reference_map }
    }
}

impl Reference {
    /// Measures the patch maps of reference faces, 196 values each. They do not tell the verdict's scores:
    /// [`verdict_scores`](super::verdict_scores) does.
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
        Ok(Self {
            quantiles: Some(quantiles),
            verdict_scores: None,
            map_range: Some(map_range),
            reference_map: Some(reference_map),
        })
    }

    /// Lowest and highest reference score.
    pub fn score_range(&self) -> Option<[f64; 2]> {
        self.quantiles.as_ref().map(|quantiles| [quantiles[0], quantiles[NUM_QUANTILES - 1]])
    }

    /// The texts of a model file that state it: key and JSON.
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        let Self { quantiles, verdict_scores, map_range, reference_map } = self;
        let texts = [
            quantiles.as_ref().map(|it| ("quantiles", serde_json::json!(it))),
            verdict_scores.as_ref().map(|it| ("verdict_scores", serde_json::json!(it))),
            map_range.as_ref().map(|it| ("map_range", serde_json::json!(it))),
            reference_map.as_ref().map(|it| ("reference_map", serde_json::json!(it))),
        ];
        texts.into_iter().flatten().map(|(key, json)| (key, json.to_string())).collect()
    }

    /// What a model file's texts state.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] naming the text that is wrong.
    pub fn parse(texts: &HashMap<String, String>) -> Result<Self> {
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        let all_finite =
            |map: &[[f64; 2]]| finite(map.as_flattened()) && map.iter().all(|[_, deviation]| *deviation > 0.0);
        Ok(Self {
            quantiles: json(texts, "quantiles", "101 ascending numbers", |q: &Vec<f64>| {
                q.len() == NUM_QUANTILES && q.is_sorted() && finite(q)
            })?,
            verdict_scores: json(
                texts,
                "verdict_scores",
                "two numbers, the second not below the first",
                |it: &[f64; 2]| it[0] <= it[1] && finite(it),
            )?,
            map_range: json(texts, "map_range", "a lower and a higher number", |range: &[f64; 2]| {
                range[0] < range[1] && finite(range)
            })?,
            reference_map: json(
                texts,
                "reference_map",
                "196 pairs of a mean and a positive deviation",
                |map: &Vec<[f64; 2]>| map.len() == NUM_PATCHES && all_finite(map),
            )?,
        })
    }
}

/// A summary for people: a line for the scores, one for the verdict, one for the patches.
impl Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(q) = &self.quantiles {
            writeln!(f, "score      {:.4} (lowest) {:.4} (median) {:.4} (highest)", q[0], q[50], q[100])?;
        }
        if let Some([poor, good]) = self.verdict_scores {
            writeln!(f, "verdict    poor below {poor:.4}, good from {good:.4}")?;
        }
        self.map_range.map_or(Ok(()), |[low, high]| writeln!(f, "map_range  {low:.4} to {high:.4}"))
    }
}

/// The value of a text; `None` if the file does not state it.
fn json<T: DeserializeOwned>(
    texts: &HashMap<String, String>,
    key: &str,
    expected: &str,
    usable: impl Fn(&T) -> bool,
) -> Result<Option<T>> {
    let Some(text) = texts.get(key) else { return Ok(None) };
    let wrong = |what: String| Error::ModelFormat(format!("its {key} {what}"));
    let value = serde_json::from_str(text).map_err(|error| wrong(format!("cannot be read ({error})")))?;
    if usable(&value) { Ok(Some(value)) } else { Err(wrong(format!("is not {expected}"))) }
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
