//! A pass on the GPU: this crate's kernels beside the network in burn's tensors.
//!
//! `cargo bench --features gpu --bench gpu [FILE.safetensors ...]`; the default model and a ViT-S of random weights if none is given.

use std::fs;
use std::time::Instant;

use attn_fiqa::device::open_gpu;
use attn_fiqa::infer::infer;
use attn_fiqa::model::{Model, Network, Precision, synthetic_model_in};
use attn_fiqa::normalize::normalize;
use attn_fiqa::quality::patch_map;
use attn_fiqa::self_test::{noise_crop, self_test};
use attn_fiqa::vit::VitConfig;

const DEFAULT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www/models/default.safetensors");
/// InsightFace's `vit_s`.
const VIT_S: VitConfig = VitConfig { embed_dim: 512, depth: 12, num_heads: 8, mlp_ratio: 5 };
/// Seeds of weights and noise: any.
const SEED: u32 = 7;
const PASSES: usize = 30;

fn main() {
    pollster::block_on(async {
        let gpu = open_gpu(true).await.expect("a GPU");
        let test = self_test(&gpu).await.expect("the GPU answers");
        println!("{}: self-test off by {:.1e}", gpu.reason, test.max_error);
        let files: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
        for file in if files.is_empty() { vec![DEFAULT.to_owned()] } else { files.clone() } {
            measure(&file, &fs::read(&file).expect("a model file"), &gpu.device).await;
        }
        if files.is_empty() {
            measure("ViT-S, random weights", &synthetic_model_in(VIT_S, SEED, Precision::F32), &gpu.device).await;
        }
    });
}

async fn measure(name: &str, file: &[u8], device: &attn_fiqa::device::Device) {
    let model = Model::from_bytes(file, device).expect("a model");
    let Network::Burn(vit, burn_device) = &model.network else { unreachable!("it was put on the GPU") };
    println!("{name}, {:.2} GFLOP", 2e-9 * model.info.config.multiply_adds());
    let crop = [noise_crop(SEED)];
    let kernels = async || infer(&model, &crop).await.expect("a map").concat();
    let graph = async || {
        let images = normalize(&crop, model.info.color, burn_device);
        let map = patch_map(&vit.last_block, vit.forward(images)).into_data_async().await.expect("a map");
        map.try_to_vec::<f32>().expect("floats")
    };
    let ours = report("  kernels", &model, kernels).await;
    let theirs = report("  burn's tensors", &model, graph).await;
    let furthest = ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    println!("  their maps differ by {furthest:.1e} at most");
}

/// Times the first pass, which makes the pipelines, and the others; what the last one gave.
async fn report(what: &str, model: &Model, pass: impl AsyncFn() -> Vec<f32>) -> Vec<f32> {
    let (mut seconds, mut map) = (Vec::new(), vec![]);
    for _ in 0..=PASSES {
        let start = Instant::now();
        map = pass().await;
        seconds.push(start.elapsed().as_secs_f64());
    }
    let first = seconds.remove(0);
    seconds.sort_by(f64::total_cmp);
    let [median, low, high] = [PASSES / 2, PASSES / 10, PASSES * 9 / 10].map(|at| seconds[at]);
    println!(
        "{what}: first pass {:.0} ms, then {:.2} ms ({:.2} to {:.2}), {:.0} GFLOP/s",
        1e3 * first,
        1e3 * median,
        1e3 * low,
        1e3 * high,
        2e-9 * model.info.config.multiply_adds() / median
    );
    map
}
