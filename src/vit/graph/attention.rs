//! Multi-head self-attention, and the query–key half of it that is all the last block keeps.

use burn::module::Module;
use burn::nn::{LayerNorm, Linear};
use burn::tensor::{Tensor, activation::softmax};

use super::weights::{Weights, norm};
use crate::vit::VitConfig;

/// Self-attention of a full block.
#[derive(Module, Debug)]
pub struct Attention {
    /// `[D, 3D]`, no bias; columns in the order queries, keys, values, heads contiguous within each.
    pub qkv: Linear,
    /// `[D, D]`, with bias.
    pub proj: Linear,
    /// Number of heads.
    pub num_heads: usize,
}

impl Attention {
    /// `[B, N, D]` → `[B, N, D]`.
    pub fn forward(&self, tokens: Tensor<3>) -> Tensor<3> {
        let dims = tokens.dims();
        let [queries, keys, values] = self.project(tokens);
        let attention_weights = softmax(attention_scores(queries, keys), 3);
        self.proj.forward(attention_weights.matmul(values).swap_dims(1, 2).reshape(dims))
    }

    /// Normed tokens `[B, N, D]` → queries, keys and values, each `[B, H, N, d]`.
    pub fn project(&self, tokens: Tensor<3>) -> [Tensor<4>; 3] {
        let parts = self.qkv.forward(tokens).chunk(3, 2);
        let parts: [Tensor<3>; 3] = parts.try_into().expect("the width of qkv is 3·D: checked when the model was read");
        parts.map(|part| split_heads(part, self.num_heads))
    }
}

/// What the last block is cut to: its norm, its query rows and its key rows. Nothing else of it reaches the quality.
#[derive(Module, Debug)]
pub struct QueryKey {
    /// The block's `norm1`.
    pub norm: LayerNorm,
    /// `[D, D]`, no bias: the query rows of `qkv`, transposed.
    pub query: Linear,
    /// `[D, D]`, no bias: the key rows of `qkv`, transposed.
    pub key: Linear,
    /// Number of heads.
    pub num_heads: usize,
}

impl QueryKey {
    /// Takes the weights under `key`.
    pub(super) fn new<W: Weights>(config: VitConfig, weights: &W, key: &str) -> Result<Self, W::Error> {
        let part = |name: &str| weights.matrix(&format!("{key}.attn.{name}.weight"));
        Ok(Self {
            norm: norm(weights, &format!("{key}.norm1"))?,
            query: Linear { weight: part("q")?, bias: None },
            key: Linear { weight: part("k")?, bias: None },
            num_heads: config.num_heads,
        })
    }

    /// Normed tokens `[B, N, D]` → queries and keys, each `[B, H, N, d]`.
    pub fn project(&self, tokens: Tensor<3>) -> (Tensor<4>, Tensor<4>) {
        (
            split_heads(self.query.forward(tokens.clone()), self.num_heads),
            split_heads(self.key.forward(tokens), self.num_heads),
        )
    }
}

/// Scaled `Q·Kᵀ/√d`, pre-softmax: two `[B, H, N, d]` → `[B, H, queries, keys]`.
pub fn attention_scores(queries: Tensor<4>, keys: Tensor<4>) -> Tensor<4> {
    let [.., head_dim] = queries.dims();
    // Scaling the queries is N·D products; scaling the scores would be H·N².
    (queries / (head_dim as f64).sqrt()).matmul(keys.swap_dims(2, 3))
}

/// `[B, N, D]` → `[B, H, N, d]`.
fn split_heads(tokens: Tensor<3>, num_heads: usize) -> Tensor<4> {
    let [batch, num_tokens, embed_dim] = tokens.dims();
    tokens.reshape([batch, num_tokens, num_heads, embed_dim / num_heads]).swap_dims(1, 2)
}
