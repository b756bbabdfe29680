//! Training passes a second through burn's autodiff on the CPU: the network of pytorch/cpu.json, forwards and backwards.
//! pytorch/speed.py measures the same in PyTorch; the result decided which of them trains the default model.
//!
//! `cargo bench -p attn-fiqa-training --features autodiff`

use std::time::Instant;

use attn_fiqa::vit::{Attention, Block, CHANNELS, IMAGE_SIZE, Mlp, NUM_PATCHES, PATCH_SIZE, PatchEmbed};
use burn::module::Param;
use burn::nn::{LayerNormConfig, Linear, LinearConfig};
use burn::tensor::{Device, Distribution, Tensor};

/// As in pytorch/cpu.json.
const EMBED_DIM: usize = 128;
const DEPTH: usize = 5;
const NUM_HEADS: usize = 4;
const MLP_RATIO: usize = 4;
const EMBEDDING: usize = 256;
const BATCH: usize = 96;
/// Passes measured, after one to warm up.
const PASSES: usize = 5;

fn main() {
    let device = Device::flex().autodiff();
    let network = Network::new(&device);
    let images = Tensor::random([BATCH, CHANNELS, IMAGE_SIZE, IMAGE_SIZE], Distribution::Default, &device);
    let pass = || {
        let loss = network.forward(images.clone()).powi_scalar(2).mean();
        let gradients = loss.backward();
        let first = network.patch_embed.projection.weight.val().grad(&gradients);
        first.expect("the first layer takes part").sum().into_scalar::<f32>()
    };
    pass();
    let started = Instant::now();
    (0..PASSES).for_each(|_| assert!(pass().is_finite()));
    let speed = (PASSES * BATCH) as f64 / started.elapsed().as_secs_f64();
    println!("burn, autodiff on the CPU (flex), single precision: {speed:.0} images/s");
}

struct Network {
    patch_embed: PatchEmbed,
    blocks: Vec<Block>,
    head: Linear,
}

impl Network {
    fn new(device: &Device) -> Self {
        let linear = |input, output, bias| LinearConfig::new(input, output).with_bias(bias).init(device);
        let norm = || LayerNormConfig::new(EMBED_DIM).init(device);
        let block = || Block {
            norm1: norm(),
            attn: Attention {
                qkv: linear(EMBED_DIM, 3 * EMBED_DIM, false),
                proj: linear(EMBED_DIM, EMBED_DIM, true),
                num_heads: NUM_HEADS,
            },
            norm2: norm(),
            mlp: Mlp {
                fc1: linear(EMBED_DIM, MLP_RATIO * EMBED_DIM, true),
                fc2: linear(MLP_RATIO * EMBED_DIM, EMBED_DIM, true),
            },
        };
        let pos_embed = Tensor::random([1, NUM_PATCHES, EMBED_DIM], Distribution::Normal(0.0, 0.02), device);
        Self {
            patch_embed: PatchEmbed {
                projection: linear(CHANNELS * PATCH_SIZE * PATCH_SIZE, EMBED_DIM, true),
                pos_embed: Param::from_tensor(pos_embed),
            },
            blocks: (0..DEPTH).map(|_| block()).collect(),
            head: linear(NUM_PATCHES * EMBED_DIM, EMBEDDING, false),
        }
    }

    fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let tokens = self.patch_embed.forward(images);
        let tokens = self.blocks.iter().fold(tokens, |tokens, block| block.forward(tokens));
        self.head.forward(tokens.reshape([BATCH, NUM_PATCHES * EMBED_DIM]))
    }
}
