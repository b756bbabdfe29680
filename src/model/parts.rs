//! Tensors on their way to the network's modules: on the device, by key, in any order.

use std::collections::HashMap;
use std::convert::Infallible;

use burn::module::Param;
use burn::tensor::{Device, Tensor, TensorData};

use super::layout::is_matrix;
use crate::tensor_file::Slot;
use crate::vit::{Vit, VitConfig, Weights};

/// The tensors of a network that have arrived.
pub(super) struct Parts {
    config: VitConfig,
    device: Device,
    vectors: HashMap<String, Tensor<1>>,
    /// `[in, out]`, as burn multiplies.
    matrices: HashMap<String, Tensor<2>>,
}

impl Parts {
    /// Allocates nothing yet.
    pub fn new(config: VitConfig, device: &Device) -> Self {
        Self { config, device: device.clone(), vectors: HashMap::new(), matrices: HashMap::new() }
    }

    /// Puts one tensor of the layout on the device; `values` fill its shape.
    pub fn put(&mut self, slot: &Slot, values: &[f32]) {
        let Slot { key, shape } = slot;
        if !is_matrix(slot) {
            let data = TensorData::new(values.to_vec(), [values.len()]);
            self.vectors.insert(key.clone(), Tensor::from_data(data, &self.device));
            return;
        }
        // The last block keeps its queries and keys: two matrices in one tensor.
        let last_qkv = format!("blocks.{}.attn.qkv.weight", self.config.depth - 1);
        let keys =
            if *key == last_qkv { ["q", "k"].map(|part| key.replace("qkv", part)).to_vec() } else { vec![key.clone()] };
        let (rows, columns) = (shape[0] / keys.len(), slot.row_len());
        for (key, part) in keys.into_iter().zip(values.chunks_exact(rows * columns)) {
            let data = TensorData::new(transposed(part, rows, columns), [columns, rows]);
            self.matrices.insert(key, Tensor::from_data(data, &self.device));
        }
    }

    /// The network. Every tensor of the layout has been put.
    pub fn vit(self) -> Vit {
        let Ok(vit) = Vit::new(self.config, &self);
        vit
    }
}

/// Every key that the network asks for is in the layout, so the plan has seen it.
impl Weights for Parts {
    type Error = Infallible;

    fn vector(&self, key: &str) -> Result<Tensor<1>, Infallible> {
        Ok(self.vectors[key].clone())
    }

    fn matrix(&self, key: &str) -> Result<Param<Tensor<2>>, Infallible> {
        Ok(Param::from_tensor(self.matrices[key].clone()))
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
