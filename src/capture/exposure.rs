//! Light on the face region: mean, spread, and what is lost in black and white.

use std::array;
use std::sync::LazyLock;

use super::Values;
use super::subject::Subject;
use super::table::Check;

/// Levels up to this one count as black. Source: OFIQ `UnderExposurePrevention`.
const BLACK_TO: usize = 25;
/// Levels from this one count as white. Source: OFIQ `OverExposurePrevention`.
const WHITE_FROM: usize = 247;

pub fn measure(subject: &Subject) -> Values {
    let pixels = subject.picture.pixels().zip(&subject.region).filter(|(_, inside)| **inside);
    let Some(shares) = histogram(pixels.map(|(pixel, _)| pixel.0.map(f32::from))) else { return Values::new() };
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
    ]
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
    let [r, g, b] = pixel.map(linear);
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    (255.0 * y + 0.5).floor().clamp(0.0, 255.0) as usize
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
