//! The method itself, ATTN-FIQA (arXiv 2604.22841): quality is the mean of the last block's pre-softmax attention scores.
//!
//! With `A_h = Q_h·K_hᵀ/√d` for each of `H` heads over `N` patches,
//!
//! ```text
//! quality score = mean of A over heads, queries and keys     higher is better; unbounded, often negative
//! patch map[j]  = mean of A over heads and queries, key j    N values; their mean is the score
//! ```
//!
//! Scores are comparable within one model only. Two forms compute the same numbers: [`patch_map`] is the one to use,
//! [`attention_scores_explicit`] with [`patch_map_explicit`] and [`per_head_maps`] is for study and is what the tests
//! hold the first against.

#[cfg(feature = "burn")]
mod forms;

#[cfg(feature = "burn")]
pub use forms::{attention_scores_explicit, patch_map, patch_map_explicit, per_head_maps};

/// The quality score of a patch map: its mean, summed in double precision.
pub fn quality_score(patch_map: &[f32]) -> f64 {
    patch_map.iter().map(|&value| f64::from(value)).sum::<f64>() / patch_map.len() as f64
}
