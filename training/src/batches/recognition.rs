//! Batches that teach who it is: any faces, augmented as real capture does.

use super::batch::Sample;
use super::sample::face_sample;
use crate::corpus::Corpus;
use crate::degrade::{KINDS, Kind, Severities, Tone};
use crate::render::Rng;

/// The share of faces that are degraded at all.
const DEGRADED: f32 = 0.6;

/// A batch of faces drawn at random.
pub fn recognition(corpus: &Corpus, size: usize, rng: &mut Rng) -> Vec<Sample> {
    (0..size).map(|_| face(corpus, rng.index(corpus.rows.len()), rng)).collect()
}

fn face(corpus: &Corpus, index: usize, rng: &mut Rng) -> Sample {
    let tone = Tone::random(rng, 0.9);
    let severities = severities(rng);
    face_sample(corpus, index, &tone, &severities, rng.bits())
}

/// Mostly mild: a face that is lost teaches nothing.
fn severities(rng: &mut Rng) -> Severities {
    let mut severities = Severities::default();
    if rng.chance(DEGRADED) {
        let count = 1 + rng.weighted(&[0.7, 0.3]);
        for _ in 0..count {
            let kind = KINDS[rng.index(KINDS.len())];
            let most = if matches!(kind, Kind::Misalignment | Kind::Occlusion) { 0.5 } else { 0.8 };
            severities.0[kind as usize] = most * rng.unit().powf(1.4);
        }
    }
    severities
}
