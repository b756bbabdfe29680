//! The light of a scene: light from everywhere, and one key light.

use glam::{Vec3, vec3};
use serde::Serialize;

use crate::render::rng::Rng;

/// Light as a photographer would describe it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Light {
    /// Direction of the key light, in degrees: positive towards the image's right, 0 at the camera, 180 behind.
    pub azimuth: f32,
    /// Degrees above the face.
    pub elevation: f32,
    /// Strength of the key light.
    pub key: f32,
    /// Strength of the light from everywhere.
    pub ambient: f32,
    /// How much more ambient light comes from above than from below, −1 to 1.
    pub above: f32,
    /// How much more ambient light comes from the image's right, −1 to 1.
    pub right: f32,
    /// 0 no shadows to 1 black shadows of the key light.
    pub shadow: f32,
    /// −1 blue to 1 orange.
    pub warmth: f32,
}

impl Default for Light {
    /// A bright room: soft, from above and a little from the side.
    fn default() -> Self {
        Self {
            azimuth: 20.0,
            elevation: 35.0,
            key: 0.45,
            ambient: 0.8,
            above: 0.35,
            right: 0.0,
            shadow: 0.5,
            warmth: 0.1,
        }
    }
}

/// Azimuth and elevation (mean and spread), key, ambient, shadow of: room, window, hard sun, light behind, flash.
const KINDS: [[f32; 7]; 5] = [
    [0.0, 40.0, 42.0, 15.0, 0.5, 0.75, 0.4],
    [0.0, 45.0, 25.0, 15.0, 0.8, 0.5, 0.6],
    [0.0, 45.0, 35.0, 20.0, 1.1, 0.25, 0.85],
    [130.0, 20.0, 30.0, 15.0, 0.8, 0.45, 0.7],
    [0.0, 6.0, 4.0, 5.0, 0.7, 0.3, 0.8],
];

impl Light {
    /// Any light: rooms and windows most, then hard sun, light from behind, flash.
    pub fn random(rng: &mut Rng) -> Self {
        Self::of_kind(rng, &[0.35, 0.35, 0.13, 0.07, 0.1])
    }

    /// Light in which a face is easily seen.
    pub fn gentle(rng: &mut Rng) -> Self {
        Self::of_kind(rng, &[0.5, 0.4, 0.0, 0.0, 0.1])
    }

    fn of_kind(rng: &mut Rng, weights: &[f32]) -> Self {
        let [azimuth, spread, elevation, lift, key, ambient, shadow] = KINDS[rng.weighted(weights)];
        let side = if rng.chance(0.5) { 1.0 } else { -1.0 };
        Self {
            azimuth: side * (azimuth + spread * rng.normal()),
            elevation: elevation + lift * rng.normal(),
            key: key * rng.range(0.75, 1.3),
            ambient: ambient * rng.range(0.75, 1.3),
            above: rng.range(0.15, 0.65),
            right: 0.25 * rng.normal(),
            shadow: shadow * rng.range(0.7, 1.1),
            warmth: 0.4 * rng.normal(),
        }
    }

    /// The direction towards the key light.
    pub fn direction(&self) -> Vec3 {
        let (azimuth, elevation) = (self.azimuth.to_radians(), self.elevation.to_radians());
        vec3(azimuth.sin() * elevation.cos(), elevation.sin(), azimuth.cos() * elevation.cos())
    }

    /// Its colour; the ambient light's is the opposite, as window and lamp are.
    pub fn tint(&self) -> Vec3 {
        vec3(0.12, 0.0, -0.16).map(|channel| (channel * self.warmth).exp())
    }

    /// Light from everywhere onto a surface with this normal.
    pub fn ambient_at(&self, normal: Vec3) -> Vec3 {
        let level = 0.85 + self.above * normal.y + self.right * normal.x + 0.3 * normal.z;
        self.ambient * level.max(0.1) / self.tint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn azimuth_and_elevation_are_as_documented() {
        let light = |azimuth, elevation| Light { azimuth, elevation, ..Light::default() }.direction();
        assert!(light(0.0, 0.0).distance(Vec3::Z) < 1e-6);
        assert!(light(90.0, 0.0).distance(Vec3::X) < 1e-6);
        assert!(light(0.0, 90.0).distance(Vec3::Y) < 1e-6);
    }
}
