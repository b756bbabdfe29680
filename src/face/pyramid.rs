//! A photo and its halves: pictures of any part of it at any scale, without aliasing and without reading every pixel.

use std::array;

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
        let mut picture = vec![[0.0; 3]; side * side];
        for (y, row) in picture.chunks_exact_mut(side).enumerate() {
            for (x, sum) in row.iter_mut().enumerate() {
                add_bilinear(sum, copy, to_copy.apply([x as f64, y as f64]));
            }
        }
        picture
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
    let mut half = RgbImage::new(image.width() / 2, image.height() / 2);
    let [row, half_row] = [image.width(), half.width()].map(|width| 3 * width as usize);
    for (rows, half) in image.as_raw().chunks_exact(2 * row).zip(half.chunks_exact_mut(half_row)) {
        let (upper, lower) = rows.split_at(row);
        let pairs = upper.as_chunks::<6>().0.iter().zip(lower.as_chunks::<6>().0);
        for ((upper, lower), half) in pairs.zip(half.as_chunks_mut::<3>().0) {
            *half = array::from_fn(|i| {
                let sum = [upper[i], upper[i + 3], lower[i], lower[i + 3]].map(u16::from).iter().sum::<u16>();
                ((sum + 2) / 4) as u8
            });
        }
    }
    half
}

/// Adds the image's value at a point, blending the four pixels around it; black outside.
#[inline]
pub(super) fn add_bilinear(sum: &mut [f32; 3], image: &RgbImage, [x, y]: Point) {
    let (left, top) = (floor(x), floor(y));
    let (fx, fy) = ((x - f64::from(left)) as f32, (y - f64::from(top)) as f32);
    let weights = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
    let mut add = |pixel: &[u8], weight: f32| {
        for (sum, &value) in sum.iter_mut().zip(pixel) {
            *sum += weight * f32::from(value);
        }
    };
    let (width, height) = image.dimensions();
    match (u32::try_from(left), u32::try_from(top)) {
        // Nearly always all four are inside: two readings of two pixels each.
        (Ok(left), Ok(top)) if left < width - 1 && top < height - 1 => {
            let row = 3 * width as usize;
            let (upper, lower) = image.as_raw()[top as usize * row..][..2 * row].split_at(row);
            let [upper, lower] = [upper, lower].map(|pixels| &pixels[3 * left as usize..][..6]);
            let corners = [&upper[..3], &upper[3..], &lower[..3], &lower[3..]];
            corners.into_iter().zip(weights).for_each(|(pixel, weight)| add(pixel, weight));
        }
        _ => {
            for ([dx, dy], weight) in [[0, 0], [1, 0], [0, 1], [1, 1]].into_iter().zip(weights) {
                let at = [left.saturating_add(dx), top.saturating_add(dy)].map(u32::try_from);
                let [Ok(x), Ok(y)] = at else { continue };
                if let Some(Rgb(pixel)) = image.get_pixel_checked(x, y) {
                    add(pixel, weight);
                }
            }
        }
    }
}

/// As `f64::floor`, which is a call into a library where the processor's oldest instructions must do; far outside of any image
/// it stays there.
fn floor(value: f64) -> i32 {
    let whole = value as i32;
    whole.saturating_sub(i32::from(f64::from(whole) > value))
}
