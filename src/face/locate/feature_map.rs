//! What goes from one convolution to the next.

use std::array;

/// Channels that are computed together.
pub const LANES: usize = 8;

pub type Lanes = [f32; LANES];

/// `[height, width, channels]`, the channels padded with zeros to a multiple of eight.
#[derive(Debug, Clone)]
pub struct FeatureMap {
    pub height: usize,
    pub width: usize,
    /// Groups of eight channels.
    pub groups: usize,
    pub values: Vec<Lanes>,
}

impl FeatureMap {
    pub fn zeros(height: usize, width: usize, groups: usize) -> Self {
        Self { height, width, groups, values: vec![[0.0; LANES]; height * width * groups] }
    }

    /// The channels of a pixel, padding included.
    pub fn pixel(&self, y: usize, x: usize) -> &[f32] {
        self.lanes(y, x).as_flattened()
    }

    fn lanes(&self, y: usize, x: usize) -> &[Lanes] {
        &self.values[(y * self.width + x) * self.groups..][..self.groups]
    }

    /// `self + other`, which may have fewer channels.
    pub fn add(mut self, other: &FeatureMap) -> Self {
        for (sum, other) in self.values.chunks_exact_mut(self.groups).zip(other.values.chunks_exact(other.groups)) {
            for (sum, other) in sum.iter_mut().zip(other) {
                *sum = array::from_fn(|i| sum[i] + other[i]);
            }
        }
        self
    }

    /// `max(self, 0)`.
    pub fn relu(mut self) -> Self {
        self.values.iter_mut().for_each(|value| *value = larger(*value, [0.0; LANES]));
        self
    }

    /// The largest of each 2×2 pixels.
    pub fn max_pool(&self) -> Self {
        let mut out = Self::zeros(self.height / 2, self.width / 2, self.groups);
        for (i, pixel) in out.values.chunks_exact_mut(self.groups).enumerate() {
            let (y, x) = (2 * (i / out.width), 2 * (i % out.width));
            let corners = [(y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1)].map(|(y, x)| self.lanes(y, x));
            for (g, out) in pixel.iter_mut().enumerate() {
                let [a, b, c, d] = corners.map(|corner| corner[g]);
                *out = larger(larger(a, b), larger(c, d));
            }
        }
        out
    }

    /// The mean over all pixels of each channel.
    pub fn mean(&self) -> Vec<f32> {
        let mut sum = vec![[0.0; LANES]; self.groups];
        for pixel in self.values.chunks_exact(self.groups) {
            for (sum, value) in sum.iter_mut().zip(pixel) {
                *sum = array::from_fn(|i| sum[i] + value[i]);
            }
        }
        sum.into_flattened().into_iter().map(|sum| sum / (self.height * self.width) as f32).collect()
    }
}

/// An image of `width` pixels a row, each of so many values, with zeros all around it; and the length of its rows.
pub fn frame<T: Copy + Default>(values: &[T], width: usize, each: usize, margin: usize) -> (Vec<T>, usize) {
    let (row, height) = ((width + 2 * margin) * each, values.len() / (width * each));
    let mut framed = vec![T::default(); (height + 2 * margin) * row];
    let inner = framed.chunks_exact_mut(row).skip(margin);
    for (framed, values) in inner.zip(values.chunks_exact(width * each)) {
        framed[margin * each..][..width * each].copy_from_slice(values);
    }
    (framed, row)
}

/// The larger of each two; `f32::max`, which looks for NaN as well, is a call for each of them in wasm.
fn larger(a: Lanes, b: Lanes) -> Lanes {
    array::from_fn(|i| if a[i] > b[i] { a[i] } else { b[i] })
}
