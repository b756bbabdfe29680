//! The score of a model file, many aligned crops at once.

use std::path::Path;

use attn_fiqa::FaceCrop;
use attn_fiqa::device::{Arithmetic, Device};
use attn_fiqa::infer::infer;
use attn_fiqa::model::{Model, synthetic_model};
use attn_fiqa::quality::quality_score;
use attn_fiqa::vit::VitConfig;
use image::RgbImage;

use crate::files::read;

/// A model on the CPU.
pub struct Scorer {
    model: Model,
}

impl Scorer {
    /// Reads a model file.
    ///
    /// # Errors
    /// One line: what is wrong with it.
    pub fn open(path: &Path) -> Result<Self, String> {
        Self::from_bytes(&read(path)?).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// A network of the same shape that has learned nothing.
    ///
    /// # Errors
    /// Only if the library cannot read its own synthetic model.
    pub fn untrained(config: VitConfig) -> Result<Self, String> {
        Self::from_bytes(&synthetic_model(config, 1))
    }

    /// A model file's bytes.
    ///
    /// # Errors
    /// One line: what is wrong with them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let model = Model::from_bytes(bytes, &Device::Cpu(Arithmetic::default())).map_err(|error| error.to_string())?;
        Ok(Self { model })
    }

    /// The model's name.
    pub fn name(&self) -> &str {
        &self.model.info.name
    }

    /// Below the first score its verdict is poor, from the second good; `None` if its file states none.
    pub fn verdict_scores(&self) -> Option<[f64; 2]> {
        self.model.info.reference.verdict_scores
    }

    /// The network's sizes.
    pub fn config(&self) -> VitConfig {
        self.model.info.config
    }

    /// The patch maps, 196 values each.
    ///
    /// # Errors
    /// One line, if an image is not an aligned crop.
    pub fn maps(&self, images: &[RgbImage]) -> Result<Vec<Vec<f32>>, String> {
        let crops = images.iter().map(FaceCrop::from_aligned).collect::<Result<Vec<_>, _>>();
        crops.and_then(|crops| pollster::block_on(infer(&self.model, &crops))).map_err(|error| error.to_string())
    }

    /// The quality scores.
    ///
    /// # Errors
    /// Those of [`Scorer::maps`].
    pub fn scores(&self, images: &[RgbImage]) -> Result<Vec<f64>, String> {
        Ok(self.maps(images)?.iter().map(|map| quality_score(map)).collect())
    }
}
