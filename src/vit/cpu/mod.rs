//! The network on the CPU, for one crop, in plain memory: each block is two sweeps over the tokens, what is between them are
//! pieces that stay in a cache, and no tensor is ever permuted: weights and tokens are packed for the
//! [kernels](crate::kernels). `tests/integration/cpu_vit.rs` holds the two against each other.

mod block;
mod embed;
mod last;
mod parts;
mod team;

pub use parts::Parts;
pub use team::{Team, rows_of};

use block::Block;
use embed::Embed;
use last::Last;
use team::Alone;

/// The network, cut after the last block's queries and keys.
#[derive(Debug)]
pub struct CpuVit {
    embed: Embed,
    blocks: Vec<Block>,
    last: Last,
    team: Box<dyn Team>,
}

impl CpuVit {
    /// Whether it multiplies its matrices as integers.
    pub fn is_integer(&self) -> bool {
        self.embed.is_integer()
    }

    /// Shares each pass with others from now on.
    pub fn join(&mut self, team: Box<dyn Team>) {
        self.team = team;
    }

    /// A normalised crop `[3, 112, 112]` → its patch map, 196 values: as [`quality`](crate::quality) defines it. By the whole team
    /// or, where that does not hold together, alone: with the same result to the last bit.
    pub fn patch_map(&self, planes: &[f32]) -> Vec<f32> {
        let shared = if self.team.begin(planes) { self.tokens(planes, &*self.team) } else { None };
        let tokens = shared.or_else(|| self.tokens(planes, &Alone)).expect("nobody else is needed");
        self.last.patch_map(&tokens)
    }

    /// This participant's part of a pass that another one has begun; whether all the others did theirs.
    pub fn take_part(&self, planes: &[f32]) -> bool {
        self.tokens(planes, &*self.team).is_some()
    }

    /// What enters the last block, `[196, D]`; `None` if another participant gave no answer.
    fn tokens(&self, planes: &[f32], team: &dyn Team) -> Option<Vec<f32>> {
        let mut tokens = self.embed.forward(planes, team.rows());
        let all = self.blocks.iter().all(|block| block.forward(&mut tokens, team)) && team.gather(&mut tokens);
        all.then_some(tokens)
    }
}
