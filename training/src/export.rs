//! Checkpoint → the model file that is shipped: cut, stored small, calibrated on faces that were not trained on.

use std::path::Path;

use attn_fiqa::calibration::Reference;
use attn_fiqa::checkpoint::{Architecture, Checkpoint, slot_values};
use attn_fiqa::crop::Color;
use attn_fiqa::model::{ModelInfo, Precision, model_file, restate};
use attn_fiqa::quality::quality_score;
use image::RgbImage;

use crate::network::Scorer;

/// A finished model file.
pub struct Exported {
    pub bytes: Vec<u8>,
    pub reference: Reference,
    /// Largest difference of a calibration face's score from the same network's in single precision.
    pub error: f64,
}

/// What the file says about itself.
#[derive(Debug, Clone)]
pub struct Labels {
    pub name: String,
    pub licence: String,
    pub provenance: String,
}

/// Cuts a checkpoint, stores it as `dtype`, and calibrates it on some aligned faces.
///
/// # Errors
/// One line: an unusable checkpoint, or too few faces.
pub fn export(
    checkpoint: &Path,
    heads: usize,
    dtype: Precision,
    labels: &Labels,
    faces: &[RgbImage],
) -> Result<Exported, String> {
    let checkpoint = Checkpoint::open(checkpoint).map_err(|error| error.to_string())?;
    let architecture = Architecture::infer(&checkpoint, Some(heads)).map_err(|error| error.to_string())?;
    let Labels { name, licence, provenance } = labels;
    let info = ModelInfo::new(architecture.config, Color::Rgb).named(name, licence, provenance);
    let file = |dtype| -> Result<Vec<u8>, String> {
        let pieces = model_file(&info, dtype, |slot| slot_values(&checkpoint, slot));
        Ok(pieces.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?.concat())
    };
    let stored = file(dtype)?;
    let maps = Scorer::from_bytes(&stored)?.maps(faces)?;
    let exact = Scorer::from_bytes(&file(Precision::F32)?)?.scores(faces)?;
    let error = maps.iter().zip(exact).map(|(map, exact)| (quality_score(map) - exact).abs()).fold(0.0, f64::max);
    let reference = Reference::measure(&maps).map_err(|error| error.to_string())?;
    // No reference map: which parts of a real face look unlike rendered ones says more about the renderer than the photo.
    let reference = Reference { reference_map: None, ..reference };
    let bytes = restate(&stored, &reference.texts()).map_err(|error| error.to_string())?;
    Ok(Exported { bytes, reference, error })
}
