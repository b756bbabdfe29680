//! Known inputs through a device: proves that it computes the right numbers before anyone trusts it.
//!
//! A tiny network from a formula scores a noise image; the expected patch map comes from an independent implementation
//! in double precision (`tests/reference/synthetic.py`, explicit N×N form).

mod expected;

use image::RgbImage;
use serde::Serialize;

use crate::crop::CROP_SIZE;
use crate::device::{Arithmetic, Device, OpenDevice, open_gpu};
use crate::error::{Error, Result};
use crate::face::FaceCrop;
use crate::infer::infer;
use crate::model::{Model, Noise, Precision, synthetic_model_in};
use crate::quality::quality_score;
use crate::vit::VitConfig;
use expected::{PATCH_MAP, PATCH_MAP_IN_EIGHT_BITS};

/// The network under test: two heads and one full block, so that every kernel of a larger one runs.
pub const CONFIG: VitConfig = VitConfig { embed_dim: 32, depth: 2, num_heads: 2, mlp_ratio: 2 };
/// Seed of its weights.
pub const MODEL_SEED: u32 = 1;
/// Seed of the noise image.
pub const IMAGE_SEED: u32 = 2;
/// Largest difference accepted in any patch, and ten times that accepted in the score. Single precision leaves about
/// 1e-6 here; a wrong kernel, half precision or a lost device is off by 1e-3 and more.
pub const TOLERANCE: f64 = 1e-4;

/// How far a device is from the right numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfTest {
    /// Whether every number is within the tolerance.
    pub passed: bool,
    /// Largest absolute difference in any patch of the map.
    pub max_error: f64,
    /// What is accepted.
    pub tolerance: f64,
}

/// Runs the known network on a device.
///
/// # Errors
/// [`Error::DeviceLost`] if the device goes away meanwhile.
pub async fn self_test(device: &OpenDevice) -> Result<SelfTest> {
    // Integers multiply weights of eight bits.
    let (precision, expected) = match device.device {
        Device::Cpu(Arithmetic::Integer) => (Precision::Int8, PATCH_MAP_IN_EIGHT_BITS),
        _ => (Precision::F32, PATCH_MAP),
    };
    let model = Model::from_bytes(&synthetic_model_in(CONFIG, MODEL_SEED, precision), &device.device)?;
    let maps = infer(&model, &[noise_crop(IMAGE_SEED)]).await?;
    let differences = maps[0].iter().zip(expected).map(|(&found, expected)| (f64::from(found) - expected).abs());
    let max_error = differences.fold(0.0, f64::max);
    let score_error = (quality_score(&maps[0]) - expected.iter().sum::<f64>() / expected.len() as f64).abs();
    let passed = max_error <= TOLERANCE && score_error <= TOLERANCE / 10.0;
    Ok(SelfTest { passed, max_error, tolerance: TOLERANCE })
}

/// Opens a GPU that computes right.
///
/// # Errors
/// [`Error::Backend`] where none is available, or only a software one and `allow_software` is false, or where it
/// computes wrong numbers.
pub async fn open_tested_gpu(allow_software: bool) -> Result<OpenDevice> {
    let device = open_gpu(allow_software).await?;
    let test = self_test(&device).await?;
    if test.passed {
        return Ok(device);
    }
    Err(Error::Backend(format!(
        "the GPU ({}) computes wrong numbers (off by {:.1e}, at most {:.0e} is accepted): use the CPU",
        device.reason, test.max_error, test.tolerance
    )))
}

/// A face crop of noise.
pub fn noise_crop(seed: u32) -> FaceCrop {
    let (mut noise, side) = (Noise(seed), CROP_SIZE as u32);
    let image = RgbImage::from_fn(side, side, |_, _| image::Rgb([(); 3].map(|()| (noise.bits() >> 16) as u8)));
    FaceCrop::from_aligned(&image).expect("112×112")
}
