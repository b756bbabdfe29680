//! Face image quality from the attention of a face-recognition Vision Transformer (ATTN-FIQA, arXiv 2604.22841).
//!
//! ```text
//! photo bytes | pixels ──▶ decode ──▶ face ──▶ normalize ──▶ vit ──▶ quality ──▶ calibration ──▶ Assessment
//!                          RgbImage    │        [1,3,112,112] tokens  score, map   percentile      plain data
//!                                      └──▶ capture: checks, reasons ──────────────────────────────────┘
//! ```
//!
//! One direction, no way back; each arrow is one module and can be called alone. [`Assessor`] runs them in order:
//!
//! ```
//! use attn_fiqa::{Assessor, Choice, Crop, model::synthetic_model, self_test::CONFIG};
//!
//! let model = synthetic_model(CONFIG, 1); // random weights; yours: std::fs::read("model.safetensors")?
//! let assessor = pollster::block_on(Assessor::load(&model, Choice::Cpu))?;
//! let crop = image::RgbImage::from_fn(112, 112, |x, y| image::Rgb([x as u8, y as u8, 90]));
//! let assessment = pollster::block_on(assessor.assess(&crop, &Crop::Aligned.into()))?;
//! let mean = assessment.patch_map.iter().sum::<f32>() / 196.0;
//! assert!((assessment.score - f64::from(mean)).abs() < 1e-6);
//! # Ok::<(), attn_fiqa::Error>(())
//! ```
//!
//! In scope: the quality of one face for face recognition, and where in the face it comes from. Out of scope:
//! recognising, comparing or storing faces, liveness, age, and any other statement about the person.

#![warn(missing_docs)]

// Each group is a floor: it uses floors above it in this list only, which `tests/integration/floors.rs` checks.
pub mod crop;
pub mod error;
pub mod kernels;

pub mod decode;
mod tensor_file;

pub mod face;

pub mod normalize;
pub mod vit;

pub mod quality;

pub mod calibration;
pub mod capture;

pub mod device;

pub mod model;

pub mod infer;

pub mod self_test;

pub mod choose;

pub mod assess;

#[cfg(feature = "cli")]
pub mod checkpoint;
pub mod edc;

#[cfg(target_arch = "wasm32")]
mod web;

pub use assess::{Assessment, Assessor, Crop, Request};
pub use capture::{Limits, Preset};
pub use device::{Backend, Choice};
pub use error::{Error, Result};
pub use face::{FaceCrop, FaceLocator, Landmarks};
pub use model::ModelInfo;
