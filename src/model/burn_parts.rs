//! Tensors on their way to burn's modules.

use std::collections::HashMap;
use std::convert::Infallible;

use burn::module::Param;
use burn::tensor::{Device, Tensor, TensorData};

use super::Network;
use super::layout::is_matrix;
use crate::tensor_file::Slot;
use crate::vit::{Vit, VitConfig, Weights};

/// The tensors of a network that have arrived, on their device.
pub(super) struct BurnParts {
    device: Device,
    vectors: HashMap<String, Tensor<1>>,
    /// `[in, out]`, as burn multiplies.
    matrices: HashMap<String, Tensor<2>>,
}

impl BurnParts {
    pub fn new(device: &Device) -> Self {
        Self { device: device.clone(), vectors: HashMap::new(), matrices: HashMap::new() }
    }

    /// Puts one tensor on the device; `values` fill its shape.
    pub fn put(&mut self, slot: &Slot, values: &[f32]) {
        if is_matrix(slot) {
            return self.put_matrix(slot.key.clone(), values, slot.row_len());
        }
        let data = TensorData::new(values.to_vec(), [values.len()]);
        self.vectors.insert(slot.key.clone(), Tensor::from_data(data, &self.device));
    }

    /// Puts the last block's queries and keys: two matrices in one tensor.
    pub fn put_queries_and_keys(&mut self, slot: &Slot, values: &[f32]) {
        for (part, values) in ["q", "k"].into_iter().zip(values.chunks_exact(values.len() / 2)) {
            self.put_matrix(slot.key.replace("qkv", part), values, slot.row_len());
        }
    }

    fn put_matrix(&mut self, key: String, values: &[f32], columns: usize) {
        let rows = values.len() / columns;
        let data = TensorData::new(transposed(values, rows, columns), [columns, rows]);
        self.matrices.insert(key, Tensor::from_data(data, &self.device));
    }

    /// The network. Every tensor of the layout has been put.
    pub fn network(self, config: VitConfig) -> Network {
        let Ok(vit) = Vit::new(config, &self);
        Network::Burn(Box::new(vit), self.device)
    }
}

/// Every key that the network asks for is in the layout, so the plan has seen it.
impl Weights for BurnParts {
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
