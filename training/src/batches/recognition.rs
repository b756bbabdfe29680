//! Batches that teach who it is: any faces, augmented as real capture does.

use super::batch::Sample;
use super::sample::face_columns;
use crate::corpus::Corpus;
use crate::degrade::{KINDS, Kind, Severities, Tone};
use crate::render::Rng;

/// How often a face is degraded at all, and in each kind then.
const DEGRADED: f32 = 0.6;

/// A batch of faces drawn at random.
pub fn recognition(corpus: &Corpus, size: usize, rng: &mut Rng) -> Vec<Sample> {
    (0..size).map(|_| face(corpus, rng.index(corpus.len()), rng)).collect()
}

fn face(corpus: &Corpus, index: usize, rng: &mut Rng) -> Sample {
    let tone = Tone::random(rng, 0.9);
    let severities = severities(rng);
    let seed = rng.bits();
    Sample {
        image: severities.apply(&tone.apply(&corpus.image(index)), seed),
        label: corpus.identities[index] as i32,
        severities: face_columns(&corpus.rows[index], &severities),
        covered: severities.covered(seed),
    }
}

/// Mild ones most: what is lost cannot be learned from.
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
