//! The face-recognition Vision Transformer up to where quality is read: the tokens that enter the last block's
//! attention, and that block's query and key projections.
//!
//! Architecture: InsightFace `recognition/arcface_torch/backbones/vit.py`, as used by ATTN-FIQA (arXiv 2604.22841).
//! Everything after the last block's queries and keys (its values, projection and MLP, the final norm, the embedding
//! head) cannot change the quality and does not exist here.
//!
//! [`Vit`] in burn's tensors is its definition. What runs is [`CpuVit`], in plain memory, and on a GPU kernels of its own.

mod config;
mod cpu;
#[cfg(feature = "gpu")]
mod gpu;
#[cfg(feature = "burn")]
mod graph;

pub use config::{NORM_EPSILON, VitConfig};
pub use cpu::{CpuVit, Parts, Team, rows_of};
#[cfg(feature = "gpu")]
pub use gpu::forward;
#[cfg(all(test, feature = "gpu"))]
pub use gpu::refused;
#[cfg(feature = "burn")]
pub use graph::{Attention, Block, Mlp, PatchEmbed, QueryKey, Vit, Weights, attention_scores, linear, norm};
