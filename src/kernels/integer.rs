//! Products in integers: rows of 16 bits by weights of eight, summed in 32 bits.
//!
//! To the rows that is next to nothing, 2⁻¹⁶ of a row's largest number: less than a hundredth of what the weights lost when
//! they were put in eight bits.

use std::array;

use super::exp::ROUND;
use super::operands::Operands;
use super::packed::Packed;
use super::tile::{COLUMNS, ROWS, Tile};
use super::tile_of_pairs::multiply;
use super::weights::Pairs;

/// Largest integer of a row: the largest of 16 bits.
const LARGEST: f32 = 32_767.0;

/// Both operands as integers, two inputs at a time.
pub struct Integers<'a> {
    /// Pairs in a row.
    width: usize,
    /// Tile after tile, in each pair after pair: two numbers of 16 bits for each row.
    tiles: Vec<[u32; ROWS]>,
    /// What the numbers of each row are to be multiplied by.
    scales: Vec<[f32; ROWS]>,
    panels: &'a [Pairs],
    panel: Vec<[[i16; 2]; COLUMNS]>,
}

impl<'a> Integers<'a> {
    #[inline(always)]
    pub fn new(rows: &Packed, panels: &'a [Pairs]) -> Self {
        let (width, count) = (rows.width().div_ceil(2), rows.count().div_ceil(ROWS));
        let (mut tiles, mut scales) = (Vec::with_capacity(width * count), Vec::with_capacity(count));
        for tile in 0..count {
            let numbers = rows.tile(tile, 0, rows.width());
            let largest = largest(numbers);
            let factor = largest.map(|largest| LARGEST / largest);
            let bits =
                |numbers: &[f32; ROWS]| array::from_fn::<_, ROWS, _>(|r| (numbers[r] * factor[r] + ROUND).to_bits());
            let pair = |[a, b]: [[u32; ROWS]; 2]| array::from_fn(|r| a[r] & 0xffff | b[r] << 16);
            let (pairs, odd) = numbers.as_chunks::<2>();
            tiles.extend(pairs.iter().map(|[a, b]| pair([bits(a), bits(b)])));
            tiles.extend(odd.iter().map(|a| pair([bits(a), [0; ROWS]])));
            scales.push(largest.map(|largest| largest / LARGEST));
        }
        Self { width, tiles, scales, panels, panel: Vec::new() }
    }
}

/// The largest size of a number in each row.
#[inline(always)]
fn largest(numbers: &[[f32; ROWS]]) -> [f32; ROWS] {
    numbers.iter().fold([f32::MIN_POSITIVE; ROWS], |largest, numbers| {
        array::from_fn(|r| if numbers[r].abs() > largest[r] { numbers[r].abs() } else { largest[r] })
    })
}

impl Operands for Integers<'_> {
    /// Pairs: 512·32767·128 is less than 2³¹.
    const DEPTH: usize = 256;

    #[inline(always)]
    fn steps(&self) -> usize {
        self.width
    }

    #[inline(always)]
    fn open(&mut self, panel: usize, first: usize, depth: usize) {
        let panel = &self.panels[panel * self.width + first..][..depth];
        self.panel.clear();
        self.panel.extend(panel.iter().map(|pairs| pairs.map(|pair| pair.map(i16::from))));
    }

    #[inline(always)]
    fn tile<const FUSED: bool>(&self, tile: usize, first: usize, depth: usize) -> Tile {
        let sums = multiply(&self.tiles[tile * self.width + first..][..depth], &self.panel);
        array::from_fn(|r| sums[r].map(|sum| sum as f32 * self.scales[tile][r]))
    }
}
