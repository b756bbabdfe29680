//! Crop → tokens: cut into 8×8 patches, project each, add its place.

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::Tensor;

use super::weights::{Weights, linear};
use crate::crop::{CHANNELS, GRID_SIZE, NUM_PATCHES, PATCH_SIZE};
use crate::vit::VitConfig;

/// The reference's `Conv2d(3, D, kernel 8, stride 8)`. Kernel and stride being equal, it is one matrix product over
/// flattened patches, which spares the wasm file all convolution kernels.
#[derive(Module, Debug)]
pub struct PatchEmbed {
    /// `[3·8·8, D]`, rows in the order channel, y, x; with bias.
    pub projection: Linear,
    /// `[1, 196, D]`, learned.
    pub pos_embed: Param<Tensor<3>>,
}

impl PatchEmbed {
    /// Takes its weights.
    pub fn new<W: Weights>(config: VitConfig, weights: &W) -> Result<Self, W::Error> {
        let pos_embed = weights.vector("pos_embed")?.reshape([1, NUM_PATCHES, config.embed_dim]);
        Ok(Self { projection: linear(weights, "patch_embed.proj")?, pos_embed: Param::from_tensor(pos_embed) })
    }

    /// `[B, 3, 112, 112]` → `[B, 196, D]`, row-major, top-left patch first.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<3> {
        self.projection.forward(patches(images)) + self.pos_embed.val()
    }
}

/// `[B, 3, 112, 112]` → `[B, 196, 192]`, each patch flattened in the order channel, y, x.
pub fn patches(images: Tensor<4>) -> Tensor<3> {
    let [batch, ..] = images.dims();
    images
        .reshape([batch, CHANNELS, GRID_SIZE, PATCH_SIZE, GRID_SIZE, PATCH_SIZE])
        .permute([0, 2, 4, 1, 3, 5])
        .reshape([batch, NUM_PATCHES, CHANNELS * PATCH_SIZE * PATCH_SIZE])
}
