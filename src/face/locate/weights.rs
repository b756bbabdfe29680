//! The locator's file: one `.safetensors` with the weights of both networks, read as strictly as a model.
//!
//! Metadata: `format` = `attn-fiqa-locator`, `version`, `licence`, `provenance`, and `quantization`, a JSON object that
//! gives each 8-bit tensor its `[scale, min]`: value = `scale·q + min`. `xtask/src/locator.rs` writes the file.

use std::collections::{BTreeMap, HashMap};

use crate::error::{Error, Result};
use crate::model::Tensors;

/// The `format` the file states.
const FORMAT: &str = "attn-fiqa-locator";
/// The format's version this reader knows.
const VERSION: &str = "1";

/// What is left to take.
pub struct Weights<'bytes>(Tensors<'bytes>);

impl<'bytes> Weights<'bytes> {
    /// Parses the file.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] if it is no locator file.
    pub fn parse(bytes: &'bytes [u8]) -> Result<Self> {
        let (tensors, metadata) = Tensors::parse(bytes)?;
        expect(&metadata, "format", FORMAT)?;
        expect(&metadata, "version", VERSION)?;
        let text = metadata.get("quantization").map_or("{}", String::as_str);
        let quantization: BTreeMap<String, [f32; 2]> = serde_json::from_str(text)
            .map_err(|error| Error::ModelFormat(format!("its quantization cannot be read ({error})")))?;
        Ok(Self(tensors.with_quantization(quantization)))
    }

    /// Takes one tensor as f32, row-major.
    pub fn take(&mut self, key: &str, shape: &[usize]) -> Result<Vec<f32>> {
        self.0.take(key, shape)
    }

    /// Takes `{key}.weight` and `{key}.bias`, one number for each of its outputs.
    pub fn pair(&mut self, key: &str, shape: &[usize]) -> Result<(Vec<f32>, Vec<f32>)> {
        Ok((self.take(&format!("{key}.weight"), shape)?, self.take(&format!("{key}.bias"), &shape[..1])?))
    }

    /// Refuses a file that holds more than was taken.
    pub fn refuse_surplus(&self) -> Result<()> {
        self.0.refuse_surplus()
    }
}

fn expect(metadata: &HashMap<String, String>, key: &str, expected: &str) -> Result<()> {
    match metadata.get(key) {
        Some(found) if found == expected => Ok(()),
        found => Err(Error::ModelFormat(format!("its {key} is {found:?}, expected {expected:?}: is it the locator?"))),
    }
}
