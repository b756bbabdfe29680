//! The loops of small convolutions over groups of channels. Reproducible: each step rounds twice, on every machine.

use std::array;

use wide::f32x4;

/// Channels of a group.
pub const LANES: usize = 8;

/// One number for each channel of a group.
pub type Lanes = [f32; LANES];

/// Numbers that a register of any machine holds.
const WIDTH: usize = 4;

/// A row under one 3×3 kernel a channel, replaced. `rows`: three of what the kernels cover, each from the first pixel's corner.
#[inline(always)]
pub fn depthwise<const STRIDE: usize>(bias: &Lanes, kernel: &[Lanes; 9], rows: [&[Lanes]; 3], out: &mut [Lanes]) {
    for part in 0..LANES / WIDTH {
        let bias = read(bias, part);
        let kernel = kernel.each_ref().map(|weights| read(weights, part));
        let [upper, middle, lower] = rows.map(|row| row.windows(3).step_by(STRIDE));
        for (((out, upper), middle), lower) in out.iter_mut().zip(upper).zip(middle).zip(lower) {
            let covered = upper.iter().chain(middle).chain(lower);
            let sum = kernel.iter().zip(covered).fold(bias, |sum, (weight, input)| sum + *weight * read(input, part));
            write(out, part, sum);
        }
    }
}

/// `out[p] += Σ inputs[k][p]·weights[k]`, over the channels of all groups of inputs. `inputs`: what a group has at these pixels.
#[inline(always)]
pub fn pointwise<'a, const PIXELS: usize>(
    out: &mut [Lanes; PIXELS],
    inputs: impl Fn(usize) -> &'a [Lanes; PIXELS],
    weights: &[[Lanes; LANES]],
) {
    let mut sums = out.map(|lanes| array::from_fn::<_, { LANES / WIDTH }, _>(|part| read(&lanes, part)));
    for (group, weights) in weights.iter().enumerate() {
        let inputs = inputs(group);
        for (lane, weights) in weights.iter().enumerate() {
            for (sums, input) in sums.iter_mut().zip(inputs) {
                let input = f32x4::splat(input[lane]);
                for (part, sum) in sums.iter_mut().enumerate() {
                    *sum += input * read(weights, part);
                }
            }
        }
    }
    for (out, sums) in out.iter_mut().zip(sums) {
        for (part, sum) in sums.into_iter().enumerate() {
            write(out, part, sum);
        }
    }
}

/// Numbers `WIDTH·part..` of a group.
#[inline(always)]
fn read(lanes: &Lanes, part: usize) -> f32x4 {
    f32x4::new(lanes.as_chunks::<WIDTH>().0[part])
}

#[inline(always)]
fn write(lanes: &mut Lanes, part: usize, values: f32x4) {
    lanes.as_chunks_mut::<WIDTH>().0[part] = values.to_array();
}
