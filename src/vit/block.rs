//! One pre-norm transformer block.

use burn::module::Module;
use burn::nn::LayerNorm;
use burn::tensor::Tensor;

use super::{attention::Attention, mlp::Mlp};

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
    /// `[B, N, D]` → `[B, N, D]`.
    pub fn forward(&self, tokens: Tensor<3>) -> Tensor<3> {
        let tokens = tokens.clone() + self.attn.forward(self.norm1.forward(tokens));
        tokens.clone() + self.mlp.forward(self.norm2.forward(tokens))
    }
}
