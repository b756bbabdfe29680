//! The convolutions of small face networks, on the CPU.
//!
//! Burn's `conv2d` dispatches to every backend, so naming it once would link the GPU's convolution kernels into the wasm
//! module too, for two networks that take some milliseconds on the CPU. Loops over eight channels at a time are what the
//! compiler turns into SIMD instructions by itself, natively and in wasm.

use std::array;

use super::feature_map::{FeatureMap, LANES, Lanes, frame};

/// Pixels that share one reading of the weights in a matrix product: their sums are eight registers of 128 bits, all that a
/// browser's compiler keeps.
const PIXELS: usize = 4;

/// The first layer: `k×k`, stride 2, "same" padding, three channels in.
#[derive(Debug)]
pub struct Conv {
    kernel: usize,
    /// What the kernel covers, row by row, times the weights.
    product: Product,
}

impl Conv {
    /// From `[out, 3, k, k]` and `[out]`.
    pub fn new(weights: &[f32], bias: &[f32]) -> Self {
        let area = weights.len() / (3 * bias.len());
        let at = |out: usize, i: usize| weights[(out * 3 + i % 3) * area + i / 3];
        Self { kernel: area.isqrt(), product: Product::new(bias, 3 * area, at) }
    }

    /// Pixels of a square image → `max(conv, 0)` at half its side.
    pub fn forward_relu(&self, image: &[[f32; 3]]) -> FeatureMap {
        let side = image.len().isqrt();
        let margin = self.kernel / 2;
        // Of the `k − 2` pixels that "same" padding adds at stride 2, the smaller half comes first.
        let skipped = margin - (self.kernel - 2) / 2;
        let (framed, row) = frame(image, side, 1, margin);
        let mut out = FeatureMap::zeros(side / 2, side / 2, self.product.groups());
        let mut patches: [Vec<f32>; PIXELS] = array::from_fn(|_| vec![0.0; self.product.inputs]);
        for pixels in batches(out.height * out.width) {
            for (i, patch) in pixels.iter().zip(&mut patches) {
                let at = (2 * (i / out.width) + skipped) * row + 2 * (i % out.width) + skipped;
                for (ky, covered) in patch.chunks_exact_mut(3 * self.kernel).enumerate() {
                    covered.copy_from_slice(framed[at + ky * row..][..self.kernel].as_flattened());
                }
            }
            self.product.forward(patches.each_ref().map(Vec::as_slice), pixels, &mut out);
        }
        out.relu()
    }
}

/// One 3×3 kernel a channel, "same" padding.
#[derive(Debug)]
pub struct Depthwise {
    stride: usize,
    /// Of each group.
    weights: Vec<[Lanes; 9]>,
    bias: Vec<Lanes>,
}

impl Depthwise {
    /// From `[channels, 1, 3, 3]` and, where there is one, `[channels]`.
    pub fn new(weights: &[f32], bias: Option<&[f32]>, stride: usize) -> Self {
        let channels = weights.len() / 9;
        let at = |channel: usize, tap: usize| if channel < channels { weights[channel * 9 + tap] } else { 0.0 };
        let group = |g: usize| array::from_fn(|tap| array::from_fn(|lane| at(g * LANES + lane, tap)));
        let bias = bias.map_or_else(|| pad(&vec![0.0; channels]), pad);
        Self { stride, weights: (0..bias.len()).map(group).collect(), bias }
    }

    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let groups = input.groups;
        let (framed, row) = frame(&input.values, input.width, groups, 1);
        let skipped = self.stride - 1; // 3×3 "same": one pixel before at stride 1, none at stride 2
        let mut out = FeatureMap::zeros(input.height / self.stride, input.width / self.stride, groups);
        let width = out.width;
        for (i, sums) in out.values.chunks_exact_mut(groups).enumerate() {
            let (y, x) = (self.stride * (i / width) + skipped, self.stride * (i % width) + skipped);
            let taps: [&[Lanes]; 9] =
                array::from_fn(|tap| &framed[(y + tap / 3) * row + (x + tap % 3) * groups..][..groups]);
            for (g, (sum, (weights, bias))) in sums.iter_mut().zip(self.weights.iter().zip(&self.bias)).enumerate() {
                *sum = *bias;
                for (weight, tap) in weights.iter().zip(taps) {
                    *sum = array::from_fn(|lane| sum[lane] + weight[lane] * tap[g][lane]);
                }
            }
        }
        out
    }
}

/// A matrix product at each pixel.
#[derive(Debug)]
pub struct Pointwise(Product);

impl Pointwise {
    /// From `[out, in]` and `[out]`.
    pub fn new(weights: &[f32], bias: &[f32]) -> Self {
        let inputs = weights.len() / bias.len();
        let at = |out: usize, input: usize| if input < inputs { weights[out * inputs + input] } else { 0.0 };
        Self(Product::new(bias, inputs.next_multiple_of(LANES), at))
    }

    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let mut out = FeatureMap::zeros(input.height, input.width, self.0.groups());
        for pixels in batches(input.height * input.width) {
            let inputs = pixels.map(|pixel| input.values[pixel * input.groups..][..input.groups].as_flattened());
            self.0.forward(inputs, pixels, &mut out);
        }
        out
    }
}

/// A matrix, and what is added to its product with a pixel.
#[derive(Debug)]
struct Product {
    /// Numbers of a pixel that go in.
    inputs: usize,
    /// `[group out, number in]`.
    weights: Vec<Lanes>,
    bias: Vec<Lanes>,
}

impl Product {
    fn new(bias: &[f32], inputs: usize, at: impl Fn(usize, usize) -> f32) -> Self {
        let outputs = bias.len();
        let weight = |out: usize, input: usize| if out < outputs { at(out, input) } else { 0.0 };
        let lanes = |i: usize| array::from_fn(|lane| weight(i / inputs * LANES + lane, i % inputs));
        Self { inputs, weights: (0..outputs.div_ceil(LANES) * inputs).map(lanes).collect(), bias: pad(bias) }
    }

    fn groups(&self) -> usize {
        self.bias.len()
    }

    /// Some pixels, and where their products go.
    fn forward(&self, [a, b, c, d]: [&[f32]; PIXELS], pixels: [usize; PIXELS], out: &mut FeatureMap) {
        for (group, (weights, bias)) in self.weights.chunks_exact(self.inputs).zip(&self.bias).enumerate() {
            let mut sums = [*bias; PIXELS];
            for ((((weight, a), b), c), d) in weights.iter().zip(a).zip(b).zip(c).zip(d) {
                for (sum, input) in sums.iter_mut().zip([a, b, c, d]) {
                    *sum = array::from_fn(|lane| sum[lane] + weight[lane] * input);
                }
            }
            for (pixel, sum) in pixels.iter().zip(sums) {
                out.values[pixel * out.groups + group] = sum;
            }
        }
    }
}

/// Some pixels at a time; the last ones are computed several times rather than in a loop of their own.
fn batches(pixels: usize) -> impl Iterator<Item = [usize; PIXELS]> {
    (0..pixels).step_by(PIXELS).map(move |first| array::from_fn(|i| (first + i).min(pixels - 1)))
}

fn pad(values: &[f32]) -> Vec<Lanes> {
    values.chunks(LANES).map(|lanes| array::from_fn(|i| lanes.get(i).copied().unwrap_or(0.0))).collect()
}
