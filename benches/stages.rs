//! Stage by stage, natively, on the CPU: `npm run bench`.

use attn_fiqa::capture::{Subject, measure};
use attn_fiqa::decode::decode;
use attn_fiqa::device::{Arithmetic, Device};
use attn_fiqa::face::{FaceLocator, Locator, Pyramid};
use attn_fiqa::infer::infer;
use attn_fiqa::model::{Model, synthetic_model};
use attn_fiqa::vit::VitConfig;
use attn_fiqa::{FaceCrop, Landmarks, face::TEMPLATE};
use criterion::{Criterion, criterion_group, criterion_main};
use image::{Rgb, RgbImage, imageops};
use std::hint::black_box;

/// The paper's ViT-S.
const VIT_S: VitConfig = VitConfig { embed_dim: 512, depth: 12, num_heads: 8, mlp_ratio: 5 };

fn decoding(c: &mut Criterion) {
    let portrait = include_bytes!("../www/demo/samples/portrait.jpg");
    c.bench_function("decode a JPEG of 280×280", |b| b.iter(|| decode(black_box(portrait)).expect("decodes")));
}

/// The portrait in a frame of 1280×720.
fn locating(c: &mut Criterion) {
    let Ok(weights) = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/www/models/locator.safetensors")) else {
        return eprintln!("skipped: the locator's weights are not here, run `npm run locator`");
    };
    let locator = FaceLocator::from_bytes(&weights).expect("the locator");
    let portrait = decode(include_bytes!("../www/demo/samples/portrait.jpg")).expect("decodes");
    let mut frame = RgbImage::from_pixel(1280, 720, Rgb([128; 3]));
    imageops::replace(&mut frame, &imageops::resize(&portrait, 560, 560, imageops::FilterType::Triangle), 360, 80);
    c.bench_function("halve 1280×720", |b| b.iter(|| Pyramid::new(black_box(&frame))));
    let photo = Pyramid::new(&frame);
    c.bench_function("locate a face in 1280×720", |b| b.iter(|| locator.locate(black_box(&photo))));
    let face = locator.locate(&photo).swap_remove(0);
    c.bench_function("capture checks", |b| {
        b.iter(|| measure(&Subject::in_photo(&photo, &face, Some(&[]))));
    });
}

fn aligning(c: &mut Criterion) {
    let photo = RgbImage::from_fn(4000, 3000, |x, y| Rgb([x as u8, y as u8, (x ^ y) as u8]));
    for face in [112.0, 500.0, 2000.0] {
        let landmarks = Landmarks(TEMPLATE.0.map(|[x, y]| [1000.0 + x * face / 112.0, 500.0 + y * face / 112.0]));
        let transform = landmarks.transform();
        c.bench_function(&format!("align a face of {face} pixels in 12 megapixels"), |b| {
            b.iter(|| FaceCrop::warp(&Pyramid::new(black_box(&photo)), &transform));
        });
    }
}

fn inference(c: &mut Criterion) {
    let crop = [FaceCrop::from_aligned(&RgbImage::from_pixel(112, 112, Rgb([120; 3]))).expect("112×112")];
    let mut group = c.benchmark_group("one pass on the CPU");
    group.sample_size(10);
    for (name, bytes) in [
        ("the default model", include_bytes!("../www/models/default.safetensors").to_vec()),
        ("ViT-S", synthetic_model(VIT_S, 1)),
    ] {
        let model = Model::from_bytes(&bytes, &Device::Cpu(Arithmetic::default())).expect("a model");
        group.bench_function(name, |b| {
            b.iter(|| pollster::block_on(infer(&model, black_box(&crop))));
        });
    }
    group.finish();
}

criterion_group!(benches, decoding, locating, aligning, inference);
criterion_main!(benches);
