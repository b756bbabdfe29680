//! Face image quality from the attention of a face-recognition Vision Transformer (ATTN-FIQA, arXiv 2604.22841).
//!
//! ```text
//! photo bytes | pixels ──▶ decode ──▶ face ──▶ normalize ──▶ vit ──▶ quality ──▶ calibration ──▶ Assessment
//!                          RgbImage    │        [1,3,112,112] tokens  score, map   percentile      plain data
//!                                      └──▶ capture: checks, reasons ──────────────────────────────────┘
//! ```
//!
//! One direction, no way back; each arrow is one module and can be called alone. [`Assessor`] runs them in order.
//!
//! In scope: the quality of one face for face recognition, and where in the face it comes from. Out of scope:
//! recognising, comparing or storing faces, liveness, age, and any other statement about the person.

#![warn(missing_docs)]

pub mod decode;
pub mod face;
pub mod normalize;
pub mod vit;

pub mod quality;

pub mod capture;

pub mod calibration;

pub mod edc;

pub mod assess;

#[cfg(feature = "cli")]
pub mod checkpoint;

pub mod device;
pub mod error;
mod infer;
pub mod model;
pub mod self_test;

pub mod choose;

#[cfg(target_arch = "wasm32")]
mod web;

pub use assess::{Assessment, Assessor, Crop, Request};
pub use capture::{Limits, Preset};
pub use device::{Backend, Choice};
pub use error::{Error, Result};
pub use face::{FaceCrop, FaceLocator, Landmarks};
pub use model::ModelInfo;
