//! The result: plain data, ready to serialise.

use serde::Serialize;

use crate::calibration::Verdict;
use crate::device::Backend;
use crate::face::{Landmarks, SimilarityTransform};
use crate::vit::IMAGE_SIZE;

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

impl Bounds {
    /// The upright square around the crop's four corners.
    pub(super) fn of_crop(transform: &SimilarityTransform) -> Self {
        let to_photo = transform.inverse();
        let end = IMAGE_SIZE as f64 - 1.0;
        let corners = [[0.0, 0.0], [end, 0.0], [0.0, end], [end, end]].map(|corner| to_photo.apply(corner));
        let low = |axis: usize| corners.iter().map(|corner| corner[axis]).fold(f64::INFINITY, f64::min);
        let high = |axis: usize| corners.iter().map(|corner| corner[axis]).fold(f64::NEG_INFINITY, f64::max);
        Self { x: low(0), y: low(1), width: high(0) - low(0), height: high(1) - low(1) }
    }
}
