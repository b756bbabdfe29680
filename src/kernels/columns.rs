//! Where the tiles of one panel go.

use std::array;

use super::tile::{COLUMNS, Tile};

/// The columns of `[rows, outputs]` that belong to one panel of weights, and what is done to sums on their way there.
pub struct Columns {
    outputs: usize,
    first: usize,
    count: usize,
    scales: [f32; COLUMNS],
    bias: [f32; COLUMNS],
    keep: bool,
}

impl Columns {
    /// Sums are multiplied by `scales`, then `bias` is added, and what is there if `keep`.
    #[inline(always)]
    pub fn new(panel: usize, outputs: usize, scales: Option<&[f32]>, bias: Option<&[f32]>, keep: bool) -> Self {
        let first = panel * COLUMNS;
        let lanes =
            |values: Option<&[f32]>, missing| values.map_or([missing; COLUMNS], |values| lanes(&values[first..]));
        let (scales, bias) = (lanes(scales, 1.0), lanes(bias, 0.0));
        Self { outputs, first, count: COLUMNS.min(outputs - first), scales, bias, keep }
    }

    /// Puts a tile in its place among these rows.
    #[inline(always)]
    pub fn put(&self, rows: &mut [f32], tile: &Tile) {
        for (row, sums) in rows.chunks_exact_mut(self.outputs).zip(tile) {
            let mut sums = *sums;
            for ((sum, scale), bias) in sums.iter_mut().zip(&self.scales).zip(&self.bias) {
                *sum = *sum * scale + bias;
            }
            store(&mut row[self.first..self.first + self.count], sums, self.keep);
        }
    }
}

/// The first numbers of a slice; zeros for what it lacks.
#[inline(always)]
fn lanes(values: &[f32]) -> [f32; COLUMNS] {
    match values.first_chunk() {
        Some(lanes) => *lanes,
        None => array::from_fn(|i| values.get(i).copied().unwrap_or(0.0)),
    }
}

/// Adds numbers to what is there, or replaces it.
#[inline(always)]
fn store(out: &mut [f32], sums: [f32; COLUMNS], keep: bool) {
    match out.first_chunk_mut::<COLUMNS>() {
        Some(out) if keep => *out = array::from_fn(|i| out[i] + sums[i]),
        Some(out) => *out = sums,
        None => {
            for (out, sum) in out.iter_mut().zip(sums) {
                *out = if keep { *out + sum } else { sum };
            }
        }
    }
}
