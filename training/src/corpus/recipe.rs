//! Which identities a corpus holds and how many pictures of each; renders one file of them.

use rayon::prelude::*;
use serde_json::{Value, json};

use super::portrait::{is_calm, portrait, target};
use super::row::Row;
use super::shard::{Face, Origin};
use crate::render::{Detail, Head, Identity, Person, Rng, skin_of_depth};

/// What a corpus is made from: the same recipe gives the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipe {
    /// Corpora of different seeds have no identity in common.
    pub seed: u64,
    pub identities: u64,
    /// Pictures of each identity.
    pub pictures: u64,
    /// Looks (days) that the pictures are spread over.
    pub looks: u64,
    /// Each picture is followed by its twin: the same, but for skin of any other colour.
    pub twins: bool,
}

/// Identities in one file.
pub const PER_SHARD: u64 = 32;
/// Most identities of one seed.
const SEED_SPAN: u64 = 1_000_000;
/// Pixels a decimetre of an aligned crop: the eyes, 0.62 decimetres apart, are 35 pixels apart.
pub const DETAIL: Detail = Detail(57.0);

impl Recipe {
    /// Refuses what cannot be rendered.
    ///
    /// # Errors
    /// One line that says what to change.
    pub fn validate(&self) -> Result<(), String> {
        if !(1..=SEED_SPAN).contains(&self.identities) {
            return Err(format!("{} identities: give 1 to {SEED_SPAN}", self.identities));
        }
        if !(1..=1 << 16).contains(&self.pictures) || !(1..=self.pictures).contains(&self.looks) {
            return Err("give 1 to 65536 pictures of each identity, and no more looks than pictures".into());
        }
        if self.seed >= 1 << 26 {
            return Err(format!("seed {}: give one below {}", self.seed, 1 << 26));
        }
        Ok(())
    }

    /// Number of files.
    pub fn shards(&self) -> u64 {
        self.identities.div_ceil(PER_SHARD)
    }

    /// The faces of one file, identity by identity.
    pub fn render(&self, head: &Head, shard: u64) -> Vec<Face> {
        let first = shard * PER_SHARD;
        let ordinals: Vec<u64> = (first..self.identities.min(first + PER_SHARD)).collect();
        ordinals.par_iter().flat_map_iter(|&ordinal| self.identity(head, ordinal)).collect()
    }

    fn identity(&self, head: &Head, ordinal: u64) -> Vec<Face> {
        let per_look = self.pictures.div_ceil(self.looks);
        let looks = (0..self.pictures).collect::<Vec<_>>();
        let looks = looks.chunks(per_look as usize).enumerate();
        looks.flat_map(|(look, indices)| self.look_faces(head, ordinal, look as u64, indices)).collect()
    }

    /// The pictures of one day, each with its twin after it if there are twins.
    fn look_faces(&self, head: &Head, ordinal: u64, look: u64, indices: &[u64]) -> Vec<Face> {
        let identity = identity_seed(self.seed, ordinal);
        let own = Person::new(head, identity, look, DETAIL);
        let other = self.twins.then(|| {
            let depth = Rng::new(identity << 8 | look, 23).unit();
            let identity = Identity { skin: skin_of_depth(depth), ..own.identity.clone() };
            Person::of(head, identity, own.look.clone(), DETAIL)
        });
        let face = |index: u64, person: &Person, calm: bool| {
            let scene = portrait(identity, look, index).aligned(head, person, &target(identity, index));
            let rendering = scene.render_person(head, person);
            Face {
                row: Row::new(&rendering, person, calm),
                image: rendering.image,
                identity: ordinal as u32,
                look: look as u32,
            }
        };
        // A twin is not what the person looks like: nothing is compared with it.
        let both = |index: &u64| {
            let twin = other.as_ref().map(|other| face(*index, other, false));
            std::iter::once(face(*index, &own, is_calm(*index))).chain(twin)
        };
        indices.iter().flat_map(both).collect()
    }
}

impl Origin for Recipe {
    fn facts(&self) -> Value {
        let Self { seed, identities, pictures, looks, twins } = self;
        json!({
            "seed": seed, "identities": identities, "pictures": pictures, "looks": looks, "twins": twins,
            "licence": "CC0-1.0",
        })
    }
}

/// The seed of an identity, by its corpus's seed and its ordinal within the corpus.
pub fn identity_seed(corpus: u64, ordinal: u64) -> u64 {
    corpus * SEED_SPAN + ordinal
}
