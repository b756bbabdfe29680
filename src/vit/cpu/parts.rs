//! Tensors on their way to the network: packed as they arrive, by key, in any order.

use std::collections::HashMap;

use super::{Block, CpuVit, Embed, Last};
use crate::kernels::{Norm, Weights};
use crate::tensor_file::{Numbers, Slot};
use crate::vit::{NORM_EPSILON, VitConfig};

/// The tensors of a network that have arrived.
#[derive(Default)]
pub struct Parts {
    vectors: HashMap<String, Vec<f32>>,
    matrices: HashMap<String, Weights>,
}

impl Parts {
    /// Takes all numbers of a tensor; it stays as it is stored.
    pub fn put_vector(&mut self, slot: &Slot, numbers: Numbers) {
        self.vectors.insert(slot.key.clone(), numbers.to_single());
    }

    /// Takes a matrix `[out, …]`, and packs it.
    pub fn put_matrix(&mut self, slot: &Slot, numbers: Numbers) {
        let weights = match numbers {
            Numbers::Single(values) => Weights::single(values, slot.shape[0]),
            Numbers::Eight { values, scales } => Weights::eight(values, scales),
        };
        self.matrices.insert(slot.key.clone(), weights);
    }

    /// The network. Every tensor of the layout has been put.
    pub fn network(mut self, config: VitConfig) -> CpuVit {
        let last = config.depth - 1;
        CpuVit {
            embed: Embed::new(&mut self),
            blocks: (0..last).map(|i| Block::new(config, &mut self, &format!("blocks.{i}"))).collect(),
            last: Last::new(config, &mut self, &format!("blocks.{last}")),
        }
    }

    pub(super) fn vector(&mut self, key: &str) -> Vec<f32> {
        self.vectors.remove(key).expect("a vector of the layout")
    }

    pub(super) fn matrix(&mut self, key: &str) -> Weights {
        self.matrices.remove(key).expect("a matrix of the layout")
    }

    /// `{key}.weight` and `{key}.bias` of a layer norm.
    pub(super) fn norm(&mut self, key: &str) -> Norm {
        let mut vector = |part: &str| self.vector(&format!("{key}.{part}"));
        Norm { gamma: vector("weight"), beta: vector("bias"), epsilon: NORM_EPSILON as f32 }
    }
}
