//! Photo → faces, each with its landmarks.
//!
//! BlazeFace sees the whole photo at 128×128 and is often off by several pixels; a second pass over the upright face
//! that it found says whether it is one, and where exactly. If nothing was found, the photo is turned to look for faces
//! that are not upright; if nothing large was found, small faces are looked for in tiles. The method and its numbers were
//! worked out on 1,196 real photos; `docs/locator.md` has what this implementation measures.

pub mod blazeface;
mod convolutions;
mod feature_map;
pub mod landmarks68;
mod search;
mod second_pass;
mod views;
mod weights;

use serde::Serialize;

use super::geometry::{Point, SimilarityTransform};
use super::landmarks::Landmarks;
use super::pyramid::Pyramid;
use crate::error::Result;
use blazeface::BlazeFace;
use landmarks68::Landmarks68;
pub use weights::Weights;

/// Finds faces. Another network can take this one's place.
pub trait Locator: std::fmt::Debug + Send + Sync {
    /// Every face of the photo, the one that matters first: large, and in the middle.
    fn locate(&self, photo: &Pyramid) -> Vec<LocatedFace>;

    /// The 68 points of a face whose landmarks the caller knows.
    fn contour(&self, photo: &Pyramid, landmarks: &Landmarks) -> Contour;

    /// The edge (left, right, upper or lower) that seems to cut off the face of a photo in which none was found.
    fn cut_off(&self, _photo: &Pyramid) -> Option<&'static str> {
        None
    }
}

/// 68 points in photo pixels, in the order of the iBUG 300-W annotation: jaw 0–16, brows 17–26, nose 27–35, lids 36–47,
/// lips 48–67.
pub type Contour = [Point; landmarks68::POINTS];

/// A face of a photo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LocatedFace {
    /// The five landmarks, in photo pixels.
    pub landmarks: Landmarks,
    /// How sure the locator is, 0–1, after the second pass; 1 for landmarks given by the caller.
    pub confidence: f64,
    /// From photo pixels to pixels of the 112×112 crop; serialised as its 2×3 matrix, row-major.
    pub transform: SimilarityTransform,
    /// 68 points of jaw, brows, nose, lids and lips (iBUG 300-W order); `None` without a locator.
    #[serde(serialize_with = "as_slice")]
    pub contour: Option<Contour>,
}

impl LocatedFace {
    /// A face whose landmarks the caller knows.
    pub fn at(landmarks: Landmarks, contour: Option<Contour>) -> Self {
        Self { transform: landmarks.transform(), landmarks, confidence: 1.0, contour }
    }
}

/// Arrays of more than 32 have no serializer of their own.
fn as_slice<S: serde::Serializer>(contour: &Option<Contour>, serializer: S) -> Result<S::Ok, S::Error> {
    contour.as_ref().map(|contour| contour.as_slice()).serialize(serializer)
}

/// BlazeFace and the 68-point network, in two passes.
#[derive(Debug)]
pub struct FaceLocator {
    blazeface: BlazeFace,
    landmarks68: Landmarks68,
}

impl FaceLocator {
    /// Reads the locator's file.
    ///
    /// # Errors
    /// [`Error::ModelFormat`](crate::Error::ModelFormat) says what is wrong with it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut weights = Weights::parse(bytes)?;
        let locator = Self { blazeface: BlazeFace::read(&mut weights)?, landmarks68: Landmarks68::read(&mut weights)? };
        weights.refuse_surplus()?;
        Ok(locator)
    }
}

impl Locator for FaceLocator {
    fn locate(&self, photo: &Pyramid) -> Vec<LocatedFace> {
        search::search(self, photo)
    }

    fn contour(&self, photo: &Pyramid, landmarks: &Landmarks) -> Contour {
        self.contour_of(photo, &landmarks.transform())
    }

    fn cut_off(&self, photo: &Pyramid) -> Option<&'static str> {
        search::cut_off(self, photo)
    }
}
