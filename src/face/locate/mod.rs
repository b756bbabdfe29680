//! Photo → faces, each with its landmarks.
//!
//! BlazeFace sees the whole photo at 128×128 and is often off by several pixels; a second pass over the upright face
//! that it found says whether it is one, and where exactly. Where nothing was found, faces that lie or stand on their
//! head are looked for with the picture turned; where nothing large was found, small ones in tiles. The method and its numbers were
//! worked out on 1,196 real photos; `docs/locator.md` has what this implementation measures.

pub mod blazeface;
mod kernels;
pub mod landmarks68;
mod search;
mod weights;

use super::align::SimilarityTransform;
use super::landmarks::{Landmarks, Point, TEMPLATE};
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
}

/// 68 points in photo pixels, in the order of the iBUG 300-W annotation: jaw 0–16, brows 17–26, nose 27–35, lids 36–47,
/// lips 48–67.
pub type Contour = [Point; landmarks68::POINTS];

/// A face of a photo.
#[derive(Debug, Clone, PartialEq)]
pub struct LocatedFace {
    /// In photo pixels.
    pub landmarks: Landmarks,
    /// From photo pixels to crop pixels.
    pub transform: SimilarityTransform,
    /// The points behind the landmarks; `None` if only those are known.
    pub contour: Option<Contour>,
    /// 0–1, of the pass over the upright face.
    pub confidence: f64,
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
        search::contour(self, photo, &SimilarityTransform::estimate(&landmarks.0, &TEMPLATE.0))
    }
}
