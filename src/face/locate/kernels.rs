//! The convolutions of small face networks, on the CPU.
//!
//! Burn's `conv2d` dispatches to every backend, so naming it once would link the GPU's convolution kernels into the wasm
//! module too, for two networks that take some milliseconds on the CPU. Loops over eight channels at a time are what the
//! compiler turns into SIMD instructions by itself, natively and in wasm.

use std::array;

/// Channels that are computed together.
const LANES: usize = 8;
/// Pixels that share one reading of the weights in a pointwise convolution.
const PIXELS: usize = 4;

type Lanes = [f32; LANES];

/// `[height, width, channels]`, the channels padded with zeros to a multiple of eight.
#[derive(Debug, Clone)]
pub struct FeatureMap {
    pub height: usize,
    pub width: usize,
    groups: usize,
    values: Vec<Lanes>,
}

impl FeatureMap {
    fn zeros(height: usize, width: usize, groups: usize) -> Self {
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
        for value in self.values.as_flattened_mut() {
            *value = value.max(0.0);
        }
        self
    }

    /// The largest of each 2×2 pixels.
    pub fn max_pool(&self) -> Self {
        let mut out = Self::zeros(self.height / 2, self.width / 2, self.groups);
        for (i, pixel) in out.values.chunks_exact_mut(self.groups).enumerate() {
            let (y, x) = (2 * (i / out.width), 2 * (i % out.width));
            let corners = [(y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1)].map(|(y, x)| self.lanes(y, x));
            for (g, out) in pixel.iter_mut().enumerate() {
                *out = array::from_fn(|i| corners.iter().map(|corner| corner[g][i]).fold(f32::NEG_INFINITY, f32::max));
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

/// The first layer: `k×k`, stride 2, "same" padding, three channels in.
#[derive(Debug)]
pub struct Conv {
    kernel: usize,
    groups: usize,
    /// `[ky, kx, channel in, group]`.
    weights: Vec<Lanes>,
    bias: Vec<Lanes>,
}

impl Conv {
    /// From `[out, 3, k, k]` and `[out]`.
    pub fn new(weights: &[f32], bias: &[f32]) -> Self {
        let (outputs, groups) = (bias.len(), bias.len().div_ceil(LANES));
        let area = weights.len() / (3 * outputs);
        let at = |tap: usize, channel: usize, out: usize| {
            if out < outputs { weights[(out * 3 + channel) * area + tap] } else { 0.0 }
        };
        let weights = (0..area * 3 * groups).map(|i| {
            let (tap, channel, group) = (i / (3 * groups), i / groups % 3, i % groups);
            array::from_fn(|lane| at(tap, channel, group * LANES + lane))
        });
        Self { kernel: area.isqrt(), groups, weights: weights.collect(), bias: pad(bias) }
    }

    /// Pixels of a square image → `max(conv, 0)` at half its side.
    pub fn forward_relu(&self, image: &[[f32; 3]]) -> FeatureMap {
        let side = image.len().isqrt();
        // Of the `k − 2` pixels that "same" padding adds at stride 2, the smaller half comes first.
        let before = (self.kernel - 2) / 2;
        let mut out = FeatureMap::zeros(side / 2, side / 2, self.groups);
        for (i, sums) in out.values.chunks_exact_mut(self.groups).enumerate() {
            let (y, x) = (2 * (i / (side / 2)), 2 * (i % (side / 2)));
            sums.copy_from_slice(&self.bias);
            for (ky, y) in taps(self.kernel, y, before, side) {
                for (kx, x) in taps(self.kernel, x, before, side) {
                    let tap = &self.weights[(ky * self.kernel + kx) * 3 * self.groups..][..3 * self.groups];
                    for (weights, value) in tap.chunks_exact(self.groups).zip(image[y * side + x]) {
                        for (sum, weight) in sums.iter_mut().zip(weights) {
                            *sum = array::from_fn(|i| sum[i] + weight[i] * value);
                        }
                    }
                }
            }
        }
        out.relu()
    }
}

/// One 3×3 kernel a channel, "same" padding.
#[derive(Debug)]
pub struct Depthwise {
    stride: usize,
    /// `[tap, group]`.
    weights: Vec<Lanes>,
    bias: Vec<Lanes>,
}

impl Depthwise {
    /// From `[channels, 1, 3, 3]` and, where there is one, `[channels]`.
    pub fn new(weights: &[f32], bias: Option<&[f32]>, stride: usize) -> Self {
        let channels = weights.len() / 9;
        let by_tap = (0..9).flat_map(|tap| pad(&weights.iter().skip(tap).step_by(9).copied().collect::<Vec<_>>()));
        let bias = bias.map_or_else(|| pad(&vec![0.0; channels]), pad);
        Self { stride, weights: by_tap.collect(), bias }
    }

    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let groups = input.groups;
        let before = 2 - self.stride; // 3×3 "same": one pixel before at stride 1, none at stride 2
        let mut out = FeatureMap::zeros(input.height / self.stride, input.width / self.stride, groups);
        for (i, sums) in out.values.chunks_exact_mut(groups).enumerate() {
            let (y, x) = (self.stride * (i / out.width), self.stride * (i % out.width));
            sums.copy_from_slice(&self.bias);
            for (ky, y) in taps(3, y, before, input.height) {
                for (kx, x) in taps(3, x, before, input.width) {
                    let weights = &self.weights[(ky * 3 + kx) * groups..][..groups];
                    for ((sum, weight), value) in sums.iter_mut().zip(weights).zip(input.lanes(y, x)) {
                        *sum = array::from_fn(|i| sum[i] + weight[i] * value[i]);
                    }
                }
            }
        }
        out
    }
}

/// A matrix product at each pixel.
#[derive(Debug)]
pub struct Pointwise {
    /// `[group out, channel in]`.
    weights: Vec<Lanes>,
    bias: Vec<Lanes>,
}

impl Pointwise {
    /// From `[out, in]` and `[out]`.
    pub fn new(weights: &[f32], bias: &[f32]) -> Self {
        let (outputs, inputs) = (bias.len(), weights.len() / bias.len());
        let at = |out: usize, input: usize| {
            if out < outputs && input < inputs { weights[out * inputs + input] } else { 0.0 }
        };
        let padded = inputs.next_multiple_of(LANES);
        let weights = (0..outputs.div_ceil(LANES) * padded)
            .map(|i| array::from_fn(|lane| at(i / padded * LANES + lane, i % padded)));
        Self { weights: weights.collect(), bias: pad(bias) }
    }

    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let mut out = FeatureMap::zeros(input.height, input.width, self.bias.len());
        let pixels = input.height * input.width;
        for first in (0..pixels).step_by(PIXELS) {
            // The last few pixels are computed up to four times rather than in a loop of their own.
            let rows: [usize; PIXELS] = array::from_fn(|i| (first + i).min(pixels - 1));
            let inputs = rows.map(|row| input.values[row * input.groups..][..input.groups].as_flattened());
            for (group, weights) in self.weights.chunks_exact(inputs[0].len()).enumerate() {
                let mut sums = [self.bias[group]; PIXELS];
                for (i, weight) in weights.iter().enumerate() {
                    for (sum, input) in sums.iter_mut().zip(inputs) {
                        *sum = array::from_fn(|lane| sum[lane] + weight[lane] * input[i]);
                    }
                }
                for (row, sum) in rows.iter().zip(sums) {
                    out.values[row * out.groups + group] = sum;
                }
            }
        }
        out
    }
}

/// Kernel positions that fall inside of the image, each with the coordinate it reads.
fn taps(kernel: usize, at: usize, before: usize, side: usize) -> impl Iterator<Item = (usize, usize)> {
    let first = before.saturating_sub(at);
    let last = kernel.min(side + before - at);
    (first..last).map(move |tap| (tap, at + tap - before))
}

fn pad(values: &[f32]) -> Vec<Lanes> {
    values.chunks(LANES).map(|lanes| array::from_fn(|i| lanes.get(i).copied().unwrap_or(0.0))).collect()
}
