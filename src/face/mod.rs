//! Photo → where the face is → aligned face crop.

mod align;
mod bilinear;
pub mod geometry;
mod landmarks;
pub mod locate;
mod pyramid;

pub use align::{FaceCrop, warp};
pub use geometry::{Point, SimilarityTransform};
pub use landmarks::{Landmarks, TEMPLATE};
pub use locate::{Contour, FaceLocator, LocatedFace, Locator};
pub use pyramid::Pyramid;
