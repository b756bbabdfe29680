//! The feed-forward half of a block.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::{Tensor, activation::relu6};

/// `fc2(ReLU6(fc1(x)))`. ReLU6 rather than GELU: InsightFace's ViT is built so.
#[derive(Module, Debug)]
pub struct Mlp {
    /// `[D, mlp_ratio·D]`, with bias.
    pub fc1: Linear,
    /// `[mlp_ratio·D, D]`, with bias.
    pub fc2: Linear,
}

impl Mlp {
    /// `[B, N, D]` → `[B, N, D]`.
    pub fn forward(&self, tokens: Tensor<3>) -> Tensor<3> {
        self.fc2.forward(relu6(self.fc1.forward(tokens)))
    }
}
