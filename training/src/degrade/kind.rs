//! The kinds of degradation and their scales.

use attn_fiqa::crop::CROP_SIZE;
use image::RgbImage;
use image::imageops::{FilterType, resize};

use super::filter::{blur, low_resolution, misalign, motion};
use super::occlude::occlude;
use super::plane::Plane;
use crate::render::{Rng, add_noise, through_jpeg};

/// What may go wrong in a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Blur,
    Motion,
    LowResolution,
    Noise,
    LowLight,
    OverExposure,
    Jpeg,
    Occlusion,
    Misalignment,
}

/// All kinds, in the order of their values.
pub const KINDS: [Kind; 9] = {
    use Kind::*;
    [Blur, Motion, LowResolution, Noise, LowLight, OverExposure, Jpeg, Occlusion, Misalignment]
};

// What severity 1 is. Our choice: about a quarter of the person is left then at most, as the convolutional recogniser sees it
// (docs/model.md, "left"), so that a severity means about as much harm in every kind. Lengths in pixels of the crop.
/// Standard deviation of the blur.
const BLUR: f32 = 6.5;
const MOTION: f32 = 30.0;
/// Side at severities just above 0, and at 1.
const SIDE: [f32; 2] = [80.0, 13.0];
/// Standard deviation of the noise, of 255.
const NOISE: f32 = 105.0;
/// Share of the light that is left.
const DARKEST: f32 = 0.025;
const BRIGHTEST: f32 = 5.5;
/// JPEG quality at severities just above 0, and at 1.
const JPEG: [f32; 2] = [40.0, 2.0];
/// Smallest side of a crop's part of a file: thumbnails, 20 pixels between the eyes.
const THUMBNAIL: f32 = 64.0;
const MISALIGNMENT: f32 = 18.0;

impl Kind {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blur => "blur",
            Self::Motion => "motion blur",
            Self::LowResolution => "low resolution",
            Self::Noise => "noise",
            Self::LowLight => "low light",
            Self::OverExposure => "over-exposure",
            Self::Jpeg => "JPEG",
            Self::Occlusion => "occlusion",
            Self::Misalignment => "misalignment",
        }
    }
}

/// A 112×112 crop, degraded. The same generator state gives the same picture; a higher severity gives more of the same.
pub fn apply(picture: &RgbImage, kind: Kind, severity: f32, rng: &mut Rng) -> RgbImage {
    let s = severity.clamp(0.0, 1.0);
    if s <= 0.0 {
        return picture.clone();
    }
    match kind {
        Kind::Blur => blur(picture, 0.25 + (BLUR - 0.25) * s),
        Kind::Motion => motion(picture, 1.0 + (MOTION - 1.0) * s, rng),
        Kind::LowResolution => low_resolution(picture, geometric(SIDE, s).round() as u32, rng),
        Kind::Noise => noisy(picture, NOISE * s, rng),
        Kind::LowLight => low_light(picture, DARKEST.powf(s), rng),
        Kind::OverExposure => scaled(picture, BRIGHTEST.powf(s)),
        Kind::Jpeg => jpeg(picture, geometric(JPEG, s).round() as u8, rng),
        Kind::Occlusion => occlude(picture, s, rng).0,
        Kind::Misalignment => misalign(picture, MISALIGNMENT * s, rng),
    }
}

fn geometric([from, to]: [f32; 2], share: f32) -> f32 {
    from * (to / from).powf(share)
}

/// A file in which the face has as many pixels as the crop, or fewer, enlarged afterwards.
fn jpeg(picture: &RgbImage, quality: u8, rng: &mut Rng) -> RgbImage {
    if rng.chance(0.4) {
        return through_jpeg(picture, quality);
    }
    let (full, side) = (CROP_SIZE as u32, rng.range(THUMBNAIL, CROP_SIZE as f32) as u32);
    resize(
        &through_jpeg(&resize(picture, side, side, FilterType::Triangle), quality),
        full,
        full,
        FilterType::CatmullRom,
    )
}

/// Sensor noise, or plain noise of all channels alike in strength.
fn noisy(picture: &RgbImage, sigma: f32, rng: &mut Rng) -> RgbImage {
    if rng.chance(0.5) {
        let mut noisy = picture.clone();
        add_noise(&mut noisy, sigma, rng);
        return noisy;
    }
    noisy_plainly(picture, sigma, rng)
}

/// Plain noise, in each channel by itself.
pub(super) fn noisy_plainly(picture: &RgbImage, sigma: f32, rng: &mut Rng) -> RgbImage {
    Plane::from(picture).map(|value| (value + sigma * rng.normal()).clamp(0.0, 255.0)).into()
}

/// Less light; half of the cameras amplify what is left, and its noise with it.
fn low_light(picture: &RgbImage, light: f32, rng: &mut Rng) -> RgbImage {
    let mut dark = scaled(picture, light);
    if !rng.chance(0.5) {
        add_noise(&mut dark, 5.0 * (1.0 - light), rng);
    }
    dark
}

pub(super) fn scaled(picture: &RgbImage, factor: f32) -> RgbImage {
    Plane::from(picture).map(|value| (value * factor).min(255.0)).into()
}
