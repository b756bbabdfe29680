//! Tensors by key → the network's modules, in whatever order they come.
//!
//! | key | becomes |
//! |---|---|
//! | `patch_embed.proj.{weight,bias}`, `pos_embed` | [`PatchEmbed`] |
//! | `blocks.{i}.…` | [`Block`] |
//! | `blocks.{L−1}.norm1.{weight,bias}` | [`QueryKey::norm`] |
//! | `blocks.{L−1}.attn.qkv.weight` | its first half [`QueryKey::query`], its second [`QueryKey::key`] |

use std::collections::HashMap;

use burn::module::Param;
use burn::nn::{LayerNorm, LayerNormConfig, Linear};
use burn::tensor::{Device, Tensor, TensorData};

use super::layout::Slot;
use crate::vit::{Attention, Block, Mlp, NORM_EPSILON, NUM_PATCHES, PatchEmbed, QueryKey, Vit, VitConfig};

/// What has come of a network, on its device.
pub(super) struct Parts {
    config: VitConfig,
    device: Device,
    vectors: HashMap<String, Tensor<1>>,
    /// `[in, out]`, as burn multiplies. Two for the last block's `qkv`, the queries' and the keys'.
    matrices: HashMap<String, Vec<Tensor<2>>>,
}

impl Parts {
    /// Allocates nothing yet.
    pub fn new(config: VitConfig, device: &Device) -> Self {
        Self { config, device: device.clone(), vectors: HashMap::new(), matrices: HashMap::new() }
    }

    /// Puts one tensor of the layout on the device; `values` fill its shape.
    pub fn put(&mut self, slot: &Slot, values: &[f32]) {
        let Slot { key, shape } = slot;
        if !slot.is_matrix() {
            let data = TensorData::new(values.to_vec(), [values.len()]);
            self.vectors.insert(key.clone(), Tensor::from_data(data, &self.device));
            return;
        }
        let rows = if *key == self.last_qkv() { shape[0] / 2 } else { shape[0] };
        let part = |part: &[f32]| {
            let columns = part.len() / rows;
            Tensor::from_data(TensorData::new(transposed(part, rows, columns), [columns, rows]), &self.device)
        };
        let parts = values.chunks_exact(rows * (values.len() / shape[0])).map(part).collect();
        self.matrices.insert(key.clone(), parts);
    }

    /// The network. Every tensor of the layout has been put.
    pub fn vit(mut self) -> Vit {
        let last = self.config.depth - 1;
        Vit {
            patch_embed: self.patch_embed(),
            blocks: (0..last).map(|i| self.block(i)).collect(),
            last_block: self.query_key(last),
        }
    }

    fn last_qkv(&self) -> String {
        format!("blocks.{}.attn.qkv.weight", self.config.depth - 1)
    }

    fn patch_embed(&mut self) -> PatchEmbed {
        let pos_embed = self.vector("pos_embed").reshape([1, NUM_PATCHES, self.config.embed_dim]);
        PatchEmbed { projection: self.linear("patch_embed.proj"), pos_embed: Param::from_tensor(pos_embed) }
    }

    fn block(&mut self, i: usize) -> Block {
        let key = |name: &str| format!("blocks.{i}.{name}");
        let qkv = Linear { weight: self.matrix(&key("attn.qkv.weight")), bias: None };
        Block {
            norm1: self.norm(&key("norm1")),
            attn: Attention { qkv, proj: self.linear(&key("attn.proj")), num_heads: self.config.num_heads },
            norm2: self.norm(&key("norm2")),
            mlp: Mlp { fc1: self.linear(&key("mlp.fc1")), fc2: self.linear(&key("mlp.fc2")) },
        }
    }

    fn query_key(&mut self, i: usize) -> QueryKey {
        let qkv = self.last_qkv();
        // The keys' lie on top.
        let key = Linear { weight: self.matrix(&qkv), bias: None };
        let query = Linear { weight: self.matrix(&qkv), bias: None };
        QueryKey { norm: self.norm(&format!("blocks.{i}.norm1")), query, key, num_heads: self.config.num_heads }
    }

    fn norm(&mut self, key: &str) -> LayerNorm {
        let mut norm = LayerNormConfig::new(self.config.embed_dim).with_epsilon(NORM_EPSILON).init(&self.device);
        norm.gamma = Param::from_tensor(self.vector(&format!("{key}.weight")));
        norm.beta = Some(Param::from_tensor(self.vector(&format!("{key}.bias"))));
        norm
    }

    fn linear(&mut self, key: &str) -> Linear {
        let bias = Some(Param::from_tensor(self.vector(&format!("{key}.bias"))));
        Linear { weight: self.matrix(&format!("{key}.weight")), bias }
    }

    fn vector(&mut self, key: &str) -> Tensor<1> {
        self.vectors.remove(key).expect("the plan holds every tensor of the layout")
    }

    fn matrix(&mut self, key: &str) -> Param<Tensor<2>> {
        let parts = self.matrices.get_mut(key);
        Param::from_tensor(parts.and_then(Vec::pop).expect("the plan holds every tensor of the layout"))
    }
}

/// From PyTorch's `[out, in]` rows to burn's `[in, out]`, a tile at a time: a column at a time would miss the cache at
/// every step.
fn transposed(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    const TILE: usize = 16;
    let mut out = vec![0.0; values.len()];
    for top in (0..rows).step_by(TILE) {
        for left in (0..columns).step_by(TILE) {
            for row in top..rows.min(top + TILE) {
                for column in left..columns.min(left + TILE) {
                    out[column * rows + row] = values[row * columns + column];
                }
            }
        }
    }
    out
}
