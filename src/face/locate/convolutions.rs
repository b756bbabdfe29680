//! The convolutions of small face networks, on the CPU: a matrix at each pixel, and what comes before it. A band of pixels at
//! a time goes all the way, so that what is between the two stays in the first caches.

use std::array;
use std::ops::Range;

use super::feature_map::{FeatureMap, Framed};
use crate::kernels::{LANES, Lanes, Packed, Weights, Work, product, run, sum_of_products};

/// Pixels of a band: a row of the largest map.
const BAND: usize = 64;

/// The first layer: `k×k`, stride 2, "same" padding, three channels in.
#[derive(Debug)]
pub struct Conv {
    kernel: usize,
    /// Of what the kernel covers, row by row.
    pointwise: Pointwise,
}

impl Conv {
    /// From `[out, 3, k, k]` and `[out]`.
    pub fn new(weights: &[f32], bias: &[f32]) -> Self {
        let inputs = weights.len() / bias.len();
        let area = inputs / 3;
        let covered = weights.chunks_exact(inputs).flat_map(|of| (0..inputs).map(|i| of[i % 3 * area + i / 3]));
        Self { kernel: area.isqrt(), pointwise: Pointwise::of_rows(&covered.collect::<Vec<_>>(), bias, inputs) }
    }

    /// Pixels of a square image → `max(conv, 0)` at half its side.
    pub fn forward_relu(&self, image: &[[f32; 3]]) -> FeatureMap {
        let side = image.len().isqrt();
        let margin = self.kernel / 2;
        // Of the `k − 2` pixels that "same" padding adds at stride 2, the smaller half comes first.
        let skipped = margin - (self.kernel - 2) / 2;
        let framed = Framed::new(image, side, 1, margin);
        let width = side / 2;
        let mut out = FeatureMap::zeros(width, width, self.pointwise.groups());
        self.pointwise.add_to(&mut out, |pixels, rows| {
            for (i, row) in pixels.zip(rows.chunks_exact_mut(self.pointwise.inputs())) {
                let (y, x) = (2 * (i / width) + skipped, 2 * (i % width) + skipped);
                for (dy, row) in row.chunks_exact_mut(3 * self.kernel).enumerate() {
                    row.copy_from_slice(framed.pixels(y + dy, x, self.kernel).as_flattened());
                }
            }
        });
        out.relu()
    }
}

/// One 3×3 kernel a channel, "same" padding, then a matrix at each pixel.
#[derive(Debug)]
pub struct Separable {
    stride: usize,
    /// Of each group of channels, and what is added to its sums.
    kernels: Vec<([Lanes; 9], Lanes)>,
    pointwise: Pointwise,
}

impl Separable {
    /// From `[in, 1, 3, 3]` and, where there is one, its bias `[in]`; then `[out, in, 1, 1]` and `[out]`.
    pub fn new(kernels: &[f32], kernel_bias: Option<&[f32]>, matrix: &[f32], bias: &[f32], stride: usize) -> Self {
        let channels = kernels.len() / 9;
        let of_channel = |group: usize, at: &dyn Fn(usize) -> f32| -> Lanes {
            array::from_fn(|lane| if group * LANES + lane < channels { at(group * LANES + lane) } else { 0.0 })
        };
        let group = |g: usize| {
            let kernel = array::from_fn(|tap| of_channel(g, &|channel| kernels[channel * 9 + tap]));
            (kernel, of_channel(g, &|channel| kernel_bias.map_or(0.0, |bias| bias[channel])))
        };
        let kernels = (0..channels.div_ceil(LANES)).map(group).collect();
        Self { stride, kernels, pointwise: Pointwise::new(matrix, bias) }
    }

