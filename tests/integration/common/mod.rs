//! What several modules need: the fixtures, the models, and how a refusal is checked.

#[cfg(feature = "cli")]
pub mod command;
pub mod pictures;

use std::path::{Path, PathBuf};

use attn_fiqa::crop::Color;
use attn_fiqa::device::{Arithmetic, Device, OpenDevice};
use attn_fiqa::face::{Contour, Locator, Pyramid};
use attn_fiqa::infer::infer;
use attn_fiqa::model::{Model, Network, synthetic_model};
pub use attn_fiqa::self_test::noise_crop;
use attn_fiqa::vit::{Vit, VitConfig};
use attn_fiqa::{Assessor, Choice, FaceCrop, FaceLocator, Landmarks, Result, decode::decode, normalize::normalize};
use burn::tensor::Tensor;
use image::RgbImage;
use serde::Deserialize;

/// The shipped model.
pub const DEFAULT_MODEL: &[u8] = include_bytes!("../../../www/models/default.safetensors");
/// A photo of one face.
pub const PORTRAIT: &[u8] = include_bytes!("../../../www/demo/samples/portrait.jpg");
/// A small network with several heads and blocks.
pub const SMALL: VitConfig = VitConfig { embed_dim: 48, depth: 3, num_heads: 4, mlp_ratio: 2 };

/// A rendered photo, and what is known of the face in it.
#[derive(Deserialize)]
pub struct Render {
    pub file: String,
    pub landmarks: Landmarks,
    pub eye_distance: f64,
    pub yaw: f64,
    pub pitch: f64,
    pub roll: f64,
}

impl Render {
    pub fn photo(&self) -> RgbImage {
        open(&format!("faces/{}", self.file))
    }
}

/// The 72 photos of `tests/fixtures/faces`.
pub fn renders() -> Vec<Render> {
    read_json("faces/truth.json")
}

pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

/// A fixture's bytes.
pub fn read(path: &str) -> Vec<u8> {
    std::fs::read(fixture(path)).expect("a fixture")
}

pub fn read_json<T: for<'de> Deserialize<'de>>(path: &str) -> T {
    serde_json::from_slice(&read(path)).expect("the form of the fixture")
}

/// A fixture's picture.
pub fn open(path: &str) -> RgbImage {
    image::open(fixture(path)).expect("a fixture").into_rgb8()
}

pub fn open_crop(path: &str) -> FaceCrop {
    FaceCrop::from_aligned(&open(path)).expect("112×112")
}

pub fn portrait() -> RgbImage {
    decode(PORTRAIT).expect("the portrait")
}

pub fn cpu() -> OpenDevice {
    OpenDevice::cpu("test")
}

/// An assessor on the CPU, without a locator.
pub fn load(model: &[u8]) -> Assessor {
    pollster::block_on(Assessor::load(model, Choice::Cpu)).expect("a good model")
}

/// burn's own CPU backend: the network by its definition.
pub fn flex() -> burn::tensor::Device {
    burn::tensor::Device::flex()
}

/// A model of random weights, by this crate's kernels.
pub fn small_model(seed: u32) -> Model {
    Model::from_bytes(&synthetic_model(SMALL, seed), &Device::Cpu(Arithmetic::default()))
        .expect("a synthetic model is a good one")
}

/// The same by its definition.
pub fn small_vit(seed: u32) -> Vit {
    defined(&synthetic_model(SMALL, seed))
}

/// A model file's network by its definition.
pub fn defined(file: &[u8]) -> Vit {
    match Model::from_bytes(file, &Device::Burn(flex())).expect("a good model").network {
        Network::Burn(vit, _) => *vit,
        Network::Cpu(_) => panic!("it was to be put on burn's device"),
    }
}

/// Normed tokens before the last attention, `[B, 196, D]`.
pub fn tokens(vit: &Vit, crops: &[FaceCrop]) -> Tensor<3> {
    vit.forward(normalize(crops, Color::Rgb, &flex()))
}

/// The patch maps of some crops, one after the other.
pub fn patch_maps(model: &Model, crops: &[FaceCrop]) -> Vec<f32> {
    pollster::block_on(infer(model, crops)).expect("finite numbers").concat()
}

pub fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("single precision")
}

pub fn max_difference<T: Copy + Into<f64>>(a: &[f32], b: &[T]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(&a, &b)| (f64::from(a) - b.into()).abs()).fold(0.0, f64::max)
}

/// The locator's file, which the build makes.
pub fn locator_bytes() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/models/locator.safetensors");
    std::fs::read(path).expect("the locator's weights: run `npm run locator` first")
}

pub fn locator() -> FaceLocator {
    FaceLocator::from_bytes(&locator_bytes()).expect("the locator")
}

/// The 68 points of the only face.
pub fn contour(locator: &FaceLocator, photo: &RgbImage) -> Contour {
    locator.locate(&Pyramid::new(photo)).swap_remove(0).contour.expect("68 points")
}

/// Refused with this code, and with a message that names what is wrong.
#[track_caller]
pub fn assert_refused<T>(result: Result<T>, code: &str, names: &str) {
    let error = result.err().unwrap_or_else(|| panic!("{names}: accepted"));
    assert_eq!(error.code(), code, "{error}");
    assert!(error.to_string().contains(names), "{error:?} does not name {names:?}");
}
