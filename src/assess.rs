//! The whole way from a photo to an [`Assessment`], on one model and one device.

use std::sync::atomic::{AtomicU32, Ordering};

use burn::tensor::{Tensor, TensorData};
use image::RgbImage;
use serde::Serialize;
use web_time::Instant;

use crate::calibration::{Verdict, percentile};
use crate::decode::decode;
use crate::device::{Backend, Choice, OpenDevice, open_gpu};
use crate::error::{Error, Result};
use crate::face::{FaceCrop, Landmarks, SimilarityTransform, TEMPLATE};
use crate::model::{Model, ModelInfo};
use crate::normalize::normalize;
use crate::quality::{patch_map, quality_score};
use crate::self_test::self_test;
use crate::vit::{GRID_SIZE, IMAGE_SIZE, NUM_PATCHES};

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

/// One result. Plain data; pixels are those of the upright photo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    /// ATTN-FIQA quality score: higher is better, unbounded, comparable within one model only.
    pub score: f64,
    /// Where the score falls among the model's reference faces, 0–100; `None` if the model is not calibrated.
    pub percentile: Option<f64>,
    /// The reading of the percentile; `None` if the model is not calibrated.
    pub verdict: Option<Verdict>,
    /// What each patch contributes, `grid_size × grid_size`, row-major, top-left first; its mean is the score.
    pub patch_map: Vec<f32>,
    /// Patches along one side of the crop.
    pub grid_size: usize,
    /// Patch values between which the model's heatmap colours run; `None` if the model file states none.
    pub map_range: Option<[f64; 2]>,
    /// The face that was cut out; `None` if the image was an aligned crop.
    pub face: Option<Face>,
    /// Capture checks. None are measured yet.
    pub checks: Vec<Check>,
    /// Ids of the checks that fall short, worst first.
    pub reasons: Vec<String>,
    /// What the network ran on.
    pub backend: Backend,
    /// How long each stage took.
    pub timings: Timings,
}

/// The face that was scored.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Face {
    /// The square around the crop, upright, in photo pixels; may reach over the photo's edge.
    #[serde(rename = "box")]
    pub bounds: Bounds,
    /// The five landmarks, in photo pixels.
    pub landmarks: Landmarks,
    /// How sure the locator is, 0–1; 1 for landmarks given by the caller.
    pub confidence: f64,
    /// From photo pixels to pixels of the 112×112 crop; serialised as its 2×3 matrix, row-major.
    pub transform: SimilarityTransform,
    /// Faces in the photo; 1 for landmarks given by the caller.
    pub count: usize,
}

/// An upright rectangle in photo pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// One measured reason beside the attention score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// Stable name.
    pub id: String,
    /// Raw value, in the check's unit.
    pub value: f64,
    /// 0–100, higher is better.
    pub quality: f64,
    /// `ok`, `warn` or `fail`.
    pub verdict: String,
}

/// Milliseconds of each stage.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Timings {
    /// Bytes → pixels.
    pub decode: f64,
    /// Locating the face.
    pub detect: f64,
    /// Cutting it out.
    pub align: f64,
    /// The network.
    pub infer: f64,
    /// All of it.
    pub total: f64,
}

/// Owns a model and its device, runs the stages in order, times them.
#[derive(Debug)]
pub struct Assessor {
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
            let face = Face { bounds: bounds(&transform), landmarks, confidence: 1.0, transform, count: 1 };
            Ok((FaceCrop::warp(photo, &transform), Some(face)))
        }
    }
}

/// The upright square around the crop's four corners, in photo pixels.
fn bounds(transform: &SimilarityTransform) -> Bounds {
    let to_photo = transform.inverse();
    let end = IMAGE_SIZE as f64 - 1.0;
    let corners = [[0.0, 0.0], [end, 0.0], [0.0, end], [end, end]].map(|corner| to_photo.apply(corner));
    let low = |axis: usize| corners.iter().map(|corner| corner[axis]).fold(f64::INFINITY, f64::min);
    let high = |axis: usize| corners.iter().map(|corner| corner[axis]).fold(f64::NEG_INFINITY, f64::max);
    Bounds { x: low(0), y: low(1), width: high(0) - low(0), height: high(1) - low(1) }
}

/// Crops → patch maps, 196 values each.
///
/// A device that is lost answers with an error or, at worst, with empty memory. So every call sends along a number of
/// its own, which must come back behind each map.
pub(crate) async fn infer(model: &Model, device: &OpenDevice, crops: &[FaceCrop]) -> Result<Vec<Vec<f32>>> {
    let witness = next_witness();
    let images = normalize(crops, model.info.color, &device.device);
    let maps = patch_map(&model.vit.last_block, model.vit.forward(images));
    let witnesses = TensorData::new(vec![witness; crops.len()], [crops.len(), 1]);
    let output = Tensor::cat(vec![maps, Tensor::from_data(witnesses, &device.device)], 1);
    let lost = |error: String| Error::DeviceLost(error);
    let data = output.into_data_async().await.map_err(|error| lost(error.to_string()))?;
    let values = data.try_to_vec::<f32>().map_err(|error| lost(format!("{error:?}")))?;
    values.chunks(NUM_PATCHES + 1).map(|row| check(row, witness)).collect()
}

fn check(row: &[f32], witness: f32) -> Result<Vec<f32>> {
    match row.split_last() {
        Some((&last, map)) if last == witness && map.len() == NUM_PATCHES => {
            if map.iter().all(|value| value.is_finite()) {
                return Ok(map.to_vec());
            }
            Err(Error::Backend(
                "the network gave numbers that are not finite: the model or the device is broken".into(),
            ))
        }
        _ => Err(Error::DeviceLost("it returned empty memory".into())),
    }
}

/// A number from 1 to 2^23, another one each time: exact in single precision, never the zero of empty memory.
fn next_witness() -> f32 {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    (CALLS.fetch_add(1, Ordering::Relaxed) % (1 << 23) + 1) as f32
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
