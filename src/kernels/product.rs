//! `out (+)= rows·weights (+ bias)`.

use super::columns::Columns;
use super::dispatch::{Work, run};
use super::integer::{Integers, WideIntegers};
use super::operands::Operands;
use super::packed::Packed;
use super::tile::{COLUMNS, ROWS, Tile, multiply};
use super::weights::{Numbers, Weights};

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
        let rows = self.rows;
        match self.weights.numbers() {
            Numbers::Single(panels) => fill::<FUSED, _>(Singles { rows, panels, panel: &[] }, None, self),
            Numbers::Eight { panels, scales } => {
                fill::<FUSED, _>(Widened { rows, panels, panel: Vec::new() }, Some(scales), self);
            }
            Numbers::Integer { panels, scales } => {
                fill::<FUSED, _>(Integers::new(rows, panels), Some(scales), self);
            }
            Numbers::Wide { panels, scales } => fill::<FUSED, _>(WideIntegers::new(rows, panels), Some(scales), self),
        }
    }
}

#[inline(always)]
fn fill<const FUSED: bool, O: Operands>(mut operands: O, scales: Option<&[f32]>, product: Product) {
    let Product { weights, bias, keep, out, .. } = product;
    let outputs = weights.outputs();
    for first in (0..operands.steps()).step_by(O::DEPTH) {
        let depth = O::DEPTH.min(operands.steps() - first);
        // Bias, and what was there before, come with the first steps.
        let (bias, keep) = (bias.filter(|_| first == 0), keep || first > 0);
        for panel in 0..outputs.div_ceil(COLUMNS) {
            operands.open(panel, first, depth);
            let columns = Columns::new(panel, outputs, scales, bias, keep);
            for (tile, rows) in out.chunks_mut(ROWS * outputs).enumerate() {
                columns.put(rows, &operands.tile::<FUSED>(tile, first, depth));
            }
        }
    }
}

/// Single precision: a panel of weights, 16 kB, stays in the first cache of any machine while the rows pass, and what it meets of
/// 196 rows, 400 kB in WebAssembly, in the second. Half of it is 4 % slower: sums leave the registers twice as often.
const DEPTH: usize = 4096 / COLUMNS;

/// Weights in single precision.
struct Singles<'a> {
    rows: &'a Packed,
    panels: &'a [[f32; COLUMNS]],
    panel: &'a [[f32; COLUMNS]],
}

impl Operands for Singles<'_> {
    const DEPTH: usize = DEPTH;

    #[inline(always)]
    fn steps(&self) -> usize {
        self.rows.width()
    }

    #[inline(always)]
    fn open(&mut self, panel: usize, first: usize, depth: usize) {
        self.panel = &self.panels[panel * self.steps() + first..][..depth];
    }

    #[inline(always)]
    fn tile<const FUSED: bool>(&self, tile: usize, first: usize, depth: usize) -> Tile {
        multiply::<FUSED>(self.rows.tile(tile, first, depth), self.panel)
    }
}

/// Weights in eight bits, which become as wide as the rows a panel at a time.
struct Widened<'a> {
    rows: &'a Packed,
    panels: &'a [[i8; COLUMNS]],
    panel: Vec<[f32; COLUMNS]>,
}

impl Operands for Widened<'_> {
    const DEPTH: usize = DEPTH;

    #[inline(always)]
    fn steps(&self) -> usize {
        self.rows.width()
    }

    #[inline(always)]
    fn open(&mut self, panel: usize, first: usize, depth: usize) {
        let panel = &self.panels[panel * self.steps() + first..][..depth];
        self.panel.clear();
        self.panel.extend(panel.iter().map(|lanes| lanes.map(f32::from)));
    }

    #[inline(always)]
    fn tile<const FUSED: bool>(&self, tile: usize, first: usize, depth: usize) -> Tile {
        multiply::<FUSED>(self.rows.tile(tile, first, depth), &self.panel)
    }
}

#[cfg(test)]
mod tests {
    use super::{Packed, Weights, product};

    /// The largest numbers of both sides, which make the largest sums: one more than 32 bits hold would change the sign.
    #[test]
    fn sums_of_integers_stay_in_32_bits() {
        let (width, outputs) = (1100, 3);
        let eight = Weights::integer(&vec![128; width * outputs], &[1.0 / 128.0; 3]);
        let wide = Weights::rounded(&vec![-1.0; width * outputs], outputs);
        for (what, weights) in [("of eight bits", eight), ("wide", wide)] {
            let row = vec![1.0; width];
            let mut out = vec![0.0; outputs];
            product(&Packed::new(1, |_| &row), &weights, None, false, &mut out);
            for sum in out {
                assert!((sum + width as f32).abs() < 1e-3, "{what}: {sum}");
            }
        }
    }
}
