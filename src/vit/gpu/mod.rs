//! The network on a GPU: [`Vit`]'s blocks in seven kernels each, where burn's tensors take more than fifty, and a pass on a GPU is
//! mostly what its kernels wait for each other. The [graph](super::graph) is what it must equal, and what runs sizes that these
//! kernels cannot.

mod kernels;

use burn::backend::{Dispatch, DispatchDevice, DispatchTensor};
use burn::nn::{LayerNorm, Linear};
use burn::tensor::{Device, Tensor};

use super::graph::{Block, PatchEmbed, Vit, patches};
use kernels::{Kernels, VECTOR};

#[cfg(test)]
pub use kernels::refused;

/// Largest width of a head whose queries fit a workgroup's memory (16,384 bytes in WebGPU) beside their scores.
const WIDEST_HEAD: usize = 256;

/// Normalised crops `[B, 3, 112, 112]` → the last block's normed input tokens `[B, 196, D]`, as [`Vit::forward`].
pub fn forward(vit: &Vit, images: Tensor<4>) -> Tensor<3> {
    if !fits(vit, &images.device()) {
        return vit.forward(images);
    }
    let tokens = vit.blocks.iter().fold(embed(&vit.patch_embed, images), |tokens, part| block(part, tokens));
    norm(&vit.last_block.norm, tokens)
}

/// Whether rows are whole vectors, and the device is one that burn drives by shaders.
fn fits(vit: &Vit, device: &Device) -> bool {
    let [width, _] = vit.last_block.query.weight.dims();
    let head = width / vit.last_block.num_heads;
    head.is_multiple_of(VECTOR) && head <= WIDEST_HEAD && matches!(device.as_dispatch(), DispatchDevice::Cube(_))
}

fn embed(embed: &PatchEmbed, images: Tensor<4>) -> Tensor<3> {
    onto(embed.pos_embed.val(), patches(images), &embed.projection)
}

fn block(block: &Block, tokens: Tensor<3>) -> Tensor<3> {
    let normed = norm(&block.norm1, tokens.clone()).into_dispatch();
    let qkv = <Dispatch as Kernels>::product(normed, block.attn.qkv.weight.val().into_dispatch());
    let mixed = <Dispatch as Kernels>::attention(qkv, block.attn.num_heads);
    let tokens = onto(tokens, Tensor::from_dispatch(mixed), &block.attn.proj);
    let normed = norm(&block.norm2, tokens.clone()).into_dispatch();
    let [weights, bias] = parts(&block.mlp.fc1);
    let hidden = <Dispatch as Kernels>::product_relu6(normed, weights, bias);
    onto(tokens, Tensor::from_dispatch(hidden), &block.mlp.fc2)
}

fn norm(norm: &LayerNorm, tokens: Tensor<3>) -> Tensor<3> {
    let beta = norm.beta.as_ref().expect("norms of this network have one");
    let [gamma, beta] = [&norm.gamma, beta].map(|part| part.val().into_dispatch());
    Tensor::from_dispatch(<Dispatch as Kernels>::norm(tokens.into_dispatch(), gamma, beta))
}

/// What a layer makes of tokens, added to a residual.
fn onto(residual: Tensor<3>, tokens: Tensor<3>, layer: &Linear) -> Tensor<3> {
    let [weights, bias] = parts(layer);
    let out = <Dispatch as Kernels>::product_onto(tokens.into_dispatch(), weights, bias, residual.into_dispatch());
    Tensor::from_dispatch(out)
}

/// Weights and bias.
fn parts(layer: &Linear) -> [DispatchTensor; 2] {
    let bias = layer.bias.as_ref().expect("all layers but queries, keys and values have one");
    [layer.weight.val().into_dispatch(), bias.val().into_dispatch()]
}