    /// Groups of channels out.
    pub fn groups(&self) -> usize {
        self.pointwise.groups()
    }

    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let mut out = FeatureMap::zeros(input.height / self.stride, input.width / self.stride, self.groups());
        self.add_to(input, &mut out);
        out
    }

    /// `out += conv(input)`.
    pub fn add_to(&self, input: &FeatureMap, out: &mut FeatureMap) {
        let framed = Framed::new(&input.values, input.width, input.groups, 1);
        let Self { stride, ref kernels, .. } = *self;
        let width = out.width;
        self.pointwise.add_to(out, |pixels, rows| {
            run(Depthwise { framed: &framed, kernels, stride, width, pixels, out: rows });
        });
    }
}

/// Some pixels of a 3×3 convolution.
struct Depthwise<'a> {
    framed: &'a Framed<Lanes>,
    kernels: &'a [([Lanes; 9], Lanes)],
    stride: usize,
    /// Of the picture that comes out.
    width: usize,
    pixels: Range<usize>,
    out: &'a mut [f32],
}

impl Work for Depthwise<'_> {
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let Self { framed, kernels, stride, width, pixels, out } = self;
        let skipped = stride - 1; // 3×3 "same": one pixel before at stride 1, none at stride 2
        let (out, _) = out.as_chunks_mut::<LANES>();
        for (i, sums) in pixels.zip(out.chunks_exact_mut(kernels.len())) {
            let (y, x) = (stride * (i / width) + skipped, stride * (i % width) + skipped);
            let covered: [&[Lanes]; 9] = array::from_fn(|tap| framed.pixels(y + tap / 3, x + tap % 3, 1));
            for (g, (sum, (kernel, bias))) in sums.iter_mut().zip(kernels).enumerate() {
                *sum = sum_of_products::<FUSED, 9>(bias, kernel, array::from_fn(|tap| &covered[tap][g]));
            }
        }
    }
}

/// A matrix at each pixel.
#[derive(Debug)]
pub struct Pointwise {
    weights: Weights,
    bias: Vec<f32>,
}

impl Pointwise {
    /// From `[out, in]` and `[out]`.
    pub fn new(weights: &[f32], bias: &[f32]) -> Self {
        let inputs = weights.len() / bias.len();
        Self::of_rows(weights, bias, inputs.next_multiple_of(LANES))
    }

    /// The same for rows of so many numbers, of which the matrix leaves out the last.
    fn of_rows(weights: &[f32], bias: &[f32], width: usize) -> Self {
        let outputs = bias.len().next_multiple_of(LANES);
        let mut padded = vec![0.0; outputs * width];
        let inputs = weights.len() / bias.len();
        for (padded, weights) in padded.chunks_exact_mut(width).zip(weights.chunks_exact(inputs)) {
            padded[..inputs].copy_from_slice(weights);
        }
        let mut bias = bias.to_vec();
        bias.resize(outputs, 0.0);
        Self { weights: Weights::single(&padded, outputs), bias }
    }

    /// Numbers of a row.
    fn inputs(&self) -> usize {
        self.weights.inputs()
    }

    /// Groups of channels out.
    fn groups(&self) -> usize {
        self.bias.len() / LANES
    }

    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let mut out = FeatureMap::zeros(input.height, input.width, self.groups());
        let inputs = input.values.as_flattened();
        self.add_to(&mut out, |pixels, rows| {
            rows.copy_from_slice(&inputs[pixels.start * self.inputs()..pixels.end * self.inputs()]);
        });
        out
    }

    /// Adds the product to each pixel. `read` writes the numbers of some pixels, row by row.
    fn add_to(&self, out: &mut FeatureMap, mut read: impl FnMut(Range<usize>, &mut [f32])) {
        let width = self.inputs();
        let mut rows = vec![0.0; BAND * width];
        let mut packed = Packed::default();
        for (band, out) in out.values.chunks_mut(BAND * self.groups()).enumerate() {
            let count = out.len() / self.groups();
            read(band * BAND..band * BAND + count, &mut rows[..count * width]);
            packed.set(count, |i| &rows[i * width..][..width], |value| value);
            product(&packed, &self.weights, Some(&self.bias), true, out.as_flattened_mut());
        }
    }
}
