//! The natural mix: every face of a corpus once, as captures come, from untouched to hopeless.

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
    pub row: Row,
    /// 1 nothing is wrong to 0: the product of what each known severity leaves.
    pub known_quality: f64,
}

/// All of them.
pub struct Mix(pub Vec<Sample>);

impl Mix {
    /// Degrades each face of a corpus by chance.
    pub fn new(corpus: &Corpus, seed: u64) -> Self {
        let sample = |index: usize| {
            let mut rng = Rng::new(seed << 32 | index as u64, 60);
            let severities = if rng.chance(UNTOUCHED) { Severities::default() } else { natural(&mut rng) };
            let tone = Tone::random(&mut rng, 0.5);
            let image = severities.apply(&tone.apply(&corpus.image(index)), rng.bits());
            let row = corpus.rows[index];
            Sample { image, identity: corpus.identities[index], row, known_quality: known_quality(&row, &severities) }
        };
        Self((0..corpus.len()).into_par_iter().map(sample).collect())
    }

    /// The pictures alone.
    pub fn images(&self) -> Vec<RgbImage> {
        self.0.iter().map(|sample| sample.image.clone()).collect()
    }
}

/// Most captures suffer a little, few much.
fn natural(rng: &mut Rng) -> Severities {
    let severities = Severities::random(rng);
    severities.scaled(rng.unit())
}

fn known_quality(row: &Row, severities: &Severities) -> f64 {
    face_columns(row, severities).iter().map(|severity| f64::from(1.0 - (1.0 - LEFT) * severity)).product()
}
