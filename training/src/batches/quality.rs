//! Batches that teach how useful a face is: groups of one face, and what is no face.

use super::batch::Sample;
use super::non_face::non_face;
use super::sample::face_columns;
use crate::corpus::Corpus;
use crate::degrade::{Severities, Tone};
use crate::render::Rng;

/// Pictures of one face: as it is; degraded; degraded more in the same way; as much again in another tone.
pub const GROUP: usize = 4;

/// `groups` groups, then `others` pictures of no face.
pub fn quality(corpus: &Corpus, groups: usize, others: usize, rng: &mut Rng) -> Vec<Sample> {
    let mut batch: Vec<Sample> = (0..groups).flat_map(|_| group(corpus, rng.index(corpus.len()), rng)).collect();
    batch.extend((0..others).map(|_| non_face(corpus, rng)));
    batch
}

fn group(corpus: &Corpus, index: usize, rng: &mut Rng) -> [Sample; GROUP] {
    let picture = corpus.image(index);
    let tones = [(); 3].map(|()| Tone::random(rng, 1.0));
    let severities = Severities::random(rng);
    let (one, other) = (rng.unit(), rng.unit());
    let (less, more) = (severities.scaled(one.min(other)), severities.scaled(one.max(other)));
    let seed = rng.bits();
    let sample = |tone: &Tone, severities: &Severities| Sample {
        image: severities.apply(&tone.apply(&picture), seed),
        label: corpus.identities[index] as i32,
        severities: face_columns(&corpus.rows[index], severities),
        covered: severities.covered(seed),
    };
    let [plain, first, second] = &tones;
    // The last two show the same: a mirrored one would be shifted and covered from the other side.
    let second = &Tone { mirrored: first.mirrored, ..*second };
    [sample(plain, &Severities::default()), sample(first, &less), sample(first, &more), sample(second, &more)]
}
