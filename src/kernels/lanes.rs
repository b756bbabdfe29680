//! The loops of small convolutions over groups of channels. Reproducible: each step rounds twice, on every machine.

use std::array;

/// Channels of a group.
pub const LANES: usize = 8;

/// One number for each channel of a group.
pub type Lanes = [f32; LANES];

/// Numbers in a register.
const WIDTH: usize = if cfg!(target_arch = "wasm32") { 4 } else { LANES };

/// A row under one 3×3 kernel a channel, replaced. `rows`: three of what the kernels cover, each from the first pixel's corner.
#[inline(always)]
pub fn depthwise<const STRIDE: usize>(bias: &Lanes, kernel: &[Lanes; 9], rows: [&[Lanes]; 3], out: &mut [Lanes]) {
    for part in 0..LANES / WIDTH {
        let bias = Register::read(bias, part);
        let kernel = kernel.each_ref().map(|weights| Register::read(weights, part));
        let [upper, middle, lower] = rows.map(|row| row.windows(3).step_by(STRIDE));
        for (((out, upper), middle), lower) in out.iter_mut().zip(upper).zip(middle).zip(lower) {
            let covered = upper.iter().chain(middle).chain(lower);
            let sum = kernel
                .iter()
                .zip(covered)
                .fold(bias, |sum, (weight, input)| sum.plus(*weight, Register::read(input, part)));
            sum.write(out, part);
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
    let mut sums = out.map(|lanes| array::from_fn::<_, { LANES / WIDTH }, _>(|part| Register::read(&lanes, part)));
    for (group, weights) in weights.iter().enumerate() {
        let inputs = inputs(group);
        for (lane, weights) in weights.iter().enumerate() {
            for (sums, input) in sums.iter_mut().zip(inputs) {
                let input = Register::splat(input[lane]);
                for (part, sum) in sums.iter_mut().enumerate() {
                    *sum = sum.plus(input, Register::read(weights, part));
                }
            }
        }
    }
    for (out, sums) in out.iter_mut().zip(sums) {
        for (part, sum) in sums.into_iter().enumerate() {
            sum.write(out, part);
        }
    }
}

/// Numbers that are computed together.
#[derive(Clone, Copy)]
#[cfg(not(target_arch = "wasm32"))]
struct Register(Lanes);

#[cfg(not(target_arch = "wasm32"))]
impl Register {
    #[inline(always)]
    fn read(lanes: &Lanes, _part: usize) -> Self {
        Self(*lanes)
    }

    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self([value; LANES])
    }

    /// `self + a·b`.
    #[inline(always)]
    fn plus(self, a: Self, b: Self) -> Self {
        Self(array::from_fn(|i| self.0[i] + a.0[i] * b.0[i]))
    }

    #[inline(always)]
    fn write(self, lanes: &mut Lanes, _part: usize) {
        *lanes = self.0;
    }
}

/// Numbers that are computed together. LLVM makes scalars of an array.
#[derive(Clone, Copy)]
#[cfg(target_arch = "wasm32")]
struct Register(std::arch::wasm32::v128);

#[cfg(target_arch = "wasm32")]
impl Register {
    #[inline(always)]
    fn read(lanes: &Lanes, part: usize) -> Self {
        let [a, b, c, d] = lanes.as_chunks::<WIDTH>().0[part];
        Self(std::arch::wasm32::f32x4(a, b, c, d))
    }

    #[inline(always)]
    fn splat(value: f32) -> Self {
        Self(std::arch::wasm32::f32x4_splat(value))
    }

    /// `self + a·b`.
    #[inline(always)]
    fn plus(self, a: Self, b: Self) -> Self {
        use std::arch::wasm32::{f32x4_add, f32x4_mul};

        Self(f32x4_add(self.0, f32x4_mul(a.0, b.0)))
    }

    #[inline(always)]
    fn write(self, lanes: &mut Lanes, part: usize) {
        use std::arch::wasm32::f32x4_extract_lane as lane;

        lanes.as_chunks_mut::<WIDTH>().0[part] =
            [lane::<0>(self.0), lane::<1>(self.0), lane::<2>(self.0), lane::<3>(self.0)];
    }
}
