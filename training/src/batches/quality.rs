//! Batches that teach how useful a face is: groups of one face, and what is no face.

use super::batch::Sample;
use super::non_face::non_face;
use super::sample::{face_columns, rendered};
use crate::corpus::Corpus;
use crate::degrade::{Severities, Tone};
use crate::render::Rng;

/// Pictures of one face: as it is; degraded; degraded more in the same way; as much again in another tone.
pub const GROUP: usize = 4;
/// Nods, shut eyes and open mouths are rare in a corpus and show in a few patches: so often a face is the one with the
/// most of them among so many. Our choice: nearly half of the groups then show one of severity 0.5 or more, not a quarter.
const TELLING: f32 = 0.5;
const AMONG: usize = 4;

/// `groups` groups, then `others` pictures of no face.
pub fn quality(corpus: &Corpus, groups: usize, others: usize, rng: &mut Rng) -> Vec<Sample> {
    let mut batch: Vec<Sample> = (0..groups).flat_map(|_| group(corpus, face(corpus, rng), rng)).collect();
    batch.extend((0..others).map(|_| non_face(corpus, rng)));
    batch
}

/// Which face a group shows.
fn face(corpus: &Corpus, rng: &mut Rng) -> usize {
    let count = if rng.chance(TELLING) { AMONG } else { 1 };
    let severity = |index: &usize| {
        let [_, pitch, expression] = rendered(&corpus.rows[*index]);
        pitch.max(expression)
    };
    let drawn = (0..count).map(|_| rng.index(corpus.len()));
    drawn.max_by(|a, b| severity(a).total_cmp(&severity(b))).expect("at least one is drawn")
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
