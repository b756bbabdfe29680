//! Goldens: the reference implementation's double-precision results, on every device.

use attn_fiqa::crop::Color;
use attn_fiqa::device::{Arithmetic, Device, OpenDevice, open_gpu};
use attn_fiqa::model::Model;
use attn_fiqa::quality::quality_score;
use attn_fiqa::self_test::self_test;
use serde::Deserialize;

use crate::common::{DEFAULT_MODEL, flex, max_difference, open_crop, patch_maps, read, read_json};

/// Accepted difference of the score from double precision; the bound is the method's requirement.
const SCORE: f64 = 1e-5;
/// Accepted difference of any patch: one value, not a mean of 196, so ten times as much.
const PATCH: f64 = 1e-4;

#[derive(Deserialize)]
struct Oracle {
    file: String,
    score_rgb: f64,
    heatmap_rgb: Vec<f64>,
    score_bgr: f64,
    heatmap_bgr: Vec<f64>,
}

#[derive(Deserialize)]
struct Render {
    file: String,
    score: f64,
    patch_map: Vec<f64>,
}

#[test]
fn cpu_agrees_with_the_reference() {
    oracle(&Device::Cpu(Arithmetic::Single));
    renders(&Device::Cpu(Arithmetic::Single));
}

#[test]
fn the_definition_agrees_with_the_reference() {
    oracle(&Device::Burn(flex()));
    renders(&Device::Burn(flex()));
}

#[test]
#[cfg_attr(not(feature = "gpu"), ignore = "needs --features gpu")]
fn gpu_agrees_with_the_reference() {
    let gpu = pollster::block_on(open_gpu(true)).expect("a GPU; Mesa's software one will do: mesa-vulkan-drivers");
    oracle(&gpu.device);
    renders(&gpu.device);
    let test = pollster::block_on(self_test(&gpu)).expect("the GPU answers");
    assert!(test.passed, "{test:?}");
}

#[test]
fn cpu_passes_the_self_test() {
    for arithmetic in [Arithmetic::Single, Arithmetic::Integer] {
        let test = pollster::block_on(self_test(&OpenDevice::cpu_by(arithmetic, "test"))).expect("the CPU answers");
        assert!(test.passed, "{arithmetic:?}: {test:?}");
        assert!(test.max_error > 0.0, "single precision is not double precision: was anything compared?");
    }
}

/// The tiny random checkpoint, in both channel orders.
fn oracle(device: &Device) {
    let mut model = Model::from_bytes(&read("oracle/model.safetensors"), device).expect("a model");
    let expected: Vec<Oracle> = read_json("oracle/expected.json");
    assert_eq!(expected.len(), 4);
    for case in expected {
        let file = format!("oracle/{}", case.file);
        model.info.color = Color::Rgb;
        compare(&model, &file, case.score_rgb, &case.heatmap_rgb);
        model.info.color = Color::Bgr;
        compare(&model, &file, case.score_bgr, &case.heatmap_bgr);
    }
}

/// The shipped model on rendered faces.
fn renders(device: &Device) {
    let model = Model::from_bytes(DEFAULT_MODEL, device).expect("the shipped model");
    let expected: Vec<Render> = read_json("renders/expected.json");
    assert_eq!(expected.len(), 12);
    for case in expected {
        compare(&model, &format!("renders/{}", case.file), case.score, &case.patch_map);
    }
}

fn compare(model: &Model, file: &str, score: f64, map: &[f64]) {
    let found = patch_maps(model, &[open_crop(file)]);
    let worst = max_difference(&found, map);
    assert!(worst < PATCH, "{file}: a patch is off by {worst:.1e}");
    let off = (quality_score(&found) - score).abs();
    assert!(off < SCORE, "{file}: the score is off by {off:.1e}");
}
