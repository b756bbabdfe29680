//! How hair is worn: from shaved to shoulder-long.

use glam::{Vec3, vec3};

use super::identity::Identity;
use crate::render::rng::Rng;

/// How hair is worn, in decimetres.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Length of a strand; 0: shaved, only painted.
    pub length: f32,
    /// Height at which long hair is cut.
    pub cut: f32,
    /// x of the parting.
    pub part: f32,
    /// Height above the eyes to which hair falls over the forehead; none: it is combed away from the face.
    pub fringe: Option<f32>,
    /// Thickness of the hair on the skull.
    pub volume: f32,
    /// How steeply a strand leaves the skull at its root, 0 to 1.
    pub stand: f32,
    /// Where it is combed: to the sides of the parting, back (negative: forward), up.
    pub comb: Vec3,
    /// How fast it falls, for each decimetre.
    pub gravity: f32,
    /// How much it turns at random, for each decimetre.
    pub curl: f32,
}

impl Style {
    /// A style that goes with a person.
    pub fn new(rng: &mut Rng, identity: &Identity) -> Self {
        let male = identity.masculine > 0.5;
        let kind = if identity.features.bald {
            0
        } else if male {
            rng.weighted(&[0.15, 0.5, 0.2, 0.1, 0.03, 0.02])
        } else {
            rng.weighted(&[0.01, 0.08, 0.06, 0.15, 0.35, 0.35])
        };
        let part = rng.range(-0.35, 0.35);
        let plain = Self {
            length: 0.0,
            cut: 0.0,
            part,
            fringe: None,
            volume: rng.range(0.06, 0.16),
            stand: 0.3,
            comb: vec3(1.0, 0.4, 0.0),
            gravity: 0.9,
            curl: rng.range(0.1, 0.7),
        };
        let fringe = rng.chance(0.4).then(|| rng.range(0.16, 0.42));
        match kind {
            0 => plain,
            1 => Self { length: rng.range(0.14, 0.4), stand: rng.range(0.4, 1.0), comb: short_comb(rng), ..plain },
            2 => Self { length: rng.range(0.5, 1.0), stand: 0.6, comb: short_comb(rng), gravity: 2.6, ..plain },
            3 => Self {
                length: rng.range(0.3, 0.8),
                stand: 1.0,
                curl: rng.range(4.0, 9.0),
                gravity: 0.3,
                comb: Vec3::ZERO,
                ..plain
            },
            4 => Self { length: 4.5, cut: rng.range(6.1, 6.7), fringe, volume: rng.range(0.12, 0.22), ..plain },
            _ => Self { length: 6.0, cut: rng.range(4.6, 6.0), fringe, volume: rng.range(0.1, 0.2), ..plain },
        }
    }

    /// Whether strands hang below the ears.
    pub fn long(&self) -> bool {
        self.cut > 0.0
    }
}

fn short_comb(rng: &mut Rng) -> Vec3 {
    vec3(rng.range(-0.6, 0.6), rng.range(-0.9, 0.8), rng.range(0.0, 0.6))
}
