//! Tensors on their way to the network: packed as they arrive, by key, in any order.

use std::collections::HashMap;

use super::{Alone, Block, CpuVit, Embed, Last};
use crate::kernels::{Arithmetic, Norm, Weights};
use crate::tensor_file::{Numbers, Slot};
use crate::vit::{NORM_EPSILON, VitConfig};

/// The tensors of a network that have arrived.
pub struct Parts {
    arithmetic: Arithmetic,
    vectors: HashMap<String, Vec<f32>>,
    matrices: HashMap<String, Weights>,
}

impl Parts {
    /// None yet.
    pub fn new(arithmetic: Arithmetic) -> Self {
        Self { arithmetic, vectors: HashMap::new(), matrices: HashMap::new() }
    }

    /// Takes all numbers of a tensor; it stays as it is stored.
    pub fn put_vector(&mut self, slot: &Slot, numbers: Numbers) {
        self.vectors.insert(slot.key.clone(), numbers.to_single());
    }

    /// Takes a matrix `[out, …]`, and packs it.
    pub fn put_matrix(&mut self, slot: &Slot, numbers: Numbers) {
        let weights = match (numbers, self.arithmetic) {
            (Numbers::Single(values), Arithmetic::Integer) => Weights::rounded(values, slot.shape[0]),
            (Numbers::Single(values), Arithmetic::Single) => Weights::single(values, slot.shape[0]),
            (Numbers::Eight { values, scales }, Arithmetic::Integer) => Weights::integer(values, scales),
            (Numbers::Eight { values, scales }, Arithmetic::Single) => Weights::eight(values, scales),
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
            team: Box::new(Alone),
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
