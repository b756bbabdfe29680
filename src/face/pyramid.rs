//! A photo and its halves: pictures of any part of it at any scale, without aliasing and without reading every pixel.

use image::RgbImage;

use super::bilinear::{Line, Outside, add_values};
use super::geometry::SimilarityTransform;
use crate::kernels::Quad;

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
        let mut sums = vec![Quad::zero(); side * side];
        for (y, sums) in sums.chunks_exact_mut(side).enumerate() {
            let line = Line { start: to_copy.apply([0.0, y as f64]), step: [to_copy.a, to_copy.b] };
            add_values(sums, 1, copy, line, Outside::Black);
        }
        sums.into_iter().map(|sum| sum.colors()).collect()
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
    let Some(starts) = row.checked_sub(3) else { return half };
    // Of every pixel and the next, though every second is taken: that is what the compiler makes vectors of.
    let mut means = vec![0; row];
    for (rows, half) in image.as_raw().chunks_exact(2 * row).zip(half.chunks_exact_mut(half_row)) {
        let (upper, lower) = rows.split_at(row);
        let columns = upper.iter().zip(&upper[3..]).zip(lower.iter().zip(&lower[3..]));
        for (mean, ((&a, &b), (&c, &d))) in means[..starts].iter_mut().zip(columns) {
            *mean = ((u16::from(a) + u16::from(b) + u16::from(c) + u16::from(d) + 2) / 4) as u8;
        }
        for (half, pair) in half.as_chunks_mut::<3>().0.iter_mut().zip(means.as_chunks::<6>().0) {
            *half = [pair[0], pair[1], pair[2]];
        }
    }
    half
}
