//! Stage by stage, natively, on the CPU: `npm run bench`.

use attn_fiqa::decode::decode;
use attn_fiqa::device::OpenDevice;
use attn_fiqa::face::SimilarityTransform;
use attn_fiqa::model::{Model, synthetic_model};
use attn_fiqa::normalize::normalize;
use attn_fiqa::quality::patch_map;
use attn_fiqa::vit::VitConfig;
use attn_fiqa::{FaceCrop, Landmarks, face::TEMPLATE};
use criterion::{Criterion, criterion_group, criterion_main};
use image::{Rgb, RgbImage};
use std::hint::black_box;

/// The paper's ViT-S.
const VIT_S: VitConfig = VitConfig { embed_dim: 512, depth: 12, num_heads: 8, mlp_ratio: 5 };

fn decoding(c: &mut Criterion) {
    let portrait = include_bytes!("../www/demo/samples/portrait.jpg");
    c.bench_function("decode a JPEG of 280×280", |b| b.iter(|| decode(black_box(portrait)).expect("decodes")));
}

fn aligning(c: &mut Criterion) {
    let photo = RgbImage::from_fn(4000, 3000, |x, y| Rgb([x as u8, y as u8, (x ^ y) as u8]));
    for face in [112.0, 500.0, 2000.0] {
        let landmarks = Landmarks(TEMPLATE.0.map(|[x, y]| [1000.0 + x * face / 112.0, 500.0 + y * face / 112.0]));
        let transform = SimilarityTransform::estimate(&landmarks.0, &TEMPLATE.0);
        c.bench_function(&format!("align a face of {face} pixels in 12 megapixels"), |b| {
            b.iter(|| FaceCrop::warp(&Pyramid::new(black_box(&photo)), &transform));
        });
    }
}

fn inference(c: &mut Criterion) {
    let cpu = OpenDevice::cpu("benchmark");
    let crop = [FaceCrop::from_aligned(&RgbImage::from_pixel(112, 112, Rgb([120; 3]))).expect("112×112")];
    let mut group = c.benchmark_group("one pass on the CPU");
    group.sample_size(10);
    for (name, bytes) in [
        ("the default model", include_bytes!("../www/models/default.safetensors").to_vec()),
        ("ViT-S", synthetic_model(VIT_S, 1)),
    ] {
        let model = Model::from_bytes(&bytes, &cpu.device).expect("a model");
        group.bench_function(name, |b| {
            b.iter(|| {
                let images = normalize(black_box(&crop), model.info.color, &cpu.device);
                patch_map(&model.vit.last_block, model.vit.forward(images)).into_data()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, decoding, aligning, inference);
criterion_main!(benches);
