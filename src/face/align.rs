//! Photo and similarity transform → the 112×112 crop that face-recognition models are trained on.

use image::RgbImage;
use image::imageops::{FilterType, resize};

use super::bilinear::{Line, Outside, add_values};
use super::geometry::SimilarityTransform;
use super::pyramid::Pyramid;
use crate::crop::{CROP_SIZE, GRID_SIZE};
use crate::error::{Error, Result};
use crate::kernels::Quad;

/// When shrinking, sample the coarsest copy of the photo that still has this many pixels per crop pixel; a coarser one
/// would blur what the crop can show.
const DETAIL: f64 = 2.0;
/// Most samples along one side of a crop pixel. Only a face many times larger than its photo would take more.
const MAX_SAMPLES_PER_SIDE: f64 = 4.0;
/// Least side of a crop that is given as already aligned: one pixel a patch.
const MIN_ALIGNED_SIDE: u32 = GRID_SIZE as u32;

/// An upright face, 112×112 RGB, its landmarks on the [`TEMPLATE`](super::TEMPLATE).
#[derive(Debug, Clone, PartialEq)]
pub struct FaceCrop(RgbImage);

impl FaceCrop {
    /// Cuts the face out of a photo. `transform` maps photo pixels to crop pixels; where the photo ends, its edge is
    /// repeated: InsightFace's crops are black there, and the network would take a line of black for a fault of the face.
    ///
    /// # Cost
    /// One bilinear sample a crop pixel when enlarging; when shrinking, the mean of nine at most over the pixel's own
    /// footprint in the copy of the photo that fits, so that fine detail does not alias.
    pub fn warp(photo: &Pyramid, transform: &SimilarityTransform) -> Self {
        Self(warp(photo, transform, CROP_SIZE as u32))
    }

    /// Takes an image that is already an aligned crop; other sizes than 112×112 are resampled.
    ///
    /// # Errors
    /// [`Error::UnsupportedInput`] if it is not square or smaller than one pixel a patch (14×14).
    pub fn from_aligned(image: &RgbImage) -> Result<Self> {
        let (width, height) = image.dimensions();
        let side = CROP_SIZE as u32;
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
    let offset = |i: u32| (f64::from(i) + 0.5) / f64::from(per_side) - 0.5;
    let samples = f64::from(per_side * per_side) as f32;
    let step = [to_copy.a, to_copy.b].map(|step| step / f64::from(per_side));
    let mut picture = RgbImage::new(side, side);
    let mut sums = vec![Quad::zero(); side as usize];
    for (y, row) in picture.chunks_exact_mut(3 * side as usize).enumerate() {
        sums.fill(Quad::zero());
        for dy in (0..per_side).map(offset) {
            let line = Line { start: to_copy.apply([offset(0), y as f64 + dy]), step };
            add_values(&mut sums, per_side as usize, copy, line, Outside::Edge);
        }
        for (pixel, sum) in row.as_chunks_mut().0.iter_mut().zip(&sums) {
            // Rounded; `round` is a call for each of them.
            *pixel = sum.colors().map(|value| (value / samples + 0.5) as u8);
        }
    }
    picture
}
