//! What several test files need.

#[cfg(feature = "cli")]
pub mod command;
pub mod pictures;

use std::path::{Path, PathBuf};

use attn_fiqa::device::OpenDevice;
use attn_fiqa::model::{Model, Noise, synthetic_model};
use attn_fiqa::vit::VitConfig;
use attn_fiqa::{FaceCrop, FaceLocator, normalize::normalize, quality};
use burn::tensor::Tensor;
use image::RgbImage;
use serde::Deserialize;

/// A small network with several heads and blocks.
pub const SMALL: VitConfig = VitConfig { embed_dim: 48, depth: 3, num_heads: 4, mlp_ratio: 2 };

pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

pub fn cpu() -> OpenDevice {
    OpenDevice::cpu("test")
}

pub fn small_model(seed: u32) -> Model {
    Model::from_bytes(&synthetic_model(SMALL, seed), &cpu().device).expect("a synthetic model is a good one")
}

/// A face crop of noise.
pub fn noise_crop(seed: u32) -> FaceCrop {
    let mut noise = Noise(seed);
    FaceCrop::from_aligned(&RgbImage::from_fn(112, 112, |_, _| {
        image::Rgb([(); 3].map(|()| (noise.bits() >> 16) as u8))
    }))
    .expect("112×112")
}

pub fn open_crop(path: &Path) -> FaceCrop {
    FaceCrop::from_aligned(&image::open(path).expect("a fixture").into_rgb8()).expect("112×112")
}

/// Normed tokens before the last attention, `[B, 196, D]`.
pub fn tokens(model: &Model, crops: &[FaceCrop]) -> Tensor<3> {
    model.vit.forward(normalize(crops, model.info.color, &cpu().device))
}

/// The patch maps of some crops, one after the other.
pub fn patch_maps(model: &Model, crops: &[FaceCrop]) -> Vec<f32> {
    values(quality::patch_map(&model.vit.last_block, tokens(model, crops)))
}

pub fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("single precision")
}

pub fn max_difference(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| f64::from(a - b).abs()).fold(0.0, f64::max)
}

pub fn read_json<T: for<'de> Deserialize<'de>>(path: &str) -> T {
    serde_json::from_slice(&std::fs::read(fixture(path)).expect("a fixture")).expect("the form of the fixture")
}

/// The locator's file, which the build makes.
pub fn locator_bytes() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/models/locator.safetensors");
    std::fs::read(path).expect("the locator's weights: run `npm run locator` first")
}

pub fn locator() -> FaceLocator {
    FaceLocator::from_bytes(&locator_bytes()).expect("the locator")
}
