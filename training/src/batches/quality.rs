//! Batches that teach how useful a face is: groups of one face, and pictures without a face.

use super::batch::Sample;
use super::non_face::non_face;
use super::sample::{face_sample, rendered};
use crate::corpus::Corpus;
use crate::degrade::{Severities, Tone};
use crate::render::Rng;

/// Pictures of one face: as it is; degraded; degraded more in the same way; as much again in another tone and other skin.
pub const GROUP: usize = 4;
/// Nods, shut eyes and open mouths are rare in a corpus and change few patches. With this probability a group shows the face
/// with most of them among so many. Our choice: nearly half of the groups then have a severity of 0.5 or more, not a quarter.
const TELLING: f32 = 0.5;
const AMONG: usize = 4;
/// Share of the groups of a face as the judge compares others with it: a photo as it was taken, a render that is calm. Photos are
/// seen a hundred times varied, each variation makes them a little worse, and what a degradation does to a good photo would be
/// taken for what it does to the average one.
const AS_TAKEN: f32 = 0.3;

/// `groups` groups, then `others` pictures without a face.
pub fn quality(corpus: &Corpus, groups: usize, others: usize, rng: &mut Rng) -> Vec<Sample> {
    let taken: Vec<usize> = (0..corpus.rows.len()).filter(|&index| corpus.rows[index].calm == 1.0).collect();
    let mut batch: Vec<Sample> = (0..groups).flat_map(|_| group(corpus, face(corpus, &taken, rng), rng)).collect();
    batch.extend((0..others).map(|_| non_face(corpus, rng)));
    batch
}

/// Which face a group shows.
fn face(corpus: &Corpus, taken: &[usize], rng: &mut Rng) -> usize {
    if !taken.is_empty() && rng.chance(AS_TAKEN) {
        return corpus.first_twin(taken[rng.index(taken.len())]);
    }
    let count = if rng.chance(TELLING) { AMONG } else { 1 };
    let severity = |index: &usize| {
        let [_, pitch, expression] = rendered(&corpus.rows[*index]);
        pitch.max(expression)
    };
    let drawn = (0..count).map(|_| corpus.first_twin(rng.index(corpus.rows.len())));
    drawn.max_by(|a, b| severity(a).total_cmp(&severity(b))).expect("at least one is drawn")
}

fn group(corpus: &Corpus, index: usize, rng: &mut Rng) -> [Sample; GROUP] {
    let tones = [(); 3].map(|()| Tone::random(rng, 1.0));
    let severities = Severities::taught(rng);
    let (one, other) = (rng.unit(), rng.unit());
    let (less, more) = (severities.scaled(one.min(other)), severities.scaled(one.max(other)));
    let seed = rng.bits();
    let sample = |index, tone, severities| face_sample(corpus, index, tone, severities, seed);
    let [plain, first, second] = &tones;
    // The last two show the same: a mirrored one would be shifted and covered from the other side.
    let second = &Tone { mirrored: first.mirrored, ..*second };
    let untouched = Severities::default();
    [
        sample(index, plain, &untouched),
        sample(index, first, &less),
        sample(index, first, &more),
        sample(corpus.twin(index), second, &more),
    ]
}
