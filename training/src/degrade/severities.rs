//! Several degradations of one capture.

use attn_fiqa::crop::{CROP_SIZE, GRID_SIZE, NUM_PATCHES, PATCH_SIZE};
use image::RgbImage;

use super::kind::{KINDS, Kind, apply};
use super::occlude::occlude;
use super::plane::Plane;
use crate::render::Rng;

/// A severity from 0 to 1 for each of [`KINDS`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Severities(pub [f32; KINDS.len()]);

/// The order in which light, lens, sensor and file do harm.
const ORDER: [Kind; KINDS.len()] = {
    use Kind::*;
    [Occlusion, Misalignment, LowLight, OverExposure, Blur, Motion, LowResolution, Noise, Jpeg]
};
/// Probability that one, two or three kinds occur together.
const TOGETHER: [f32; 3] = [0.6, 0.3, 0.1];
/// How often each of [`KINDS`] is taught: occluders differ among each other as much as all other kinds do. Our choice.
const TAUGHT: [f32; KINDS.len()] = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.5, 1.0];

impl Severities {
    /// One kind alone.
    pub fn of(kind: Kind, severity: f32) -> Self {
        let mut severities = Self::default();
        severities.0[kind as usize] = severity;
        severities
    }

    /// One to three kinds, each of any severity.
    pub fn random(rng: &mut Rng) -> Self {
        Self::drawn(rng, |rng| rng.index(KINDS.len()))
    }

    /// The same, with those kinds more often that take longer to learn.
    pub fn taught(rng: &mut Rng) -> Self {
        Self::drawn(rng, |rng| rng.weighted(&TAUGHT))
    }

    fn drawn(rng: &mut Rng, kind: impl Fn(&mut Rng) -> usize) -> Self {
        let mut severities = Self::default();
        let count = 1 + rng.weighted(&TOGETHER);
        for _ in 0..count {
            severities.0[kind(rng)] = rng.unit() / (count as f32).sqrt();
        }
        severities
    }

    /// A share of all of them.
    pub fn scaled(&self, share: f32) -> Self {
        Self(self.0.map(|severity| severity * share))
    }

    /// The crop with all of them. The same seed gives the same picture, and the same random numbers at every severity.
    pub fn apply(&self, picture: &RgbImage, seed: u64) -> RgbImage {
        let mut picture = picture.clone();
        for kind in ORDER {
            let severity = self.0[kind as usize];
            if severity > 0.0 {
                picture = apply(&picture, kind, severity, &mut chance(seed, kind));
            }
        }
        picture
    }

    /// The share of each patch that [`Severities::apply`] covers with an occluder, row by row; none where misalignment
    /// moves the occluder afterwards.
    pub fn covered(&self, seed: u64) -> [f32; NUM_PATCHES] {
        let [occlusion, misalignment] = [Kind::Occlusion, Kind::Misalignment].map(|kind| self.0[kind as usize]);
        let mut shares = [0.0; NUM_PATCHES];
        if occlusion > 0.0 && misalignment == 0.0 {
            let mask = occlude(&Plane::black().into(), occlusion, &mut chance(seed, Kind::Occlusion)).1;
            for (index, _) in mask.iter().enumerate().filter(|(_, covered)| **covered) {
                let (x, y) = (index % CROP_SIZE / PATCH_SIZE, index / CROP_SIZE / PATCH_SIZE);
                shares[y * GRID_SIZE + x] += 1.0 / (PATCH_SIZE * PATCH_SIZE) as f32;
            }
        }
        shares
    }
}

/// The random numbers of a kind for a seed.
fn chance(seed: u64, kind: Kind) -> Rng {
    Rng::new(seed, 40 + kind as u64)
}
