//! Training batches: which faces, in which tone, how much degraded, and which pictures without a face.

mod batch;
mod non_face;
mod quality;
mod recognition;
mod sample;

pub use batch::{COLUMNS, Sample, column_names, write_batch};
pub use non_face::{non_face, scenery};
pub use quality::{GROUP, quality};
pub use recognition::recognition;
pub use sample::face_columns;
