//! Several degradations of one capture.

use image::RgbImage;

use super::kind::{KINDS, Kind, apply};
use crate::render::Rng;

/// A severity from 0 to 1 for each of [`KINDS`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Severities(pub [f32; KINDS.len()]);

/// In which order light, lens, sensor and file do their harm.
const ORDER: [Kind; KINDS.len()] = [
    Kind::Occlusion,
    Kind::Misalignment,
    Kind::LowLight,
    Kind::OverExposure,
    Kind::Blur,
    Kind::Motion,
    Kind::LowResolution,
    Kind::Noise,
    Kind::Jpeg,
];
/// How many kinds come together: shares of one, two, three.
const TOGETHER: [f32; 3] = [0.6, 0.3, 0.1];

impl Severities {
    /// One kind alone.
    pub fn of(kind: Kind, severity: f32) -> Self {
        let mut severities = Self::default();
        severities.0[kind as usize] = severity;
        severities
    }

    /// One to three kinds, each of any severity.
    pub fn random(rng: &mut Rng) -> Self {
        let mut severities = Self::default();
        let count = 1 + rng.weighted(&TOGETHER);
        for _ in 0..count {
            severities.0[rng.index(KINDS.len())] = rng.unit() / (count as f32).sqrt();
        }
        severities
    }

    /// A share of all of them.
    pub fn scaled(&self, share: f32) -> Self {
        Self(self.0.map(|severity| severity * share))
    }

    /// The crop with all of them; the same seed gives the same picture, and the same chance whatever the severity.
    pub fn apply(&self, picture: &RgbImage, seed: u64) -> RgbImage {
        let mut picture = picture.clone();
        for kind in ORDER {
            let severity = self.0[kind as usize];
            if severity > 0.0 {
                picture = apply(&picture, kind, severity, &mut Rng::new(seed, 40 + kind as u64));
            }
        }
        picture
    }
}
