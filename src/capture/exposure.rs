//! Light on the face region: mean, spread, and what is lost in black and white.
//!
//! The standard's four numbers about darkness follow the skin's own tone, so none of them is a verdict. Verdicts come from
//! what every face has: a few highlights, eye whites or teeth that show how much light there is, and pupils, nostrils or
//! hair that show how dark the dark parts are.

use std::array;
use std::sync::LazyLock;

use super::Values;
use super::subject::Subject;
use super::table::Check;

/// Levels up to this one count as black. Source: OFIQ `UnderExposurePrevention`.
const BLACK_TO: usize = 25;
/// Levels from this one count as white. Source: OFIQ `OverExposurePrevention`.
const WHITE_FROM: usize = 247;
/// Share of the face region that is its brightest, or its darkest, part: some 20 pixels of the picture, a highlight.
const EXTREME: f64 = 0.001;

pub fn measure(subject: &Subject) -> Values {
    let Some(shares) = histogram(face_pixels(subject).map(|pixel| pixel.map(f32::from))) else { return Values::new() };
    let share = |levels: &[f64]| levels.iter().sum::<f64>();
    let level = |i: usize| i as f64 / 255.0;
    let mean: f64 = shares.iter().enumerate().map(|(i, share)| share * level(i)).sum();
    let variance: f64 = shares.iter().enumerate().map(|(i, share)| share * (level(i) - mean).powi(2)).sum();
    let entropy: f64 = shares.iter().filter(|share| **share > 0.0).map(|share| -share * share.log2()).sum();
    vec![
        (Check::LuminanceMean, mean),
        (Check::LuminanceVariance, variance),
        (Check::UnderExposure, share(&shares[..=BLACK_TO])),
        (Check::OverExposure, share(&shares[WHITE_FROM..])),
        (Check::DynamicRange, entropy),
        (Check::Light, level(255 - extreme(shares.iter().rev()).min(255))),
        (Check::Contrast, grey_range(subject, EXTREME) / 255.0),
    ]
}

/// Where the [`EXTREME`] share is reached, from the first level on.
fn extreme<'a>(shares: impl Iterator<Item = &'a f64>) -> usize {
    let sums = shares.scan(0.0, |sum, share| {
        *sum += share;
        Some(*sum)
    });
    sums.take_while(|sum| *sum <= EXTREME).count()
}

/// Grey levels between the darkest and the brightest share of the face, each this large.
pub(super) fn grey_range(subject: &Subject, share: f64) -> f64 {
    let mut counts = [0usize; 256];
    face_pixels(subject).for_each(|pixel| counts[grey(pixel) as usize] += 1);
    let most = (share * counts.iter().sum::<usize>() as f64) as usize;
    let reached = |counts: &mut dyn Iterator<Item = &usize>| {
        let mut sum = 0;
        counts
            .take_while(|count| {
                sum += **count;
                sum <= most
            })
            .count()
    };
    let (low, high) = (reached(&mut counts.iter()), reached(&mut counts.iter().rev()));
    (255.0 - (low + high) as f64).max(0.0)
}

/// The pixels of the face region.
fn face_pixels(subject: &Subject) -> impl Iterator<Item = [u8; 3]> {
    subject.picture.pixels().zip(&subject.region).filter(|(_, inside)| **inside).map(|(pixel, _)| pixel.0)
}

/// Luma of an sRGB pixel, 0–255 (ITU-R BT.601).
pub(super) fn grey(pixel: [u8; 3]) -> f64 {
    let [r, g, b] = pixel.map(f64::from);
    0.299 * r + 0.587 * g + 0.114 * b
}

/// Share of each luminance level; `None` if there are no pixels.
pub(super) fn histogram(pixels: impl Iterator<Item = [f32; 3]>) -> Option<[f64; 256]> {
    let mut counts = [0.0; 256];
    let mut total = 0.0;
    for pixel in pixels {
        counts[luminance_level(pixel)] += 1.0;
        total += 1.0;
    }
    (total > 0.0).then(|| counts.map(|count| count / total))
}

/// sRGB, 0–255 → linear luminance (IEC 61966-2-1), as a whole level from 0 to 255.
fn luminance_level(pixel: [f32; 3]) -> usize {
    (255.0 * luminance(pixel) + 0.5).floor().clamp(0.0, 255.0) as usize
}

/// sRGB, 0–255 → linear luminance, 0–1 (IEC 61966-2-1).
pub(super) fn luminance(pixel: [f32; 3]) -> f64 {
    let [r, g, b] = pixel.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// sRGB level, 0–255, rounded → linear light, 0–1 (IEC 61966-2-1).
pub(super) fn linear(level: f32) -> f64 {
    static TABLE: LazyLock<[f64; 256]> = LazyLock::new(|| {
        array::from_fn(|level| {
            let value = level as f64 / 255.0;
            if value > 0.04045 { ((value + 0.055) / 1.055).powf(2.4) } else { value / 12.92 }
        })
    });
    TABLE[level.round() as u8 as usize]
}
