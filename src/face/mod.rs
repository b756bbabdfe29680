//! Photo → where the face is → aligned face crop.

mod align;
mod landmarks;
pub mod locate;
mod pyramid;

pub use align::{FaceCrop, SimilarityTransform, warp};
pub use landmarks::{Landmarks, Point, TEMPLATE};
pub use locate::{FaceLocator, LocatedFace, Locator};
pub use pyramid::Pyramid;
