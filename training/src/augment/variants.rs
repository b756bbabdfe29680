//! A corpus of photos, made larger and more various: each photo as it is, and in many versions.

use rayon::prelude::*;
use serde_json::{Value, json};

use super::augment;
use crate::corpus::{Corpus, Face, Origin, Row};
use crate::render::Head;

/// What the versions of one photo are made from.
pub struct Variants<'a> {
    pub photos: &'a Corpus,
    /// Versions of each photo, beside itself; each has a twin.
    pub versions: u64,
    pub seed: u64,
}

impl Variants<'_> {
    /// One file for each photo.
    pub fn shards(&self) -> u64 {
        self.photos.rows.len() as u64
    }

    /// The versions of one photo, each followed by its twin. The photo itself comes first, and is its own twin.
    pub fn faces(&self, head: &Head, shard: u64) -> Vec<Face> {
        let index = shard as usize;
        let photo = self.photos.image(index);
        let (identity, look, row) = (self.photos.identities[index], self.photos.looks[index], self.photos.rows[index]);
        let seed = |version: u64| (self.seed << 16 | shard) << 16 | version;
        let versions: Vec<_> =
            (0..self.versions).into_par_iter().flat_map_iter(|version| augment(&photo, head, seed(version))).collect();
        // What was made of a photo is not what the person looks like: nothing is compared with it.
        let made = versions.into_iter().map(|image| (image, Row { calm: 0.0, ..row }));
        let itself = [(photo.clone(), row), (photo.clone(), Row { calm: 0.0, ..row })];
        itself.into_iter().chain(made).map(|(image, row)| Face { image, identity, look, row }).collect()
    }
}

impl Origin for Variants<'_> {
    fn facts(&self) -> Value {
        json!({
            "photos": self.photos.rows.len(), "versions": self.versions, "seed": self.seed, "twins": true,
            "licence": self.photos.licence(),
        })
    }
}
