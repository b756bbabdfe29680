//! Photo → aligned face crop.

mod align;

pub use align::{FaceCrop, Landmarks, SimilarityTransform, TEMPLATE};
