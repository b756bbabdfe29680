//! One batch as bytes: images, labels, a severity for each column, and which patches are covered.

use std::io::Write;

use attn_fiqa::crop::NUM_PATCHES;
use image::RgbImage;

use crate::degrade::KINDS;

/// Severities of a sample: those of [`KINDS`], then `BESIDES`.
pub const COLUMNS: usize = KINDS.len() + BESIDES.len();
/// What may be wrong with a face before it is photographed, and 1 for a picture without a face.
const BESIDES: [&str; 4] = ["yaw", "pitch", "expression", "non-face"];

/// Names of the columns.
pub fn column_names() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.name()).chain(BESIDES).collect()
}

/// One picture of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub image: RgbImage,
    /// The identity; −1 for a picture without a face.
    pub label: i32,
    pub severities: [f32; COLUMNS],
    /// The share of each patch that an occluder covers, as far as it is known.
    pub covered: [f32; NUM_PATCHES],
}

/// Writes the images (u8 `[B, 112, 112, 3]`), then the labels (i32 `[B]`), the severities (f32 `[B, COLUMNS]`) and what
/// is covered (f32 `[B, 196]`), all little-endian.
pub fn write_batch(out: &mut impl Write, batch: &[Sample]) -> std::io::Result<()> {
    for sample in batch {
        out.write_all(sample.image.as_raw())?;
    }
    let labels: Vec<u8> = batch.iter().flat_map(|sample| sample.label.to_le_bytes()).collect();
    let severities: Vec<u8> = batch.iter().flat_map(|sample| sample.severities).flat_map(f32::to_le_bytes).collect();
    let covered: Vec<u8> = batch.iter().flat_map(|sample| sample.covered).flat_map(f32::to_le_bytes).collect();
    out.write_all(&labels)?;
    out.write_all(&severities)?;
    out.write_all(&covered)?;
    out.flush()
}
