//! Landmarks → similarity transform → the 112×112 crop that face-recognition models are trained on.

use image::RgbImage;
use image::imageops::{FilterType, resize};
use serde::Serialize;

use super::landmarks::{Point, mean};
use super::pyramid::{Pyramid, add_bilinear};
use crate::error::{Error, Result};
use crate::vit::{GRID_SIZE, IMAGE_SIZE};

/// Least pixels of the photo's copy under one crop pixel when shrinking: fewer would lose what the crop can show.
const DETAIL: f64 = 2.0;
/// Most samples along one side of a crop pixel. Only a face many times larger than its photo would take more.
const MAX_SAMPLES_PER_SIDE: f64 = 4.0;
/// Least side of a crop that is given as already aligned: one pixel a patch.
const MIN_ALIGNED_SIDE: u32 = GRID_SIZE as u32;

/// Scale, rotation and shift: `x′ = a·x − b·y + tx`, `y′ = b·x + a·y + ty`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(into = "[f64; 6]")]
pub struct SimilarityTransform {
    /// Scale times the cosine of the rotation.
    pub a: f64,
    /// Scale times the sine of the rotation.
    pub b: f64,
    /// Shift to the right, in pixels of the target.
    pub tx: f64,
    /// Shift down, in pixels of the target.
    pub ty: f64,
}

impl SimilarityTransform {
    /// The transform from `from` to `to` with the least squared error (Umeyama 1991, in two dimensions).
    ///
    /// As many points in both, which must not coincide: [`Landmarks::validate`](super::Landmarks::validate).
    pub fn estimate(from: &[Point], to: &[Point]) -> Self {
        let (p, q) = (mean(from), mean(to));
        let (mut dot, mut cross, mut variance) = (0.0, 0.0, 0.0);
        for (u, v) in from.iter().zip(to) {
            let (u, v) = ([u[0] - p[0], u[1] - p[1]], [v[0] - q[0], v[1] - q[1]]);
            dot += u[0] * v[0] + u[1] * v[1];
            cross += u[0] * v[1] - u[1] * v[0];
            variance += u[0] * u[0] + u[1] * u[1];
        }
        let (a, b) = (dot / variance, cross / variance);
        Self { a, b, tx: q[0] - a * p[0] + b * p[1], ty: q[1] - b * p[0] - a * p[1] }
    }

    /// Where a point goes.
    pub fn apply(&self, [x, y]: Point) -> Point {
        [self.a * x - self.b * y + self.tx, self.b * x + self.a * y + self.ty]
    }

    /// Root mean square distance between the moved points and their targets.
    pub fn residual(&self, from: &[Point], to: &[Point]) -> f64 {
        let square = |(point, target): (&Point, &Point)| {
            let [x, y] = self.apply(*point);
            (x - target[0]).powi(2) + (y - target[1]).powi(2)
        };
        (from.iter().zip(to).map(square).sum::<f64>() / from.len() as f64).sqrt()
    }

    /// This one, then the other.
    pub fn then(&self, next: &Self) -> Self {
        let [tx, ty] = next.apply([self.tx, self.ty]);
        Self { a: next.a * self.a - next.b * self.b, b: next.b * self.a + next.a * self.b, tx, ty }
    }

    /// The way back.
    pub fn inverse(&self) -> Self {
        let scale = self.a * self.a + self.b * self.b;
        let (a, b) = (self.a / scale, -self.b / scale);
        Self { a, b, tx: -a * self.tx + b * self.ty, ty: -b * self.tx - a * self.ty }
    }

    /// Target pixels per source pixel.
    pub fn scale(&self) -> f64 {
        self.a.hypot(self.b)
    }
}

/// The 2×3 matrix, row-major.
impl From<SimilarityTransform> for [f64; 6] {
    fn from(SimilarityTransform { a, b, tx, ty }: SimilarityTransform) -> Self {
        [a, -b, tx, b, a, ty]
    }
}

/// An upright face, 112×112 RGB, its landmarks on the [`TEMPLATE`](super::TEMPLATE).
#[derive(Debug, Clone, PartialEq)]
pub struct FaceCrop(RgbImage);

impl FaceCrop {
    /// Cuts the face out of a photo. `transform` maps photo pixels to crop pixels; what lies outside of the photo is
    /// black, as in InsightFace's crops.
    ///
    /// # Cost
    /// One bilinear sample a crop pixel when enlarging; when shrinking, the mean of nine at most over the pixel's own
    /// footprint in the copy of the photo that fits, so that fine detail does not alias.
    pub fn warp(photo: &Pyramid, transform: &SimilarityTransform) -> Self {
        Self(warp(photo, transform, IMAGE_SIZE as u32))
    }

    /// Takes an image that is already an aligned crop; other sizes than 112×112 are resampled.
    ///
    /// # Errors
    /// [`Error::UnsupportedInput`] if it is not square or smaller than one pixel a patch (14×14).
    pub fn from_aligned(image: &RgbImage) -> Result<Self> {
        let (width, height) = image.dimensions();
        let side = IMAGE_SIZE as u32;
        if width != height || width < MIN_ALIGNED_SIDE {
            return Err(Error::UnsupportedInput(format!(
                "an aligned crop is square and at least {MIN_ALIGNED_SIDE} pixels wide, best 112×112; this is {width}×{height}"
            )));
        }
        Ok(Self(if width == side { image.clone() } else { resize(image, side, side, FilterType::Triangle) }))
    }

    /// The pixels.
    pub fn image(&self) -> &RgbImage {
        &self.0
    }
}

/// As [`FaceCrop::warp`], for a square picture of any side.
pub fn warp(photo: &Pyramid, transform: &SimilarityTransform, side: u32) -> RgbImage {
    let (copy, to_copy) = photo.copy_for(&transform.inverse(), DETAIL);
    let per_side = to_copy.scale().ceil().clamp(1.0, MAX_SAMPLES_PER_SIDE) as u32;
    let offsets: Vec<f64> = (0..per_side).map(|i| (f64::from(i) + 0.5) / f64::from(per_side) - 0.5).collect();
    let samples = f64::from(per_side * per_side) as f32;
    RgbImage::from_fn(side, side, |x, y| {
        let mut sum = [0.0; 3];
        for dy in &offsets {
            for dx in &offsets {
                add_bilinear(&mut sum, copy, to_copy.apply([f64::from(x) + dx, f64::from(y) + dy]));
            }
        }
        image::Rgb(sum.map(|value| (value / samples).round() as u8))
    })
}
