//! Pixels as floats: 112 rows of 112 interleaved RGB triples, 0 to 255.

use attn_fiqa::crop::CROP_SIZE;
use image::RgbImage;

/// Floats in a row.
pub const ROW: usize = CROP_SIZE * 3;

/// An aligned crop in floats.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane(pub Vec<f32>);

impl From<&RgbImage> for Plane {
    fn from(image: &RgbImage) -> Self {
        Self(image.as_raw().iter().map(|value| f32::from(*value)).collect())
    }
}

impl From<Plane> for RgbImage {
    fn from(plane: Plane) -> Self {
        let bytes = plane.0.into_iter().map(|value| (value + 0.5) as u8).collect();
        Self::from_raw(CROP_SIZE as u32, CROP_SIZE as u32, bytes).expect("made from an image of this size")
    }
}

impl Plane {
    /// Changes every value.
    pub fn map(mut self, mut change: impl FnMut(f32) -> f32) -> Self {
        self.0.iter_mut().for_each(|value| *value = change(*value));
        self
    }

    /// Changes every pixel, given its place.
    pub fn map_pixels(mut self, change: impl Fn(usize, usize, [f32; 3]) -> [f32; 3]) -> Self {
        for (index, pixel) in self.0.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            *pixel = change(index % CROP_SIZE, index / CROP_SIZE, *pixel);
        }
        self
    }

    /// Adds a share of the same plane, moved by whole pixels; edges repeat.
    pub fn add_moved(&mut self, from: &Self, [dx, dy]: [i32; 2], weight: f32) {
        let side = CROP_SIZE as i32;
        for y in 0..side {
            let source = &from.0[(y + dy).clamp(0, side - 1) as usize * ROW..][..ROW];
            let target = &mut self.0[y as usize * ROW..][..ROW];
            // Columns whose source is inside; the others repeat the edge.
            let (first, last) = ((-dx).clamp(0, side), (side - dx).clamp(0, side));
            let inside = (first * 3) as usize..(last * 3) as usize;
            let moved = (inside.start as i32 + dx * 3) as usize;
            let length = inside.len();
            for (to, from) in target[inside].iter_mut().zip(&source[moved..moved + length]) {
                *to += from * weight;
            }
            for x in (0..first).chain(last..side) {
                let edge = (x + dx).clamp(0, side - 1) as usize * 3;
                for channel in 0..3 {
                    target[x as usize * 3 + channel] += source[edge + channel] * weight;
                }
            }
        }
    }

    /// All black.
    pub fn black() -> Self {
        Self(vec![0.0; ROW * CROP_SIZE])
    }
}
