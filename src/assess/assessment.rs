//! The result: plain data, ready to serialise.

use serde::Serialize;

use crate::calibration::Verdict;
use crate::capture::{Advice, Limits, Measurement, Severity};
use crate::crop::CROP_SIZE;
use crate::device::Backend;
use crate::face::geometry::{SimilarityTransform, corners};
use crate::face::{Landmarks, LocatedFace};

/// One result. Plain data; pixels are those of the upright photo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment {
    /// ATTN-FIQA quality score: higher is better, unbounded, comparable within one model only.
    pub score: f64,
    /// Where the score falls among the model's reference photos, 0–100; `None` if the model is not calibrated.
    pub percentile: Option<f64>,
    /// How often a recogniser fails with photos of such a score; `None` if the model file states no scores for it.
    pub verdict: Option<Verdict>,
    /// What each patch contributes, `grid_size × grid_size`, row-major, top-left first; its mean is the score.
    pub patch_map: Vec<f32>,
    /// Patches along one side of the crop.
    pub grid_size: usize,
    /// Patch values between which the model's heatmap colours run; `None` if the model file states none.
    pub map_range: Option<[f64; 2]>,
    /// The face that was cut out; `None` if the image was an aligned crop.
    pub face: Option<Face>,
    /// Every capture check that could be measured.
    pub checks: Vec<CheckResult>,
    /// Ids of what falls short, worst first.
    pub reasons: Vec<&'static str>,
    /// The same, with severity and a sentence to the person.
    pub advice: Vec<Advice>,
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
    /// Where it is.
    #[serde(flatten)]
    pub located: LocatedFace,
    /// Faces in the photo; 1 for landmarks given by the caller.
    pub count: usize,
    /// The faces that were not scored, the largest and most central first.
    pub others: Vec<OtherFace>,
}

/// A face that was found and not scored; give its landmarks to score it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OtherFace {
    /// As [`Face::bounds`].
    #[serde(rename = "box")]
    pub bounds: Bounds,
    /// As [`LocatedFace::landmarks`].
    pub landmarks: Landmarks,
    /// As [`LocatedFace::confidence`].
    pub confidence: f64,
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

/// One capture check and how it reads.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CheckResult {
    /// Id, raw value and quality.
    #[serde(flatten)]
    pub measurement: Measurement,
    /// Unit of the raw value; empty for shares and ratios.
    pub unit: &'static str,
    /// Against the limits asked for.
    pub verdict: Severity,
}

impl CheckResult {
    pub(super) fn new(measurement: Measurement, limits: &Limits) -> Self {
        let Measurement { check, quality, .. } = measurement;
        Self { measurement, unit: check.row().unit, verdict: limits.severity(check, quality) }
    }
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
    /// The capture checks.
    pub checks: f64,
    /// The network.
    pub infer: f64,
    /// All of it.
    pub total: f64,
}

impl Face {
    pub(super) fn new(located: LocatedFace, others: &[LocatedFace]) -> Self {
        let other = |face: &LocatedFace| OtherFace {
            bounds: Bounds::of_crop(&face.transform),
            landmarks: face.landmarks,
            confidence: face.confidence,
        };
        let bounds = Bounds::of_crop(&located.transform);
        Self { bounds, located, count: 1 + others.len(), others: others.iter().map(other).collect() }
    }
}

impl Bounds {
    /// The upright square around the crop's four corners.
    pub(super) fn of_crop(transform: &SimilarityTransform) -> Self {
        let to_photo = transform.inverse();
        let corners = corners(CROP_SIZE).map(|corner| to_photo.apply(corner));
        let low = |axis: usize| corners.iter().map(|corner| corner[axis]).fold(f64::INFINITY, f64::min);
        let high = |axis: usize| corners.iter().map(|corner| corner[axis]).fold(f64::NEG_INFINITY, f64::max);
        Self { x: low(0), y: low(1), width: high(0) - low(0), height: high(1) - low(1) }
    }
}
