//! The two forms of the patch map, in burn's tensors.

use burn::tensor::Tensor;

use crate::vit::{QueryKey, attention_scores};

/// Normed tokens `[B, N, D]` → patch map `[B, N]`, in closed form.
///
/// The mean over queries and heads is linear, so with `x̄` the mean token,
/// `map[j] = x_j·w` where `w = W_kᵀ·(W_q·x̄) / (H·√d)`.
///
/// # Cost
/// `O(N·D + D²)`; the explicit form takes `O(N·D² + N²·D)`.
pub fn patch_map(last_block: &QueryKey, tokens: Tensor<3>) -> Tensor<2> {
    let [_, _, embed_dim] = tokens.dims();
    let num_heads = last_block.num_heads as f64;
    let head_dim = embed_dim as f64 / num_heads;
    let mean_query = last_block.query.forward(tokens.clone().mean_dim(1));
    let weights = mean_query.matmul(last_block.key.weight.val().transpose().unsqueeze());
    let weights = weights / (num_heads * head_dim.sqrt());
    (tokens * weights).sum_dim(2).squeeze_dim(2)
}

/// Normed tokens `[B, N, D]` → pre-softmax attention scores `[B, H, queries, keys]`.
pub fn attention_scores_explicit(last_block: &QueryKey, tokens: Tensor<3>) -> Tensor<4> {
    let (queries, keys) = last_block.project(tokens);
    attention_scores(queries, keys)
}

/// Attention scores `[B, H, N, N]` → one map per head `[B, H, N]`: the mean over queries.
pub fn per_head_maps(scores: Tensor<4>) -> Tensor<3> {
    scores.mean_dim(2).squeeze_dim(2)
}

/// Attention scores `[B, H, N, N]` → patch map `[B, N]`: the mean over queries and heads.
pub fn patch_map_explicit(scores: Tensor<4>) -> Tensor<2> {
    per_head_maps(scores).mean_dim(1).squeeze_dim(1)
}
