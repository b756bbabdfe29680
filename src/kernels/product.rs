//! `out (+)= rows·weights (+ bias)`.

use super::dispatch::{Work, run};
use super::packed::Packed;
use super::tile::{COLUMNS, ROWS, multiply};
use super::weights::{Weights, lanes};

/// How many inputs are multiplied at a time: so many of 196 rows, 200 kB, stay in the second cache of any machine while one
/// panel of weights after the other passes, and a panel, 8 kB, in the first.
const DEPTH: usize = 256;

/// Multiplies packed rows with weights. `out`: `[rows, outputs]`; what it holds is added to if `keep`, and replaced if not.
pub fn product(rows: &Packed, weights: &Weights, bias: Option<&[f32]>, keep: bool, out: &mut [f32]) {
    assert_eq!([rows.width(), rows.count() * weights.outputs()], [weights.inputs(), out.len()], "shapes that multiply");
    run(Product { rows, weights, bias, keep, out });
}

struct Product<'a> {
    rows: &'a Packed,
    weights: &'a Weights,
    bias: Option<&'a [f32]>,
    keep: bool,
    out: &'a mut [f32],
}

impl Work for Product<'_> {
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let Self { rows, weights, bias, keep, out } = self;
        let (inputs, outputs) = (weights.inputs(), weights.outputs());
        let mut wide = Vec::new();
        for first in (0..inputs).step_by(DEPTH) {
            let depth = DEPTH.min(inputs - first);
            let keep = keep || first > 0;
            for panel in 0..outputs.div_ceil(COLUMNS) {
                let column = panel * COLUMNS;
                let columns = COLUMNS.min(outputs - column);
                let scales = weights.scales(panel);
                let bias = bias.filter(|_| first == 0).map_or([0.0; COLUMNS], |bias| lanes(&bias[column..]));
                let b = weights.panel(panel, first, depth, &mut wide);
                for (tile, out) in out.chunks_mut(ROWS * outputs).enumerate() {
                    let sums = multiply::<FUSED>(rows.tile(tile, first, depth), b);
                    for (out, sums) in out.chunks_exact_mut(outputs).zip(&sums) {
                        let out = &mut out[column..column + columns];
                        store(out, std::array::from_fn(|i| sums[i] * scales[i] + bias[i]), keep);
                    }
                }
            }
        }
    }
}

/// Adds a row of a tile to what is there, or replaces it.
#[inline(always)]
fn store(out: &mut [f32], sums: [f32; COLUMNS], keep: bool) {
    match out.first_chunk_mut::<COLUMNS>() {
        Some(out) if keep => *out = std::array::from_fn(|i| out[i] + sums[i]),
        Some(out) => *out = sums,
        None => {
            for (out, sum) in out.iter_mut().zip(sums) {
                *out = if keep { *out + sum } else { sum };
            }
        }
    }
}
