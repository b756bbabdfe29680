//! The locator's file: one `.safetensors` with the weights of both networks, read as strictly as a model.
//!
//! Metadata: `format` = `attn-fiqa-locator`, `version`, `licence`, `provenance`, and `quantization`, a JSON object that
//! gives each 8-bit tensor its `[scale, min]`: value = `scale·q + min`. `xtask/src/locator.rs` writes the file.

use std::collections::{BTreeMap, HashMap};

use safetensors::Dtype;

use crate::error::{Error, Result};
use crate::model::{Entry, Header, decode};

/// The `format` the file states.
const FORMAT: &str = "attn-fiqa-locator";
/// The format's version this reader knows.
const VERSION: &str = "1";

/// What is left to take.
pub struct Weights<'bytes> {
    bytes: &'bytes [u8],
    left: BTreeMap<String, Entry>,
    /// `[scale, min]` of the 8-bit tensors.
    quantization: BTreeMap<String, [f32; 2]>,
}

impl<'bytes> Weights<'bytes> {
    /// Parses the file.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] if it is no locator file.
    pub fn parse(file: &'bytes [u8]) -> Result<Self> {
        let (Header { metadata, entries }, bytes) = Header::of_file(file)?;
        expect(&metadata, "format", FORMAT)?;
        expect(&metadata, "version", VERSION)?;
        let text = metadata.get("quantization").map_or("{}", String::as_str);
        let quantization = serde_json::from_str(text)
            .map_err(|error| Error::ModelFormat(format!("its quantization cannot be read ({error})")))?;
        let left = entries.into_iter().map(|entry| (entry.key.clone(), entry)).collect();
        Ok(Self { bytes, left, quantization })
    }

    /// Takes one tensor as f32, row-major.
    pub fn take(&mut self, key: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let entry = self.left.remove(key).ok_or_else(|| Error::ModelFormat(format!("{key} is missing")))?;
        if entry.shape != shape {
            let found = entry.shape;
            return Err(Error::ModelFormat(format!("{key} has shape {found:?}, expected {shape:?}")));
        }
        let bytes = &self.bytes[entry.range];
        match (entry.dtype, self.quantization.get(key)) {
            (Dtype::U8, Some([scale, min])) => Ok(bytes.iter().map(|&q| scale * f32::from(q) + min).collect()),
            (dtype, _) => decode(key, dtype, bytes, None),
        }
    }

    /// Takes `{key}.weight` and `{key}.bias`, one number for each of its outputs.
    pub fn pair(&mut self, key: &str, shape: &[usize]) -> Result<(Vec<f32>, Vec<f32>)> {
        Ok((self.take(&format!("{key}.weight"), shape)?, self.take(&format!("{key}.bias"), &shape[..1])?))
    }

    /// Refuses a file that holds more than was taken.
    pub fn refuse_surplus(&self) -> Result<()> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(key) => {
                Err(Error::ModelFormat(format!("{key} is not part of it ({} surplus tensors)", self.left.len())))
            }
        }
    }
}

fn expect(metadata: &HashMap<String, String>, key: &str, expected: &str) -> Result<()> {
    match metadata.get(key) {
        Some(found) if found == expected => Ok(()),
        found => Err(Error::ModelFormat(format!("its {key} is {found:?}, expected {expected:?}: is it the locator?"))),
    }
}
