//! Which tensors a model file holds, and their shapes: all that quality needs, under the checkpoint's own keys.
//!
//! `L` is the depth; the last block is cut. Matrices are PyTorch's, `[out, in]`.
//!
//! | key | shape |
//! |---|---|
//! | `patch_embed.proj.{weight,bias}` | `[D, 3, 8, 8]`, `[D]` |
//! | `pos_embed` | `[1, 196, D]` |
//! | `blocks.{i}.norm1.{weight,bias}` | `[D]` |
//! | `blocks.{i}.attn.qkv.weight` | `[3D, D]`; of block `L−1`: `[2D, D]` |
//! | `blocks.{i}.attn.proj.{weight,bias}` | `[D, D]`, `[D]`; not of block `L−1` |
//! | `blocks.{i}.norm2.{weight,bias}` | `[D]`; not of block `L−1` |
//! | `blocks.{i}.mlp.fc1.{weight,bias}` | `[mlp_ratio·D, D]`, `[mlp_ratio·D]`; not of block `L−1` |
//! | `blocks.{i}.mlp.fc2.{weight,bias}` | `[D, mlp_ratio·D]`, `[D]`; not of block `L−1` |

use crate::crop::{CHANNELS, NUM_PATCHES, PATCH_SIZE};
use crate::tensor_file::Slot;
use crate::vit::VitConfig;

/// Whether a tensor is the weight of a linear layer or of the patch projection, one row per output.
pub(super) fn is_matrix(slot: &Slot) -> bool {
    slot.shape.len() != 1 && slot.key != "pos_embed"
}

/// Every tensor of a model file, in the order that the data takes through the network.
pub fn layout(config: VitConfig) -> Vec<Slot> {
    let (dim, mlp) = (config.embed_dim, config.mlp_dim());
    let mut slots = Vec::new();
    let mut add = |key: String, shape: &[usize]| slots.push(Slot { key, shape: shape.to_vec() });
    add("patch_embed.proj.weight".into(), &[dim, CHANNELS, PATCH_SIZE, PATCH_SIZE]);
    add("patch_embed.proj.bias".into(), &[dim]);
    add("pos_embed".into(), &[1, NUM_PATCHES, dim]);
    for i in 0..config.depth {
        let mut add = |key: &str, shape: &[usize]| add(format!("blocks.{i}.{key}"), shape);
        let is_last = i == config.depth - 1;
        add("norm1.weight", &[dim]);
        add("norm1.bias", &[dim]);
        add("attn.qkv.weight", &[if is_last { 2 * dim } else { 3 * dim }, dim]);
        if is_last {
            break;
        }
        add("attn.proj.weight", &[dim, dim]);
        add("attn.proj.bias", &[dim]);
        add("norm2.weight", &[dim]);
        add("norm2.bias", &[dim]);
        add("mlp.fc1.weight", &[mlp, dim]);
        add("mlp.fc1.bias", &[mlp]);
        add("mlp.fc2.weight", &[dim, mlp]);
        add("mlp.fc2.bias", &[dim]);
    }
    slots
}
