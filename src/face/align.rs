//! Landmarks → similarity transform → the 112×112 crop that face-recognition models are trained on.
//!
//! Coordinates are pixels; the centre of the top-left pixel is (0, 0), as in OpenCV, whose `warpAffine` made the crops
//! that the published models were trained on.

use image::RgbImage;
use image::imageops::{FilterType, resize};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::vit::IMAGE_SIZE;

/// A point in pixels: x to the right, y down.
pub type Point = [f64; 2];

/// Where the five landmarks fall in the aligned crop. Source: InsightFace `face_align.py`, `arcface_dst`.
pub const TEMPLATE: Landmarks =
    Landmarks([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]);

/// Least distance between the eyes, in pixels, that can still be a face and not a mix-up of units.
const MIN_EYE_DISTANCE: f64 = 4.0;
/// Largest root mean square distance from the template, in crop pixels, that is still a face. Our choice, not
/// measured on profiles; a point that slipped away makes the fit shrink without bound.
const MAX_RESIDUAL: f64 = 20.0;
/// Most samples along one side of a crop pixel: bounds the cost of a face wider than 112·64 pixels.
const MAX_SAMPLES_PER_SIDE: f64 = 64.0;
/// Least side of a crop that is given as already aligned: one pixel a patch.
const MIN_ALIGNED_SIDE: u32 = crate::vit::GRID_SIZE as u32;

/// Five points of a face, in pixels of the upright photo: image-left eye, image-right eye, nose tip, image-left and
/// image-right mouth corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Landmarks(pub [Point; 5]);

impl Landmarks {
    /// Refuses points that cannot be a face in an image of this size.
    ///
    /// # Errors
    /// [`Error::UnsupportedInput`] for coordinates that are not finite, in the wrong order, all but coincident, or
    /// outside of the image.
    pub fn validate(&self, width: u32, height: u32) -> Result<()> {
        let wrong = |what: String| Err(Error::UnsupportedInput(format!("the landmarks {what}")));
        let [left_eye, right_eye, _, left_mouth, right_mouth] = self.0;
        if self.0.as_flattened().iter().any(|value| !value.is_finite()) {
            return wrong("are not all finite numbers".into());
        }
        let eyes = [right_eye[0] - left_eye[0], right_eye[1] - left_eye[1]];
        let distance = eyes[0].hypot(eyes[1]);
        if distance < MIN_EYE_DISTANCE {
            return wrong(format!("have their eyes {distance:.2} pixels apart: give pixels of the photo"));
        }
        let [eye, mouth] = [middle(left_eye, right_eye), middle(left_mouth, right_mouth)];
        if eyes[0] * (mouth[1] - eye[1]) - eyes[1] * (mouth[0] - eye[0]) <= 0.0 {
            return wrong(
                "are mirrored: give image-left eye, image-right eye, nose, left and right mouth corner".into(),
            );
        }
        let [x, y] = mean(&self.0);
        if x < 0.0 || y < 0.0 || x > f64::from(width) || y > f64::from(height) {
            return wrong(format!("lie around ({x:.0}, {y:.0}), outside of the {width}×{height} photo"));
        }
        let error = SimilarityTransform::estimate(self, &TEMPLATE).residual(self);
        if error.is_nan() || error > MAX_RESIDUAL {
            return wrong(format!(
                "do not look like a face: off by {error:.0} pixels of the 112×112 crop, at most {MAX_RESIDUAL}"
            ));
        }
        Ok(())
    }
}

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
    /// The points must not coincide: [`Landmarks::validate`].
    pub fn estimate(from: &Landmarks, to: &Landmarks) -> Self {
        let (p, q) = (mean(&from.0), mean(&to.0));
        let (mut dot, mut cross, mut variance) = (0.0, 0.0, 0.0);
        for (u, v) in from.0.iter().zip(&to.0) {
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

    /// Root mean square distance between the moved landmarks and the [`TEMPLATE`], in crop pixels.
    fn residual(&self, landmarks: &Landmarks) -> f64 {
        let square = |(point, target): (&Point, &Point)| {
            let [x, y] = self.apply(*point);
            (x - target[0]).powi(2) + (y - target[1]).powi(2)
        };
        (landmarks.0.iter().zip(&TEMPLATE.0).map(square).sum::<f64>() / landmarks.0.len() as f64).sqrt()
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

/// An upright face, 112×112 RGB, its landmarks on the [`TEMPLATE`].
#[derive(Debug, Clone, PartialEq)]
pub struct FaceCrop(RgbImage);

impl FaceCrop {
    /// Cuts the face out of a photo. `transform` maps photo pixels to crop pixels; what lies outside of the photo is
    /// black, as in InsightFace's crops.
    ///
    /// # Cost
    /// One bilinear sample a crop pixel when enlarging; when shrinking by `s`, `⌈s⌉²` samples: each crop pixel is the
    /// mean over its own footprint, so that fine detail does not alias.
    pub fn warp(photo: &RgbImage, transform: &SimilarityTransform) -> Self {
        let to_photo = transform.inverse();
        let per_side = to_photo.scale().ceil().clamp(1.0, MAX_SAMPLES_PER_SIDE) as u32;
        let offsets: Vec<f64> = (0..per_side).map(|i| (f64::from(i) + 0.5) / f64::from(per_side) - 0.5).collect();
        let samples = f64::from(per_side * per_side) as f32;
        Self(RgbImage::from_fn(IMAGE_SIZE as u32, IMAGE_SIZE as u32, |x, y| {
            let mut sum = [0.0; 3];
            for dy in &offsets {
                for dx in &offsets {
                    add_bilinear(&mut sum, photo, to_photo.apply([f64::from(x) + dx, f64::from(y) + dy]));
                }
            }
            image::Rgb(sum.map(|value| (value / samples).round() as u8))
        }))
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

/// Adds the photo's value at a point, blending the four pixels around it; black outside.
fn add_bilinear(sum: &mut [f32; 3], photo: &RgbImage, [x, y]: Point) {
    let (left, top) = (x.floor(), y.floor());
    let (fx, fy) = ((x - left) as f32, (y - top) as f32);
    let corners = [(0, 0, (1.0 - fx) * (1.0 - fy)), (1, 0, fx * (1.0 - fy)), (0, 1, (1.0 - fx) * fy), (1, 1, fx * fy)];
    for (dx, dy, weight) in corners {
        let (x, y) = (left as i64 + dx, top as i64 + dy);
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { continue };
        if let Some(pixel) = photo.get_pixel_checked(x, y) {
            for (sum, &value) in sum.iter_mut().zip(&pixel.0) {
                *sum += weight * f32::from(value);
            }
        }
    }
}

fn middle(p: Point, q: Point) -> Point {
    [(p[0] + q[0]) / 2.0, (p[1] + q[1]) / 2.0]
}

fn mean(points: &[Point]) -> Point {
    let sum = points.iter().fold([0.0, 0.0], |sum, p| [sum[0] + p[0], sum[1] + p[1]]);
    sum.map(|value| value / points.len() as f64)
}
