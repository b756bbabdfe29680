//! The network in burn's tensors, on any of its devices.
//!
//! Each module takes its [`Weights`] under the checkpoint's own keys:
//!
//! | key | becomes |
//! |---|---|
//! | `patch_embed.proj.{weight,bias}`, `pos_embed` | [`PatchEmbed`] |
//! | `blocks.{i}.…` | [`Block`] |
//! | `blocks.{L−1}.norm1.{weight,bias}` | [`QueryKey::norm`] |
//! | `blocks.{L−1}.attn.{q,k}.weight`, of `attn.qkv.weight` the first and the second third | [`QueryKey::query`], [`QueryKey::key`] |

mod attention;
mod block;
mod mlp;
mod patch_embed;
mod weights;

use burn::module::Module;
use burn::tensor::Tensor;

pub use attention::{Attention, QueryKey, attention_scores};
pub use block::Block;
pub use mlp::Mlp;
pub use patch_embed::PatchEmbed;
#[cfg(feature = "gpu")]
pub(super) use patch_embed::patches;
pub use weights::{Weights, linear, norm};

use super::VitConfig;

/// The network, cut after the last block's queries and keys.
#[derive(Module, Debug)]
pub struct Vit {
    /// Crop → tokens.
    pub patch_embed: PatchEmbed,
    /// All blocks but the last: `depth − 1` of them.
    pub blocks: Vec<Block>,
    /// What is left of the last block.
    pub last_block: QueryKey,
}

impl Vit {
    /// Takes its weights.
    pub fn new<W: Weights>(config: VitConfig, weights: &W) -> Result<Self, W::Error> {
        let last = config.depth - 1;
        Ok(Self {
            patch_embed: PatchEmbed::new(config, weights)?,
            blocks: (0..last).map(|i| Block::new(config, weights, &format!("blocks.{i}"))).collect::<Result<_, _>>()?,
            last_block: QueryKey::new(config, weights, &format!("blocks.{last}"))?,
        })
    }

    /// Normalised crops `[B, 3, 112, 112]` → the last block's normed input tokens `[B, 196, D]`.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<3> {
        let tokens = self.patch_embed.forward(images);
        let tokens = self.blocks.iter().fold(tokens, |tokens, block| block.forward(tokens));
        self.last_block.norm.forward(tokens)
    }
}
