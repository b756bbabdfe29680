//! What goes from one convolution to the next.

use std::array;

use crate::kernels::{LANES, Lanes};

/// A picture of many channels with one pixel of zeros all around it, `[groups, height + 2, width + 2, 8]`: the channels are
/// padded with zeros to groups of eight.
#[derive(Debug, Clone)]
pub struct FeatureMap {
    pub height: usize,
    pub width: usize,
    /// Groups of eight channels.
    pub groups: usize,
    values: Vec<Lanes>,
}

impl FeatureMap {
    pub fn zeros(height: usize, width: usize, groups: usize) -> Self {
        Self { height, width, groups, values: vec![[0.0; LANES]; groups * (height + 2) * (width + 2)] }
    }

    /// One of the `height + 2` rows of `width + 2` pixels.
    #[inline(always)]
    pub fn framed_row(&self, group: usize, y: usize) -> &[Lanes] {
        let length = self.width + 2;
        &self.values[(group * (self.height + 2) + y) * length..][..length]
    }

    /// A row of the picture.
    #[inline(always)]
    pub fn row(&self, group: usize, y: usize) -> &[Lanes] {
        &self.framed_row(group, y + 1)[1..=self.width]
    }

    /// A row of the picture.
    #[inline(always)]
    pub fn row_mut(&mut self, group: usize, y: usize) -> &mut [Lanes] {
        let start = (group * (self.height + 2) + y + 1) * (self.width + 2) + 1;
        &mut self.values[start..start + self.width]
    }

    /// The channels of a pixel, padding included.
    pub fn pixel(&self, y: usize, x: usize) -> Vec<f32> {
        (0..self.groups).flat_map(|group| self.row(group, y)[x]).collect()
    }

    /// The same with more channels, of zeros.
    pub fn widened(mut self, groups: usize) -> Self {
        self.groups = groups;
        self.values.resize(groups * (self.height + 2) * (self.width + 2), [0.0; LANES]);
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
        for (group, y) in (0..self.groups).flat_map(|group| (0..self.height / 2).map(move |y| (group, y))) {
            let pairs = [2 * y, 2 * y + 1].map(|y| self.row(group, y).as_chunks::<2>().0);
            for ((out, upper), lower) in out.row_mut(group, y).iter_mut().zip(pairs[0]).zip(pairs[1]) {
                let [upper, lower] = [upper, lower].map(|&[left, right]| larger(left, right));
                *out = larger(upper, lower);
            }
        }
        out
    }

    /// The mean over all pixels of each channel.
    pub fn mean(&self) -> Vec<f32> {
        let mean = |group| {
            let values = (0..self.height).flat_map(|y| self.row(group, y));
            let sum = values.fold([0.0; LANES], |sum, value| array::from_fn(|i| sum[i] + value[i]));
            sum.map(|sum| sum / (self.height * self.width) as f32)
        };
        (0..self.groups).flat_map(mean).collect()
    }
}

/// The larger of each two; `f32::max`, which looks for NaN as well, is a call for each of them in wasm.
fn larger(a: Lanes, b: Lanes) -> Lanes {
    array::from_fn(|i| if a[i] > b[i] { a[i] } else { b[i] })
}
