//! The locator's file: one `.safetensors` with the weights of both networks, read as strictly as a model.
//!
//! Metadata: `format` = `attn-fiqa-locator`, `version`, `licence`, `provenance`, and `quantization`, a JSON object that
//! gives each 8-bit tensor its `[scale, min]`: value = `scale·q + min`. the build tool writes the file.

use std::collections::{BTreeMap, HashMap};

use safetensors::Dtype;

use crate::error::{Error, Result};
use crate::tensor_file::{Header, Tensors, decode_into};

/// The `format` the file states.
const FORMAT: &str = "attn-fiqa-locator";
/// The format's version this reader knows.
const VERSION: &str = "1";

/// What is left to take.
pub struct Weights<'bytes> {
    bytes: &'bytes [u8],
    left: Tensors,
    /// `[scale, min]` of the 8-bit tensors.
    quantization: BTreeMap<String, [f32; 2]>,
}

impl<'bytes> Weights<'bytes> {
    /// Parses the file.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] if it is not a locator file.
    pub fn parse(file: &'bytes [u8]) -> Result<Self> {
        let (Header { metadata, entries }, bytes) = Header::of_file(file)?;
        expect(&metadata, "format", FORMAT)?;
        expect(&metadata, "version", VERSION)?;
        let text = metadata.get("quantization").map_or("{}", String::as_str);
        let quantization = serde_json::from_str(text)
            .map_err(|error| Error::ModelFormat(format!("its quantization cannot be read ({error})")))?;
        Ok(Self { bytes, left: Tensors::new(entries), quantization })
    }

    /// Takes one tensor as f32, row-major.
    pub fn take(&mut self, key: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let entry = self.left.take(key, shape)?;
        let bytes = &self.bytes[entry.range];
        let mut values = Vec::new();
        match (entry.dtype, self.quantization.get(key)) {
            (Dtype::U8, Some([scale, min])) => values.extend(bytes.iter().map(|&q| scale * f32::from(q) + min)),
            (dtype, _) => decode_into(&mut values, key, dtype, bytes)?,
        }
        Ok(values)
    }

    /// Takes `{key}.weight` and `{key}.bias`, one number for each of its outputs.
    pub fn pair(&mut self, key: &str, shape: &[usize]) -> Result<(Vec<f32>, Vec<f32>)> {
        Ok((self.take(&format!("{key}.weight"), shape)?, self.take(&format!("{key}.bias"), &shape[..1])?))
    }

    /// Refuses a file that holds more than was taken.
    pub fn refuse_surplus(&self) -> Result<()> {
        self.left.refuse_surplus()
    }
}

fn expect(metadata: &HashMap<String, String>, key: &str, expected: &str) -> Result<()> {
    match metadata.get(key) {
        Some(found) if found == expected => Ok(()),
        found => Err(Error::ModelFormat(format!("its {key} is {found:?}, expected {expected:?}: is it the locator?"))),
    }
}
