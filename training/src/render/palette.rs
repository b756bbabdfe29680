//! Natural colours, as linear light. The sRGB values are our estimates by eye.

use glam::{Vec3, vec3};

use super::rng::Rng;

/// From the lightest to the darkest.
const SKIN: [u32; 8] = [0xFAE0CE, 0xF2D0B8, 0xE5BA9C, 0xD2A07E, 0xB28366, 0x8D634C, 0x6B4A3A, 0x50382E];
/// Black, dark brown, brown, light brown, dark blond, blond, red, grey, white.
const HAIR: [u32; 9] = [0x181412, 0x2A1E18, 0x422D1F, 0x62462E, 0x8C6C46, 0xB89868, 0x743A20, 0x8C8A88, 0xC8C6C2];
/// Dark brown, brown, hazel, green, blue, grey.
const IRIS: [u32; 6] = [0x3A2416, 0x543820, 0x6C5430, 0x606C48, 0x5C7892, 0x768692];
/// Cloth: whites, greys, navy, and muted colours.
const CLOTH: [u32; 10] =
    [0xE8E8E4, 0xBEBEBA, 0x5A5C60, 0x222226, 0x242E4E, 0x782C30, 0x3E5C4A, 0x684E38, 0x607EA4, 0x969878];

/// 0xRRGGBB of sRGB as linear light.
fn linear(colour: u32) -> Vec3 {
    let [_, rgb @ ..] = colour.to_be_bytes();
    Vec3::from(rgb.map(|value| (f32::from(value) / 255.0).powf(2.2)))
}

/// Skin for shares of the archetypes african, asian, caucasian; wide and overlapping.
pub fn skin(rng: &mut Rng, ancestry: [f32; 3]) -> Vec3 {
    let [african, asian, caucasian] = ancestry;
    skin_of_depth(african * 0.74 + asian * 0.28 + caucasian * 0.14 + rng.normal() * 0.1) * rng.tint(0.025)
}

/// Skin from the lightest (0) to the darkest (1).
pub fn skin_of_depth(depth: f32) -> Vec3 {
    let place = depth.clamp(0.0, 0.999) * (SKIN.len() - 1) as f32;
    let index = place as usize;
    linear(SKIN[index]).lerp(linear(SKIN[index + 1]), place.fract())
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
