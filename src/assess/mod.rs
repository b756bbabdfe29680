//! The whole way from a photo to an [`Assessment`], on one model and one device.

mod assessment;

use image::RgbImage;
use web_time::Instant;

pub use assessment::{Assessment, Bounds, CheckResult, Face, OtherFace, Timings};

use crate::calibration::{Reference, Verdict, percentile};
use crate::capture::{Limits, Seen, Subject, advise, measure};
use crate::choose::load_chosen;
use crate::crop::GRID_SIZE;
use crate::decode::decode;
use crate::device::{Choice, OpenDevice};
use crate::error::{Error, Result};
use crate::face::{FaceCrop, Landmarks, LocatedFace, Locator, Pyramid};
use crate::infer::infer;
use crate::model::{Model, ModelInfo};
use crate::quality::quality_score;
use crate::vit::CpuVit;

/// Where the face is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Crop {
    /// Somewhere in the photo: locate it.
    #[default]
    Detect,
    /// The image is already an aligned face crop.
    Aligned,
    /// At these landmarks, in pixels of the upright photo.
    Landmarks(Landmarks),
}

/// What to do with one photo.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Request {
    /// Where the face is.
    pub crop: Crop,
    /// Which quality of each capture check is enough.
    pub limits: Limits,
}

impl From<Crop> for Request {
    fn from(crop: Crop) -> Self {
        Self { crop, limits: Limits::default() }
    }
}

/// Owns a model and its device, runs the stages in order and times them.
#[derive(Debug)]
pub struct Assessor {
    // Before its device: dropped in this order.
    model: Model,
    device: OpenDevice,
    locator: Option<Box<dyn Locator>>,
}

impl Assessor {
    /// Loads a model file onto the [chosen](crate::choose) device.
    ///
    /// # Errors
    /// [`Error::ModelFormat`], or [`Error::Backend`] where the GPU was asked for by name and is not available.
    pub async fn load(model: &[u8], choice: Choice) -> Result<Self> {
        let (model, device) = load_chosen(model, choice).await?;
        Ok(Self::new(model, device))
    }

    /// From a model that is on this device already.
    pub fn new(model: Model, device: OpenDevice) -> Self {
        Self { model, device, locator: None }
    }

    /// Finds faces with this locator. Without one, landmarks or an aligned crop must be given.
    pub fn with_locator(self, locator: impl Locator + 'static) -> Self {
        Self { locator: Some(Box::new(locator)), ..self }
    }

    /// What the model file states.
    pub fn model(&self) -> &ModelInfo {
        &self.model.info
    }

    /// Whether the CPU multiplies its matrices as integers.
    pub fn is_integer(&self) -> bool {
        self.model.network.is_integer()
    }

    /// The network, if it runs on the CPU.
    pub fn cpu_network(&self) -> Option<&CpuVit> {
        self.model.network.cpu()
    }

    /// The same, to let it [join](CpuVit::join) others.
    pub fn cpu_network_mut(&mut self) -> Option<&mut CpuVit> {
        self.model.network.cpu_mut()
    }

    /// What the network runs on, and why.
    pub fn device(&self) -> &OpenDevice {
        &self.device
    }

    /// Assesses an encoded image.
    ///
    /// # Errors
    /// Those of [`decode`] and of [`Self::assess`].
    pub async fn assess_bytes(&self, bytes: &[u8], request: &Request) -> Result<Assessment> {
        self.assess_decoded(|| decode(bytes), request).await
    }

    /// Assesses what this decodes, and times that too.
    ///
    /// # Errors
    /// Those of `decode` and of [`Self::assess`].
    pub async fn assess_decoded(
        &self,
        decode: impl FnOnce() -> Result<RgbImage>,
        request: &Request,
    ) -> Result<Assessment> {
        let start = Instant::now();
        let photo = decode()?;
        let decoded = milliseconds(start);
        let mut assessment = self.assess(&photo, request).await?;
        assessment.timings.decode = decoded;
        assessment.timings.total += decoded;
        Ok(assessment)
    }

    /// Assesses an upright photo.
    ///
    /// # Errors
    /// [`Error::NoFace`] or [`Error::CutFace`], [`Error::UnsupportedInput`] for impossible landmarks or crops,
    /// [`Error::DeviceLost`] or [`Error::Backend`] if the device gives no trustworthy numbers.
    pub async fn assess(&self, photo: &RgbImage, request: &Request) -> Result<Assessment> {
        let start = Instant::now();
        let mut last = start;
        let mut lap = || milliseconds(std::mem::replace(&mut last, Instant::now()));
        let pyramid = Pyramid::new(photo);
        let found = self.find(&pyramid, request.crop)?;
        let detect = lap();
        let crop = match &found {
            Some((face, _)) => FaceCrop::warp(&pyramid, &face.transform),
            None => FaceCrop::from_aligned(photo)?,
        };
        let align = lap();
        let measurements = measure(&match &found {
            Some((face, others)) => Subject::in_photo(&pyramid, face, others.as_deref()),
            None => Subject::aligned(&pyramid),
        });
        let checks = lap();
        let maps = infer(&self.model, &[crop]).await?;
        let infer = lap();
        let patch_map = maps.into_iter().next().expect("one map for one crop");
        let score = quality_score(&patch_map);
        let Reference { quantiles, verdict_scores, map_range, reference_map } = &self.model.info.reference;
        let percentile = quantiles.as_ref().map(|quantiles| percentile(score, quantiles));
        let verdict = verdict_scores.map(|scores| Verdict::of(score, scores));
        let seen = Seen {
            patch_map: &patch_map,
            reference: reference_map.as_deref(),
            poor: verdict == Some(Verdict::Poor),
            good: verdict == Some(Verdict::Good),
        };
        let advice = advise(&measurements, &request.limits, seen);
        Ok(Assessment {
            score,
            percentile,
            verdict,
            patch_map,
            grid_size: GRID_SIZE,
            map_range: *map_range,
            face: found.map(|(face, others)| Face::new(face, &others.unwrap_or_default())),
            checks: measurements
                .into_iter()
                .map(|measurement| CheckResult::new(measurement, &request.limits))
                .collect(),
            reasons: advice.iter().map(|advice| advice.id).collect(),
            advice,
            backend: self.device.backend,
            timings: Timings { detect, align, checks, infer, total: milliseconds(start), ..Timings::default() },
        })
    }

    /// `None` for an aligned crop.
    fn find(&self, photo: &Pyramid, crop: Crop) -> Result<Option<Found>> {
        match (crop, &self.locator) {
            (Crop::Aligned, _) => Ok(None),
            (Crop::Landmarks(landmarks), locator) => {
                landmarks.validate(photo.photo().width(), photo.photo().height())?;
                let contour = locator.as_ref().map(|locator| locator.contour(photo, &landmarks));
                Ok(Some((LocatedFace::at(landmarks, contour), None)))
            }
            (Crop::Detect, None) => Err(Error::UnsupportedInput(
                "no locator is loaded: give the face's landmarks, or an aligned 112×112 crop".into(),
            )),
            (Crop::Detect, Some(locator)) => match locator.locate(photo).split_first() {
                Some((face, others)) => Ok(Some((face.clone(), Some(others.to_vec())))),
                None => Err(locator.cut_off(photo).map_or(Error::NoFace, Error::CutFace)),
            },
        }
    }
}

/// The face to score, and the others in the photo, the one that matters most first; `None` if no locator looked for any.
type Found = (LocatedFace, Option<Vec<LocatedFace>>);

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
