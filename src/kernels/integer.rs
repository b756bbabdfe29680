//! Products in integers, summed in 32 bits: rows of 16 bits by weights of eight, or rows of 13 by weights of 11.
//!
//! To rows of 16 bits that is next to nothing, 2⁻¹⁶ of a row's largest number: less than a hundredth of what the weights lost
//! when they were stored in eight bits.

use std::array;

use super::exp::ROUND;
use super::operands::Operands;
use super::packed::Packed;
use super::tile::{ROWS, Tile};
use super::tile_of_pairs::multiply;
use super::weights::{LARGEST, Pairs};

/// Pairs that are summed at a time.
const DEPTH: usize = 256;

/// What the integers of a row may be at most, if weights may be this: their sums stay in 32 bits, and they in 16.
const fn largest_of_rows(weight: f32) -> f32 {
    let sum = i32::MAX as u32 / (2 * DEPTH as u32) / weight as u32;
    if sum > i16::MAX as u32 { i16::MAX as f32 } else { sum as f32 }
}

/// Rows as integers, two inputs at a time.
struct Rows {
    /// Pairs in a row.
    width: usize,
    /// Tile after tile, in each pair after pair: two numbers of 16 bits for each row.
    tiles: Vec<[u32; ROWS]>,
    /// What the numbers of each row are to be multiplied by.
    scales: Vec<[f32; ROWS]>,
}

impl Rows {
    /// Each row's largest number becomes `most`.
    #[inline(always)]
    fn new(rows: &Packed, most: f32) -> Self {
        let (width, count) = (rows.width().div_ceil(2), rows.count().div_ceil(ROWS));
        let (mut tiles, mut scales) = (Vec::with_capacity(width * count), Vec::with_capacity(count));
        for tile in 0..count {
            let numbers = rows.tile(tile, 0, rows.width());
            let largest = largest(numbers);
            let factor = largest.map(|largest| most / largest);
            let bits =
                |numbers: &[f32; ROWS]| array::from_fn::<_, ROWS, _>(|r| (numbers[r] * factor[r] + ROUND).to_bits());
            let pair = |[a, b]: [[u32; ROWS]; 2]| array::from_fn(|r| a[r] & 0xffff | b[r] << 16);
            let (pairs, odd) = numbers.as_chunks::<2>();
            tiles.extend(pairs.iter().map(|[a, b]| pair([bits(a), bits(b)])));
            tiles.extend(odd.iter().map(|a| pair([bits(a), [0; ROWS]])));
            scales.push(largest.map(|largest| largest / most));
        }
        Self { width, tiles, scales }
    }

    #[inline(always)]
    fn tile(&self, tile: usize, first: usize, panel: &[Pairs<i16>]) -> Tile {
        let sums = multiply(&self.tiles[tile * self.width + first..][..panel.len()], panel);
        array::from_fn(|r| sums[r].map(|sum| sum as f32 * self.scales[tile][r]))
    }
}

/// The largest size of a number in each row.
#[inline(always)]
fn largest(numbers: &[[f32; ROWS]]) -> [f32; ROWS] {
    numbers.iter().fold([f32::MIN_POSITIVE; ROWS], |largest, numbers| {
        array::from_fn(|r| if numbers[r].abs() > largest[r] { numbers[r].abs() } else { largest[r] })
    })
}

/// Rows by weights of eight bits, which become as wide as the rows a panel at a time.
pub struct Integers<'a> {
    rows: Rows,
    panels: &'a [Pairs<i8>],
    panel: Vec<Pairs<i16>>,
}

impl<'a> Integers<'a> {
    #[inline(always)]
    pub fn new(rows: &Packed, panels: &'a [Pairs<i8>]) -> Self {
        Self { rows: Rows::new(rows, const { largest_of_rows(128.0) }), panels, panel: Vec::new() }
    }
}

impl Operands for Integers<'_> {
    const DEPTH: usize = DEPTH;

    #[inline(always)]
    fn steps(&self) -> usize {
        self.rows.width
    }

    #[inline(always)]
    fn open(&mut self, panel: usize, first: usize, depth: usize) {
        let panel = &self.panels[panel * self.steps() + first..][..depth];
        self.panel.clear();
        self.panel.extend(panel.iter().map(|pairs| pairs.map(|pair| pair.map(i16::from))));
    }

    #[inline(always)]
    fn tile<const FUSED: bool>(&self, tile: usize, first: usize, _depth: usize) -> Tile {
        self.rows.tile(tile, first, &self.panel)
    }
}

/// Rows by weights that are as wide as the rows.
pub struct WideIntegers<'a> {
    rows: Rows,
    panels: &'a [Pairs<i16>],
    panel: &'a [Pairs<i16>],
}

impl<'a> WideIntegers<'a> {
    #[inline(always)]
    pub fn new(rows: &Packed, panels: &'a [Pairs<i16>]) -> Self {
        Self { rows: Rows::new(rows, const { largest_of_rows(LARGEST) }), panels, panel: &[] }
    }
}

impl Operands for WideIntegers<'_> {
    const DEPTH: usize = DEPTH;

    #[inline(always)]
    fn steps(&self) -> usize {
        self.rows.width
    }

    #[inline(always)]
    fn open(&mut self, panel: usize, first: usize, depth: usize) {
        self.panel = &self.panels[panel * self.steps() + first..][..depth];
    }

    #[inline(always)]
    fn tile<const FUSED: bool>(&self, tile: usize, first: usize, _depth: usize) -> Tile {
        self.rows.tile(tile, first, self.panel)
    }
}
