//! The network on the CPU, for one crop, in plain memory: each block is two sweeps over the tokens, what is between them are
//! pieces that stay in a cache, and no tensor is ever permuted: weights and tokens are packed for the
//! [kernels](crate::kernels). `tests/integration/cpu_vit.rs` holds the two against each other.

mod block;
mod embed;
mod last;
mod parts;

pub use parts::Parts;

use block::Block;
use embed::Embed;
use last::Last;

/// The network, cut after the last block's queries and keys.
#[derive(Debug)]
pub struct CpuVit {
    embed: Embed,
    blocks: Vec<Block>,
    last: Last,
}

impl CpuVit {
    /// Whether it multiplies its matrices as integers.
    pub fn is_integer(&self) -> bool {
        self.embed.is_integer()
    }

    /// A normalised crop `[3, 112, 112]` → its patch map, 196 values: as [`quality`](crate::quality) defines it.
    pub fn patch_map(&self, planes: &[f32]) -> Vec<f32> {
        let mut tokens = self.embed.forward(planes);
        for block in &self.blocks {
            block.forward(&mut tokens);
        }
        self.last.patch_map(&tokens)
    }
}
