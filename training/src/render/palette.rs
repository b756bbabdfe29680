//! Natural colours, as linear light. The sRGB values are our estimates by eye.

use glam::{Vec3, vec3};

use super::rng::Rng;

type Srgb = [u8; 3];

/// From the lightest to the darkest.
const SKIN: [Srgb; 8] = [
    [250, 224, 206],
    [242, 208, 184],
    [229, 186, 156],
    [210, 160, 126],
    [178, 131, 102],
    [141, 99, 76],
    [107, 74, 58],
    [80, 56, 46],
];
/// Black, dark brown, brown, light brown, dark blond, blond, red, grey, white.
const HAIR: [Srgb; 9] = [
    [24, 20, 18],
    [42, 30, 24],
    [66, 45, 31],
    [98, 70, 46],
    [140, 108, 70],
    [184, 152, 104],
    [116, 58, 32],
    [140, 138, 136],
    [200, 198, 194],
];
/// Dark brown, brown, hazel, green, blue, grey.
const IRIS: [Srgb; 6] = [[58, 36, 22], [84, 56, 32], [108, 84, 48], [96, 108, 72], [92, 120, 146], [118, 134, 146]];
/// Cloth: whites, greys, navy, and muted colours.
const CLOTH: [Srgb; 10] = [
    [232, 232, 228],
    [190, 190, 186],
    [90, 92, 96],
    [34, 34, 38],
    [36, 46, 78],
    [120, 44, 48],
    [62, 92, 74],
    [104, 78, 56],
    [96, 126, 164],
    [150, 152, 120],
];

/// sRGB bytes as linear light.
pub fn linear(colour: Srgb) -> Vec3 {
    let channel = |value: u8| (f32::from(value) / 255.0).powf(2.2);
    vec3(channel(colour[0]), channel(colour[1]), channel(colour[2]))
}

/// Skin for shares of the archetypes african, asian, caucasian; wide and overlapping.
pub fn skin(rng: &mut Rng, ancestry: [f32; 3]) -> Vec3 {
    let [african, asian, caucasian] = ancestry;
    let depth = (african * 0.74 + asian * 0.28 + caucasian * 0.14 + rng.normal() * 0.1).clamp(0.0, 0.999) * 7.0;
    let index = depth as usize;
    linear(SKIN[index]).lerp(linear(SKIN[index + 1]), depth.fract()) * rng.tint(0.025)
}

/// Hair for shares of the archetypes and an age from 0 to 1.
pub fn hair(rng: &mut Rng, ancestry: [f32; 3], age: f32) -> Vec3 {
    let weights = match (age > 0.55, ancestry[2] > 0.5) {
        (true, _) => [0.12, 0.14, 0.1, 0.06, 0.04, 0.02, 0.02, 0.28, 0.22],
        (false, true) => [0.12, 0.24, 0.24, 0.16, 0.1, 0.08, 0.05, 0.01, 0.0],
        (false, false) => [0.6, 0.27, 0.08, 0.02, 0.01, 0.01, 0.0, 0.01, 0.0],
    };
    linear(HAIR[rng.weighted(&weights)]) * (rng.normal() * 0.15).exp()
}

/// Irises for shares of the archetypes.
pub fn iris(rng: &mut Rng, ancestry: [f32; 3]) -> Vec3 {
    let light = ancestry[2] > 0.5;
    let weights = if light { [0.15, 0.2, 0.18, 0.12, 0.22, 0.13] } else { [0.6, 0.32, 0.05, 0.02, 0.01, 0.0] };
    linear(IRIS[rng.weighted(&weights)]) * rng.tint(0.1)
}

/// A colour of clothes.
pub fn cloth(rng: &mut Rng) -> Vec3 {
    (linear(CLOTH[rng.index(CLOTH.len())]) * rng.tint(0.12)).min(Vec3::splat(0.9))
}

/// A colour of walls and things: mostly muted.
pub fn thing(rng: &mut Rng) -> Vec3 {
    let colour = vec3(rng.unit(), rng.unit(), rng.unit()).powf(1.8);
    Vec3::splat(colour.element_sum() / 3.0).lerp(colour, rng.unit() * rng.unit())
}
