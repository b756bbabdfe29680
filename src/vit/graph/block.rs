//! One pre-norm transformer block.

use burn::module::Module;
use burn::nn::{LayerNorm, Linear};
use burn::tensor::Tensor;

use super::weights::{Weights, linear, norm};
use super::{attention::Attention, mlp::Mlp};
use crate::vit::VitConfig;

/// `x += attn(norm1 x); x += mlp(norm2 x)`.
#[derive(Module, Debug)]
pub struct Block {
    /// Norm before the attention.
    pub norm1: LayerNorm,
    /// Self-attention.
    pub attn: Attention,
    /// Norm before the MLP.
    pub norm2: LayerNorm,
    /// Feed-forward network.
    pub mlp: Mlp,
}

impl Block {
    /// Takes the weights under `key`.
    pub fn new<W: Weights>(config: VitConfig, weights: &W, key: &str) -> Result<Self, W::Error> {
        Ok(Self {
            norm1: norm(weights, &format!("{key}.norm1"))?,
            attn: Attention {
                qkv: Linear { weight: weights.matrix(&format!("{key}.attn.qkv.weight"))?, bias: None },
                proj: linear(weights, &format!("{key}.attn.proj"))?,
                num_heads: config.num_heads,
            },
            norm2: norm(weights, &format!("{key}.norm2"))?,
            mlp: Mlp {
                fc1: linear(weights, &format!("{key}.mlp.fc1"))?,
                fc2: linear(weights, &format!("{key}.mlp.fc2"))?,
            },
        })
    }

    /// `[B, N, D]` → `[B, N, D]`.
    pub fn forward(&self, tokens: Tensor<3>) -> Tensor<3> {
        let tokens = tokens.clone() + self.attn.forward(self.norm1.forward(tokens));
        tokens.clone() + self.mlp.forward(self.norm2.forward(tokens))
    }
}
