//! Thirty-two ways to spoil a photo, eight kinds in four degrees, in a photographer's units: what a recogniser is asked about.
//!
//! Unlike a severity, a degree says by itself what was done, so that another program can do the same.

use attn_fiqa::crop::CROP_SIZE;
use image::imageops::{FilterType, resize};
use image::{Rgb, RgbImage};

use super::filter::{blur, motion};
use super::kind::{noisy_plainly, scaled};
use crate::render::{Rng, add_noise, through_jpeg};

/// Pixels between the eyes of the photo whose pixels the degrees are stated in: a face that fills a video call.
const PHOTO: f32 = 75.0;
/// Pixels between the eyes of the crop: the template's.
const CROP: f32 = 35.24;
/// The photo's pixels in those of the crop.
const SCALE: f32 = CROP / PHOTO;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Change {
    /// Gaussian blur: standard deviation in pixels of the photo.
    Blur(f32),
    /// A straight line of that many pixels of the photo, in any direction.
    Motion(f32),
    /// So few pixels between the eyes, enlarged.
    Pixels(f32),
    /// Noise of that standard deviation, of 255, in each pixel of the photo.
    Noise(f32),
    /// So much of the light, amplified or not.
    Light(f32),
    /// JPEG at that quality, at a third of the photo's size, enlarged.
    Jpeg(u8),
    /// A piece of cloth: left, top, right and bottom in pixels of the crop.
    Cover([u32; 4]),
}

/// One kind in one degree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Degree {
    /// What it is, with its unit.
    pub kind: &'static str,
    pub degree: &'static str,
    change: Change,
}

/// All of them, kind by kind, mildest first.
pub const DEGREES: [Degree; 32] = {
    use Change::*;
    const BLUR: &str = "blur, σ in pixels";
    const MOTION: &str = "motion, pixels";
    const PIXELS: &str = "pixels between the eyes";
    const NOISE: &str = "noise, σ of 255";
    const DARK: &str = "light left, %";
    const BRIGHT: &str = "light, times";
    const JPEG: &str = "JPEG quality, a third of the size";
    const COVER: &str = "covered";
    const fn of(kind: &'static str, degree: &'static str, change: Change) -> Degree {
        Degree { kind, degree, change }
    }
    [
        of(BLUR, "2", Blur(2.0)),
        of(BLUR, "4", Blur(4.0)),
        of(BLUR, "6", Blur(6.0)),
        of(BLUR, "8", Blur(8.0)),
        of(MOTION, "12", Motion(12.0)),
        of(MOTION, "22", Motion(22.0)),
        of(MOTION, "32", Motion(32.0)),
        of(MOTION, "45", Motion(45.0)),
        of(PIXELS, "20", Pixels(20.0)),
        of(PIXELS, "14", Pixels(14.0)),
        of(PIXELS, "10", Pixels(10.0)),
        of(PIXELS, "7", Pixels(7.0)),
        of(NOISE, "20", Noise(20.0)),
        of(NOISE, "40", Noise(40.0)),
        of(NOISE, "65", Noise(65.0)),
        of(NOISE, "90", Noise(90.0)),
        of(DARK, "40", Light(0.4)),
        of(DARK, "20", Light(0.2)),
        of(DARK, "10", Light(0.1)),
        of(DARK, "5", Light(0.05)),
        of(BRIGHT, "1.4", Light(1.4)),
        of(BRIGHT, "2", Light(2.0)),
        of(BRIGHT, "3", Light(3.0)),
        of(BRIGHT, "4.5", Light(4.5)),
        of(JPEG, "30", Jpeg(30)),
        of(JPEG, "15", Jpeg(15)),
        of(JPEG, "8", Jpeg(8)),
        of(JPEG, "4", Jpeg(4)),
        of(COVER, "chin", Cover([16, 99, 96, 112])),
        of(COVER, "mouth and chin", Cover([14, 74, 98, 112])),
        of(COVER, "eyes", Cover([16, 40, 96, 62])),
        of(COVER, "one half", Cover([0, 0, 56, 112])),
    ]
};

impl Degree {
    /// Whether something hides a part of the face.
    pub fn hides(&self) -> bool {
        matches!(self.change, Change::Cover(_))
    }

    /// A crop, spoilt. The same generator state gives the same picture.
    pub fn apply(&self, crop: &RgbImage, rng: &mut Rng) -> RgbImage {
        match self.change {
            Change::Blur(sigma) => blur(crop, sigma * SCALE),
            Change::Motion(length) => motion(crop, length * SCALE, rng),
            Change::Pixels(eyes) => through(crop, eyes, RgbImage::clone),
            // Shrinking the photo to the crop leaves so much of white noise.
            Change::Noise(sigma) => noisy_plainly(crop, sigma * SCALE, rng),
            Change::Light(factor) => {
                let mut lit = scaled(crop, factor);
                if factor < 1.0 {
                    // What an amplifier adds where light is short, as in training.
                    add_noise(&mut lit, 5.0 * (1.0 - factor), rng);
                }
                lit
            }
            Change::Jpeg(quality) => through(crop, PHOTO / 3.0, |small| through_jpeg(small, quality)),
            Change::Cover(place) => cover(crop, place, rng),
        }
    }
}

/// Shrunk to so many pixels between the eyes, changed, and enlarged again.
fn through(crop: &RgbImage, eyes: f32, change: impl Fn(&RgbImage) -> RgbImage) -> RgbImage {
    let (full, side) = (CROP_SIZE as u32, (CROP_SIZE as f32 * eyes / CROP).round() as u32);
    resize(&change(&resize(crop, side, side, FilterType::Triangle)), full, full, FilterType::CatmullRom)
}

/// Cloth of one colour: white, pale blue, black or any.
fn cover(crop: &RgbImage, [left, top, right, bottom]: [u32; 4], rng: &mut Rng) -> RgbImage {
    let any = [(); 3].map(|()| rng.index(256) as u8);
    let colour = Rgb([[235, 235, 232], [150, 190, 215], [28, 28, 30], any][rng.index(4)]);
    let mut covered = crop.clone();
    for (x, y, pixel) in covered.enumerate_pixels_mut() {
        if (left..right).contains(&x) && (top..bottom).contains(&y) {
            *pixel = colour;
        }
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_kinds_grow_and_repeat() {
        let crop = RgbImage::from_fn(112, 112, |x, y| Rgb([90 + (x * 7 % 60) as u8, 60 + (y * 5 % 90) as u8, 110]));
        let difference = |degree: &Degree| -> u64 {
            let apply = || degree.apply(&crop, &mut Rng::new(3, 0));
            assert_eq!(apply(), apply());
            apply().as_raw().iter().zip(crop.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum()
        };
        let kinds: Vec<_> = DEGREES.chunk_by(|a, b| a.kind == b.kind).collect();
        assert_eq!((kinds.len(), kinds.iter().map(|kind| kind.len()).max()), (8, Some(4)));
        for kind in kinds {
            let changes: Vec<u64> = kind.iter().map(difference).collect();
            // A line of motion longer than the pattern's period changes as much; eyes are less than mouth and chin.
            let grows = !matches!(kind[0].change, Change::Motion(_) | Change::Cover(_));
            assert!(changes.iter().all(|change| *change > 10_000), "{}: {changes:?}", kind[0].kind);
            assert!(!grows || changes.is_sorted(), "{}: {changes:?}", kind[0].kind);
        }
    }
}
