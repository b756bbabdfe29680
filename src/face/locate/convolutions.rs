//! The convolutions of small face networks, on the CPU: a matrix at each pixel, and what comes before it. A row of the picture
//! at a time goes all the way, so that what is between the two stays in the first cache. Without multiply-add, so that a face
//! is the same to the last bit on every machine.

use std::array;

use super::feature_map::FeatureMap;
use crate::kernels::{LANES, Lanes, Work, depthwise, pointwise, run_reproducible};

/// Pixels that are computed together: the sums of four fill eight registers of 128 bits, all that a browser's compiler keeps.
const PIXELS: usize = 4;

/// The first layer: `k×k`, stride 2, "same" padding, three channels in.
#[derive(Debug)]
pub struct Conv {
    kernel: usize,
    /// Of what the kernel covers, row by row.
    matrix: Pointwise,
}

impl Conv {
    /// From `[out, 3, k, k]` and `[out]`.
    pub fn new(weights: &[f32], bias: &[f32]) -> Self {
        let inputs = weights.len() / bias.len();
        let area = inputs / 3;
        let covered = weights.chunks_exact(inputs).flat_map(|of| (0..inputs).map(|i| of[i % 3 * area + i / 3]));
        Self { kernel: area.isqrt(), matrix: Pointwise::new(&covered.collect::<Vec<_>>(), bias) }
    }

    /// Pixels of a square image → `max(conv, 0)` at half its side.
    pub fn forward_relu(&self, image: &[[f32; 3]]) -> FeatureMap {
        let side = image.len().isqrt();
        let margin = self.kernel / 2;
        let width = side + 2 * margin;
        let mut framed = vec![[0.0; 3]; width * width];
        for (framed, row) in framed.chunks_exact_mut(width).skip(margin).zip(image.chunks_exact(side)) {
            framed[margin..][..side].copy_from_slice(row);
        }
        // Of the `k − 2` pixels that "same" padding adds at stride 2, the smaller half comes first.
        let skipped = margin - (self.kernel - 2) / 2;
        let covered = vec![0.0; LANES * self.matrix.groups_in];
        let inputs = Covered { framed: &framed, width, skipped, kernel: self.kernel, covered };
        let mut out = FeatureMap::zeros(side / 2, side / 2, self.matrix.groups());
        run_reproducible(Rows { matrix: &self.matrix, inputs, out: &mut out });
        out.relu()
    }
}

/// One 3×3 kernel a channel, "same" padding, then a matrix at each pixel.
#[derive(Debug)]
pub struct Separable {
    stride: usize,
    /// Of each group of channels, and what is added to its sums.
    kernels: Vec<([Lanes; 9], Lanes)>,
    matrix: Pointwise,
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
        Self { stride, kernels, matrix: Pointwise::new(matrix, bias) }
    }

    /// Groups of channels out.
    pub fn groups(&self) -> usize {
        self.matrix.groups()
    }

    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let mut out = FeatureMap::zeros(input.height / self.stride, input.width / self.stride, self.groups());
        self.add_to(input, &mut out);
        out
    }

    /// `out += conv(input)`.
    pub fn add_to(&self, input: &FeatureMap, out: &mut FeatureMap) {
        let inputs = Convolved { input, kernels: &self.kernels, stride: self.stride };
        run_reproducible(Rows { matrix: &self.matrix, inputs, out });
    }
}

/// A matrix at each pixel.
#[derive(Debug)]
pub struct Pointwise {
    groups_in: usize,
    /// `[group out, group in, channel in, channel out]`.
    weights: Vec<[Lanes; LANES]>,
    bias: Vec<Lanes>,
}

impl Pointwise {
    /// From `[out, in]` and `[out]`.
    pub fn new(weights: &[f32], bias: &[f32]) -> Self {
        let (inputs, outputs) = (weights.len() / bias.len(), bias.len());
        let groups_in = inputs.div_ceil(LANES);
        let mut grouped = vec![[[0.0; LANES]; LANES]; groups_in * outputs.div_ceil(LANES)];
        for (i, weight) in weights.iter().enumerate() {
            let (output, input) = (i / inputs, i % inputs);
            grouped[output / LANES * groups_in + input / LANES][input % LANES][output % LANES] = *weight;
        }
        let lanes = |lanes: &[f32]| array::from_fn(|i| lanes.get(i).copied().unwrap_or(0.0));
        Self { groups_in, weights: grouped, bias: bias.chunks(LANES).map(lanes).collect() }
    }

    /// Groups of channels out.
    fn groups(&self) -> usize {
        self.bias.len()
    }

    pub fn forward(&self, input: &FeatureMap) -> FeatureMap {
        let mut out = FeatureMap::zeros(input.height, input.width, self.groups());
        run_reproducible(Rows { matrix: self, inputs: input, out: &mut out });
        out
    }

