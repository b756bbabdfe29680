//! Training passes a second through burn's autodiff on the CPU: the network of pytorch/cpu.json, forwards and backwards.
//! pytorch/speed.py measures the same in PyTorch; the result decided which of them trains the default model.
//!
//! `cargo bench -p attn-fiqa-training --features autodiff`

use std::time::Instant;

use attn_fiqa::crop::{CHANNELS, CROP_SIZE, NUM_PATCHES};
use attn_fiqa::model::{Model, synthetic_model};
use attn_fiqa::vit::{Vit, VitConfig};
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Distribution, Tensor};

/// As in pytorch/cpu.json: five full blocks, so the cut one, which is not run here, is the sixth.
const CONFIG: VitConfig = VitConfig { embed_dim: 128, depth: 6, num_heads: 4, mlp_ratio: 4 };
const EMBEDDING: usize = 256;
const BATCH: usize = 96;
/// Passes measured, after one to warm up.
const PASSES: usize = 5;

fn main() {
    let device = Device::flex().autodiff();
    let network = Network::new(&device);
    let images = Tensor::random([BATCH, CHANNELS, CROP_SIZE, CROP_SIZE], Distribution::Default, &device);
    let pass = || {
        let loss = network.forward(images.clone()).powi_scalar(2).mean();
        let gradients = loss.backward();
        let first = network.vit.patch_embed.projection.weight.val().grad(&gradients);
        first.expect("the first layer takes part").sum().into_scalar::<f32>()
    };
    pass();
    let started = Instant::now();
    (0..PASSES).for_each(|_| assert!(pass().is_finite()));
    let speed = (PASSES * BATCH) as f64 / started.elapsed().as_secs_f64();
    println!("burn, autodiff on the CPU (flex), single precision: {speed:.0} images/s");
}

struct Network {
    vit: Vit,
    head: Linear,
}

impl Network {
    fn new(device: &Device) -> Self {
        let vit = Model::from_bytes(&synthetic_model(CONFIG, 1), device).expect("a good model").vit;
        Self { vit, head: LinearConfig::new(NUM_PATCHES * CONFIG.embed_dim, EMBEDDING).with_bias(false).init(device) }
    }

    fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let tokens = self.vit.patch_embed.forward(images);
        let tokens = self.vit.blocks.iter().fold(tokens, |tokens, block| block.forward(tokens));
        self.head.forward(tokens.reshape([BATCH, NUM_PATCHES * CONFIG.embed_dim]))
    }
}
