//! The left-hand side of products: rows of tokens, packed in tiles, and what is done to them on the way.

use std::array;

use super::norm::Norm;
use super::tile::ROWS;

/// Rows `[count, width]` in tiles of `ROWS` rows: tile after tile, in each number after number. The last tile has something
/// where it has no row, and nobody reads what becomes of it.
#[derive(Debug, Default)]
pub struct Packed {
    count: usize,
    width: usize,
    tiles: Vec<[f32; ROWS]>,
}

impl Packed {
    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// How long they are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Numbers `first..first + depth` of a tile's rows.
    #[inline(always)]
    pub(super) fn tile(&self, tile: usize, first: usize, depth: usize) -> &[[f32; ROWS]] {
        &self.tiles[tile * self.width + first..][..depth]
    }

    /// Rows as they are.
    pub fn new<'a>(count: usize, row: impl Fn(usize) -> &'a [f32]) -> Self {
        let mut packed = Self::default();
        packed.set(count, row, |value| value);
        packed
    }

    /// Columns: row `r` is number `r` of each of `width` rows.
    pub fn transposed<'a>(width: usize, row: impl Fn(usize) -> &'a [f32]) -> Self {
        let mut packed = Self { count: row(0).len(), ..Self::default() };
        packed.reserve(width);
        for k in 0..width {
            for (tile, values) in row(k).chunks(ROWS).enumerate() {
                packed.tiles[tile * width + k] = array::from_fn(|i| values.get(i).copied().unwrap_or(0.0));
            }
        }
        packed
    }

    /// Takes `count` rows, each number through `map`.
    pub fn set<'a>(&mut self, count: usize, row: impl Fn(usize) -> &'a [f32], map: impl Fn(f32) -> f32) {
        self.pack(count, row, |_| |_, lanes: [f32; ROWS]| lanes.map(&map));
    }

    /// Takes rows through a layer norm.
    pub fn set_normed(&mut self, rows: &[f32], norm: &Norm) {
        let Norm { gamma, beta, .. } = norm;
        let width = gamma.len();
        let row = |i: usize| &rows[i * width..][..width];
        self.pack(rows.len() / width, row, |rows| {
            let moments = rows.map(|row| norm.moments(row));
            let (mean, factor) = (moments.map(|[mean, _]| mean), moments.map(|[_, factor]| factor));
            move |k, lanes| array::from_fn(|i| (lanes[i] - mean[i]) * factor[i] * gamma[k] + beta[k])
        });
    }

    /// `map` makes of a tile's rows what maps their numbers: where in the rows they are, and the number of each row.
    fn pack<'a, M: Fn(usize, [f32; ROWS]) -> [f32; ROWS]>(
        &mut self,
        count: usize,
        row: impl Fn(usize) -> &'a [f32],
        map: impl Fn([&'a [f32]; ROWS]) -> M,
    ) {
        self.count = count;
        let width = row(0).len();
        self.reserve(width);
        for (i, tile) in self.tiles.chunks_exact_mut(width).enumerate() {
            let rows: [&[f32]; ROWS] = array::from_fn(|r| &row((i * ROWS + r).min(count - 1))[..width]);
            let map = map(rows);
            for (k, lanes) in tile.iter_mut().enumerate() {
                *lanes = map(k, rows.map(|row| row[k]));
            }
        }
    }

    /// Memory for the rows; what was there stays, to be written over.
    fn reserve(&mut self, width: usize) {
        self.width = width;
        self.tiles.resize(self.count.div_ceil(ROWS) * width, [0.0; ROWS]);
    }
}
