//! The shape of the network: what a model file states, and what follows from it.

use serde::Serialize;

use crate::crop::{CHANNELS, NUM_PATCHES, PATCH_SIZE};
use crate::error::{Error, Result};

/// LayerNorm's epsilon. Source: InsightFace ViT (PyTorch's default).
pub const NORM_EPSILON: f64 = 1e-5;

/// Largest width accepted. ViT-H has 1280; the bound refuses a header that claims an impossible size.
const MAX_EMBED_DIM: usize = 8192;
/// Largest depth accepted. The paper's deepest network has 24 blocks.
const MAX_DEPTH: usize = 256;

/// Sizes of an InsightFace Vision Transformer for 112×112 crops, in timm's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VitConfig {
    /// Width of a token.
    pub embed_dim: usize,
    /// Number of blocks, the cut last one included.
    pub depth: usize,
    /// Attention heads per block; divides `embed_dim`.
    pub num_heads: usize,
    /// Hidden width of a block's MLP over `embed_dim`.
    pub mlp_ratio: usize,
}

impl VitConfig {
    /// Width of one attention head.
    pub fn head_dim(&self) -> usize {
        self.embed_dim / self.num_heads
    }

    /// Hidden width of a block's MLP.
    pub fn mlp_dim(&self) -> usize {
        self.embed_dim * self.mlp_ratio
    }

    /// Multiplications with an addition in one pass over one crop; norms, softmax and sums are a few percent more.
    pub fn multiply_adds(&self) -> f64 {
        let [tokens, dim, mlp] = [NUM_PATCHES, self.embed_dim, self.mlp_dim()].map(|size| size as f64);
        let embed = tokens * (CHANNELS * PATCH_SIZE * PATCH_SIZE) as f64 * dim;
        let block = tokens * dim * (4.0 * dim + 2.0 * tokens + 2.0 * mlp);
        embed + (self.depth - 1) as f64 * block
    }

    /// Refuses sizes that no network can have.
    ///
    /// # Errors
    /// [`Error::ModelFormat`], naming the size that is wrong.
    pub fn validate(&self) -> Result<()> {
        let Self { embed_dim, depth, num_heads, mlp_ratio } = *self;
        let wrong = |what: String| Err(Error::ModelFormat(what));
        if !(1..=MAX_EMBED_DIM).contains(&embed_dim) {
            return wrong(format!("embed_dim is {embed_dim}, expected 1 to {MAX_EMBED_DIM}"));
        }
        if !(1..=MAX_DEPTH).contains(&depth) {
            return wrong(format!("depth is {depth}, expected 1 to {MAX_DEPTH}"));
        }
        if num_heads == 0 || embed_dim % num_heads != 0 {
            return wrong(format!("{num_heads} heads do not divide embed_dim {embed_dim}"));
        }
        if !(1..=16).contains(&mlp_ratio) {
            return wrong(format!("mlp_ratio is {mlp_ratio}, expected 1 to 16"));
        }
        Ok(())
    }
}
