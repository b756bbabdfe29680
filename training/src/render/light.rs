//! The light of a scene: an ambient field, one key light with shadows, one fill light.

use glam::{Vec3, vec3};
use serde::Serialize;

use super::depth::DepthMap;
use super::rng::Rng;

/// Light as a photographer would describe it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Light {
    /// Where the key light stands, in degrees: positive towards the image's right, 0 at the camera, 180 behind.
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

/// Which points the key light reaches.
pub struct Shadow {
    map: DepthMap,
    /// Across, up, towards the light.
    axes: [Vec3; 3],
    centre: Vec3,
}

/// Side of the shadow map, in samples.
const SIDE: usize = 160;
/// What it spans, in decimetres: head and shoulders.
const SPAN: f32 = 3.8;
/// Between these distances behind the nearest surface, in decimetres, light fades: less is the surface itself.
const FADE: [f32; 2] = [0.05, 0.13];

impl Shadow {
    /// Draws the map of what stands in the light, around a centre: what is solid, then hair, of which much lies behind.
    pub fn new(
        light: &Light,
        centre: Vec3,
        solid: impl Iterator<Item = [Vec3; 3]>,
        hair: impl Iterator<Item = [Vec3; 3]>,
    ) -> Self {
        let towards = light.direction();
        let across = towards.any_orthonormal_vector();
        let axes = [across, towards.cross(across), towards];
        let placed = |triangle: [Vec3; 3]| triangle.map(|p| to_map(p - centre, axes));
        let mut map = DepthMap::new(SIDE);
        map.draw(solid.map(placed));
        let occluders = map.occluders();
        map.draw(hair.map(placed).filter(|triangle| !occluders.hide(*triangle)));
        Self { map, axes, centre }
    }

    /// The share of the key light that reaches a point: the mean over 4×4 samples, so that edges are soft.
    pub fn lit(&self, p: Vec3) -> f32 {
        let p = to_map(p - self.centre, self.axes);
        let (left, top) = (p.x as i32 - 1, p.y as i32 - 1);
        let mut sum = 0.0;
        for y in top..top + 4 {
            for x in left..left + 4 {
                let behind = self.map.at(x, y) - p.z;
                sum += 1.0 - ((behind - FADE[0]) / (FADE[1] - FADE[0])).clamp(0.0, 1.0);
            }
        }
        sum / 16.0
    }
}

fn to_map(p: Vec3, [across, up, towards]: [Vec3; 3]) -> Vec3 {
    let scale = SIDE as f32 / SPAN;
    let middle = (SIDE / 2) as f32;
    vec3(p.dot(across) * scale + middle, p.dot(up) * scale + middle, p.dot(towards))
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

    #[test]
    fn what_stands_in_the_light_throws_a_shadow() {
        let light = Light { azimuth: 0.0, elevation: 0.0, ..Light::default() };
        let wall = [vec3(-1.0, -1.0, 1.0), vec3(1.0, -1.0, 1.0), vec3(0.0, 1.0, 1.0)];
        let shadow = Shadow::new(&light, Vec3::ZERO, [wall].into_iter(), std::iter::empty());
        assert_eq!(shadow.lit(Vec3::ZERO), 0.0);
        assert_eq!(shadow.lit(vec3(0.0, 0.0, 1.0)), 1.0);
        assert_eq!(shadow.lit(vec3(1.5, 0.0, 0.0)), 1.0);
    }
}
