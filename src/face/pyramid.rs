//! A photo and its halves: pictures of any part of it at any scale, without aliasing and without reading every pixel.

use image::{Rgb, RgbImage};

use super::geometry::{Point, SimilarityTransform};

/// The longer side that is small enough: rounded to whole halvings, a view of 128 pixels, as the locator takes, is at
/// most √2 away.
const SMALL: u32 = 181;

/// A photo, and copies of it at half, a quarter, … of its size, each pixel the mean of 2×2.
#[derive(Debug)]
pub struct Pyramid<'photo> {
    photo: &'photo RgbImage,
    halves: Vec<RgbImage>,
}

impl<'photo> Pyramid<'photo> {
    /// Halves the photo until it is small.
    ///
    /// # Cost
    /// Reads the photo once; a third of its memory beside it.
    pub fn new(photo: &'photo RgbImage) -> Self {
        let mut halves: Vec<RgbImage> = Vec::new();
        loop {
            let last = halves.last().unwrap_or(photo);
            if last.width().max(last.height()) <= SMALL || last.width().min(last.height()) < 2 {
                return Self { photo, halves };
            }
            halves.push(halve(last));
        }
    }

    /// The photo itself.
    pub fn photo(&self) -> &'photo RgbImage {
        self.photo
    }

    /// Width and height of the photo, in pixels.
    pub fn size(&self) -> [f64; 2] {
        [self.photo.width(), self.photo.height()].map(f64::from)
    }

    /// A square picture, row-major RGB from 0 to 255. `to_photo` maps its pixels to the photo's; black outside.
    ///
    /// Each pixel is one bilinear reading of the copy whose pixels are nearest to it in size.
    pub fn sample(&self, to_photo: &SimilarityTransform, side: usize) -> Vec<[f32; 3]> {
        let (copy, to_copy) = self.copy_for(to_photo, 1.0);
        let pixels = (0..side).flat_map(|y| (0..side).map(move |x| [x as f64, y as f64]));
        pixels
            .map(|pixel| {
                let mut sum = [0.0; 3];
                add_bilinear(&mut sum, copy, to_copy.apply(pixel));
                sum
            })
            .collect()
    }

    /// The smallest copy of which a pixel of the picture still covers `detail` pixels, or nearly so, and the way there.
    pub fn copy_for(&self, to_photo: &SimilarityTransform, detail: f64) -> (&RgbImage, SimilarityTransform) {
        let halvings = (to_photo.scale() / detail).log2().round().clamp(0.0, self.halves.len() as f64) as usize;
        let copy = if halvings == 0 { self.photo } else { &self.halves[halvings - 1] };
        (copy, to_photo.then(&SimilarityTransform::resize(1.0 / f64::from(1u32 << halvings))))
    }
}

/// Each pixel the mean of 2×2; an odd row or column at the end is left out.
fn halve(image: &RgbImage) -> RgbImage {
    let row_bytes = 3 * image.width() as usize;
    let (width, height) = (image.width() / 2, image.height() / 2);
    let mut out = Vec::with_capacity(3 * (width * height) as usize);
    for rows in image.as_raw().chunks_exact(2 * row_bytes).take(height as usize) {
        let (upper, lower) = rows.split_at(row_bytes);
        for (upper, lower) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
            out.extend((0..3).map(|i| {
                let sum = [upper[i], upper[i + 3], lower[i], lower[i + 3]].map(u16::from).iter().sum::<u16>();
                ((sum + 2) / 4) as u8
            }));
        }
    }
    RgbImage::from_raw(width, height, out).expect("three bytes a pixel")
}

/// Adds the image's value at a point, blending the four pixels around it; black outside.
pub(super) fn add_bilinear(sum: &mut [f32; 3], image: &RgbImage, [x, y]: Point) {
    let (left, top) = (x.floor(), y.floor());
    let (fx, fy) = ((x - left) as f32, (y - top) as f32);
    let corners = [(0, 0, (1.0 - fx) * (1.0 - fy)), (1, 0, fx * (1.0 - fy)), (0, 1, (1.0 - fx) * fy), (1, 1, fx * fy)];
    for (dx, dy, weight) in corners {
        let (x, y) = ((left as i64).saturating_add(dx), (top as i64).saturating_add(dy));
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { continue };
        if let Some(Rgb(pixel)) = image.get_pixel_checked(x, y) {
            for (sum, &value) in sum.iter_mut().zip(pixel) {
                *sum += weight * f32::from(value);
            }
        }
    }
}