    /// Adds the products to a row. `inputs`: its pixels, group after group.
    #[inline(always)]
    fn add_row(&self, inputs: &[Lanes], out: &mut FeatureMap, y: usize) {
        let weights = self.weights.chunks_exact(self.groups_in);
        for (group, (weights, bias)) in weights.zip(&self.bias).enumerate() {
            let row = out.row_mut(group, y);
            let rest = add_pixels::<PIXELS>(weights, bias, inputs, row, 0);
            let rest = add_pixels::<2>(weights, bias, inputs, row, rest);
            add_pixels::<1>(weights, bias, inputs, row, rest);
        }
    }
}

/// As many pixels of a row as go, so many at a time, from the one given; the one that comes next.
#[inline(always)]
fn add_pixels<const COUNT: usize>(
    weights: &[[Lanes; LANES]],
    bias: &Lanes,
    inputs: &[Lanes],
    row: &mut [Lanes],
    first: usize,
) -> usize {
    let width = row.len();
    let (tiles, rest) = row[first..].as_chunks_mut::<COUNT>();
    for (i, tile) in tiles.iter_mut().enumerate() {
        let first = first + i * COUNT;
        for pixel in &mut *tile {
            *pixel = array::from_fn(|lane| pixel[lane] + bias[lane]);
        }
        let at = |group: usize| inputs[group * width + first..].first_chunk().expect("pixels of a row");
        pointwise(tile, at, weights);
    }
    width - rest.len()
}

/// What a matrix is multiplied with.
trait Inputs {
    /// Writes a row of pixels, group after group. Must be `#[inline(always)]`: only then it is compiled for the machine.
    fn read(&mut self, y: usize, row: &mut [Lanes]);
}

/// Pixels as they are.
impl Inputs for &FeatureMap {
    #[inline(always)]
    fn read(&mut self, y: usize, row: &mut [Lanes]) {
        for (group, out) in row.chunks_exact_mut(self.width).enumerate() {
            out.copy_from_slice(self.row(group, y));
        }
    }
}

/// Pixels under a kernel for each channel.
struct Convolved<'a> {
    input: &'a FeatureMap,
    kernels: &'a [([Lanes; 9], Lanes)],
    stride: usize,
}

impl Inputs for Convolved<'_> {
    #[inline(always)]
    fn read(&mut self, y: usize, row: &mut [Lanes]) {
        let Self { input, kernels, stride } = *self;
        let width = row.len() / kernels.len();
        for (group, (out, (kernel, bias))) in row.chunks_exact_mut(width).zip(kernels).enumerate() {
            let covered = |tap: usize| input.framed_row(group, stride * y + stride - 1 + tap);
            // "Same": one pixel of the frame before the first at stride 1, none at stride 2.
            match stride {
                1 => depthwise::<1>(bias, kernel, array::from_fn(covered), out),
                _ => depthwise::<2>(bias, kernel, array::from_fn(|tap| &covered(tap)[1..]), out),
            }
        }
    }
}

/// What a kernel covers of a framed image of three channels, at stride 2.
struct Covered<'a> {
    framed: &'a [[f32; 3]],
    width: usize,
    /// Pixels of the frame that it leaves out.
    skipped: usize,
    /// Its side.
    kernel: usize,
    /// Of one pixel; the last group is padded with zeros.
    covered: Vec<f32>,
}

impl Inputs for Covered<'_> {
    #[inline(always)]
    fn read(&mut self, y: usize, row: &mut [Lanes]) {
        let width = row.len() / (self.covered.len() / LANES);
        for x in 0..width {
            for (dy, covered) in self.covered.chunks_exact_mut(3 * self.kernel).enumerate() {
                let first = (2 * y + self.skipped + dy) * self.width + 2 * x + self.skipped;
                let pixels = &self.framed[first..first + self.kernel];
                for (out, pixel) in covered.as_chunks_mut().0.iter_mut().zip(pixels) {
                    *out = *pixel;
                }
            }
            for (out, lanes) in row.chunks_exact_mut(width).zip(self.covered.as_chunks().0) {
                out[x] = *lanes;
            }
        }
    }
}

/// A matrix at each pixel, row by row.
struct Rows<'a, I> {
    matrix: &'a Pointwise,
    inputs: I,
    out: &'a mut FeatureMap,
}

impl<I: Inputs> Work for Rows<'_, I> {
    #[inline(always)]
    fn run<const _FUSED: bool>(self) {
        let Self { matrix, mut inputs, out } = self;
        let mut row = vec![[0.0; LANES]; matrix.groups_in * out.width];
        for y in 0..out.height {
            inputs.read(y, &mut row);
            matrix.add_row(&row, out, y);
        }
    }
}
