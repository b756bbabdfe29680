//! Mixes: every face of a corpus once, from untouched to hopeless.

use image::RgbImage;
use rayon::prelude::*;

use crate::batches::face_columns;
use crate::corpus::{Corpus, Row};
use crate::degrade::{Severities, Tone};
use crate::render::Rng;

/// Share of the faces to which no degradation is added; poses, expressions and light differ anyway.
const UNTOUCHED: f32 = 0.5;
/// What is left of a face at severity 1 of one kind, for the oracle and the quality groups.
const LEFT: f32 = 0.1;

/// One face of the mix.
pub struct Sample {
    pub image: RgbImage,
    pub identity: u32,
    row: Row,
    /// What was done to it.
    added: Severities,
}

impl Sample {
    /// Whether it could be kept at an enrolment: calm, and not degraded.
    pub fn is_reference(&self) -> bool {
        self.row.is_calm() && self.added == Severities::default()
    }

    /// 1 nothing is wrong to 0: the product of what each known severity leaves.
    pub fn known_quality(&self) -> f64 {
        let left = |severity| f64::from(1.0 - (1.0 - LEFT) * severity);
        face_columns(&self.row, &self.added).into_iter().map(left).product()
    }
}

/// All of them.
pub struct Mix(pub Vec<Sample>);

impl Mix {
    /// As captures come: most suffer a little, few much.
    pub fn natural(corpus: &Corpus, seed: u64) -> Self {
        Self::new(corpus, seed, |rng| {
            let severities = Severities::random(rng);
            severities.scaled(rng.unit())
        })
    }

    /// Of any severity: what a model is calibrated on. Real faces score lower than rendered ones, and among mostly good
    /// renders good photos of people would count as poor.
    pub fn severe(corpus: &Corpus, seed: u64) -> Self {
        Self::new(corpus, seed, Severities::random)
    }

    fn new(corpus: &Corpus, seed: u64, severities: fn(&mut Rng) -> Severities) -> Self {
        let sample = |index: usize| {
            let mut rng = Rng::new(seed << 32 | index as u64, 60);
            let added = if rng.chance(UNTOUCHED) { Severities::default() } else { severities(&mut rng) };
            let tone = Tone::random(&mut rng, 0.5);
            let image = added.apply(&tone.apply(&corpus.image(index)), rng.bits());
            Sample { image, identity: corpus.identities[index], row: corpus.rows[index], added }
        };
        Self((0..corpus.rows.len()).into_par_iter().map(sample).collect())
    }

    /// The pictures alone.
    pub fn images(&self) -> Vec<RgbImage> {
        self.0.iter().map(|sample| sample.image.clone()).collect()
    }
}
