//! What differs between the arithmetics of a product.

use super::tile::Tile;

/// Both operands of a product, in some arithmetic.
pub trait Operands {
    /// How many steps are summed at a time, so that what they need of all rows stays in a cache.
    const DEPTH: usize;

    /// Steps of a whole sum.
    fn steps(&self) -> usize;

    /// Turns to some steps of one panel of weights.
    fn open(&mut self, panel: usize, first: usize, depth: usize);

    /// The sums over these steps for one tile of rows.
    fn tile<const FUSED: bool>(&self, tile: usize, first: usize, depth: usize) -> Tile;
}
