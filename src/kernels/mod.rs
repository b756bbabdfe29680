//! Products of matrices and what stands between them, on the CPU in plain memory: what the network's pass spends its time
//! in. Nothing here knows the network.
//!
//! A product `out += rows·weights` is cut into tiles that stay in registers: four rows by [`COLUMNS`] columns. Both
//! operands are packed so that a tile reads them from front to back: the weights once, when they are loaded
//! ([`Weights`]), the rows before each product ([`Packed`]), with the norm or the ReLU6 that comes before it.
//!
//! The convolutions of small networks have loops of their own ([`depthwise`], [`pointwise`]): a product of so few numbers is over
//! before packing pays.

mod arithmetic;
mod attention;
mod chunks;
mod columns;
mod convolution;
mod dispatch;
mod exp;
mod integer;
mod norm;
mod operands;
mod packed;
mod product;
mod quad;
mod tile;
mod tile_of_pairs;
mod weights;

pub use arithmetic::Arithmetic;
pub use attention::{Heads, attend};
pub use chunks::for_each_chunk;
pub use convolution::{LANES, Lanes, depthwise, pointwise};
pub use dispatch::{Work, run_reproducible};
pub use norm::Norm;
pub use packed::Packed;
pub use product::product;
pub use quad::Quad;
pub use tile::{COLUMNS, ROWS};
pub use weights::Weights;
