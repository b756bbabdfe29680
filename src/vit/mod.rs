//! The face-recognition Vision Transformer up to where quality is read: the tokens that enter the last block's
//! attention, and that block's query and key projections.
//!
//! Architecture: InsightFace `recognition/arcface_torch/backbones/vit.py`, as used by ATTN-FIQA (arXiv 2604.22841).
//! Everything behind the last block's queries and keys (its values, projection and MLP, the final norm, the embedding
//! head) cannot change the quality and does not exist here.

mod attention;
mod block;
mod config;
mod mlp;
mod patch_embed;

use burn::module::Module;
use burn::tensor::Tensor;

pub use attention::{Attention, QueryKey, attention_scores};
pub use block::Block;
pub use config::{CHANNELS, GRID_SIZE, IMAGE_SIZE, NORM_EPSILON, NUM_PATCHES, PATCH_SIZE, VitConfig};
pub use mlp::Mlp;
pub use patch_embed::PatchEmbed;

/// The network, cut behind the last block's queries and keys.
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
    /// Normalised crops `[B, 3, 112, 112]` → the last block's normed input tokens `[B, 196, D]`.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<3> {
        let tokens = self.patch_embed.forward(images);
        let tokens = self.blocks.iter().fold(tokens, |tokens, block| block.forward(tokens));
        self.last_block.norm.forward(tokens)
    }
}
