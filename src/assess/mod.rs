//! The whole way from a photo to an [`Assessment`], on one model and one device.

mod assessment;
mod infer;

use image::RgbImage;
use web_time::Instant;

pub use assessment::{Assessment, Bounds, Check, Face, Timings};
pub(crate) use infer::infer;

use crate::calibration::{Verdict, percentile};
use crate::decode::decode;
use crate::device::{Choice, OpenDevice, open_gpu};
use crate::error::{Error, Result};
use crate::face::{FaceCrop, Landmarks, SimilarityTransform, TEMPLATE};
use crate::model::{Model, ModelInfo};
use crate::quality::quality_score;
use crate::self_test::self_test;
use crate::vit::GRID_SIZE;

/// Where the face is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Crop {
    /// Somewhere in the photo: locate it.
    #[default]
    Detect,
    /// The image is an aligned face crop already.
    Aligned,
    /// At these landmarks, in pixels of the upright photo.
    Landmarks(Landmarks),
}

/// Owns a model and its device, runs the stages in order, times them.
#[derive(Debug)]
pub struct Assessor {
    // Before its device: dropped in this order.
    model: Model,
    device: OpenDevice,
}

impl Assessor {
    /// Opens a device and loads a model file onto it.
    ///
    /// [`Choice::Auto`] takes a GPU that is hardware and passes the [self test](crate::self_test), else the CPU;
    /// [`Choice::Webgpu`] takes any GPU adapter that passes it.
    ///
    /// # Errors
    /// [`Error::ModelFormat`], or [`Error::Backend`] where the GPU was asked for by name and cannot be had.
    pub async fn load(model: &[u8], choice: Choice) -> Result<Self> {
        let device = match choice {
            Choice::Cpu => OpenDevice::cpu("asked for"),
            Choice::Webgpu => open_tested_gpu(true).await?,
            Choice::Auto => match open_tested_gpu(false).await {
                Ok(device) => device,
                Err(error) => OpenDevice::cpu(error.to_string()),
            },
        };
        Ok(Self { model: Model::from_bytes(model, &device.device)?, device })
    }

    /// What the model file states.
    pub fn model(&self) -> &ModelInfo {
        &self.model.info
    }

    /// What the network runs on, and why.
    pub fn device(&self) -> &OpenDevice {
        &self.device
    }

    /// Assesses an encoded image.
    ///
    /// # Errors
    /// Those of [`decode`] and of [`Self::assess`].
    pub async fn assess_bytes(&self, bytes: &[u8], crop: Crop) -> Result<Assessment> {
        let start = Instant::now();
        let photo = decode(bytes)?;
        let decoded = milliseconds(start);
        let mut assessment = self.assess(&photo, crop).await?;
        assessment.timings.decode = decoded;
        assessment.timings.total += decoded;
        Ok(assessment)
    }

    /// Assesses an upright photo.
    ///
    /// # Errors
    /// [`Error::NoFace`], [`Error::UnsupportedInput`] for landmarks or crops that cannot be, [`Error::DeviceLost`] or
    /// [`Error::Backend`] if the device gives no trustworthy numbers.
    pub async fn assess(&self, photo: &RgbImage, crop: Crop) -> Result<Assessment> {
        let start = Instant::now();
        let (crop, face) = cut_out(photo, crop)?;
        let align = milliseconds(start);
        let inference = Instant::now();
        let maps = infer(&self.model, &self.device, &[crop]).await?;
        let infer = milliseconds(inference);
        let patch_map = maps.into_iter().next().expect("one map for one crop");
        let score = quality_score(&patch_map);
        let percentile = self.model.info.quantiles.as_ref().map(|quantiles| percentile(score, quantiles));
        Ok(Assessment {
            score,
            percentile,
            verdict: percentile.map(Verdict::of),
            patch_map,
            grid_size: GRID_SIZE,
            map_range: self.model.info.map_range,
            face,
            checks: Vec::new(),
            reasons: Vec::new(),
            backend: self.device.backend,
            timings: Timings { align, infer, total: milliseconds(start), ..Timings::default() },
        })
    }
}

async fn open_tested_gpu(allow_software: bool) -> Result<OpenDevice> {
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

fn cut_out(photo: &RgbImage, crop: Crop) -> Result<(FaceCrop, Option<Face>)> {
    match crop {
        Crop::Detect => Err(Error::NoFace),
        Crop::Aligned => Ok((FaceCrop::from_aligned(photo)?, None)),
        Crop::Landmarks(landmarks) => {
            landmarks.validate(photo.width(), photo.height())?;
            let transform = SimilarityTransform::estimate(&landmarks, &TEMPLATE);
            let face = Face { bounds: Bounds::of_crop(&transform), landmarks, confidence: 1.0, transform, count: 1 };
            Ok((FaceCrop::warp(photo, &transform), Some(face)))
        }
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
