//! The tensors of a safetensors file, taken once each, by name and shape.

use std::collections::{BTreeMap, HashMap};

use half::f16;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::error::{Error, Result};

/// What is left to take.
pub(crate) struct Tensors<'bytes> {
    left: BTreeMap<String, TensorView<'bytes>>,
    /// `[scale, min]` of the tensors that are stored in eight bits.
    quantization: BTreeMap<String, [f32; 2]>,
    parameters: usize,
}

impl<'bytes> Tensors<'bytes> {
    /// Parses the file's header. Nothing is copied: the views borrow from `bytes`.
    pub fn parse(bytes: &'bytes [u8]) -> Result<(Self, HashMap<String, String>)> {
        let unreadable = |error| Error::ModelFormat(format!("no readable safetensors file ({error})"));
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(unreadable)?;
        let metadata = header.metadata().clone().unwrap_or_default();
        let left: BTreeMap<_, _> = SafeTensors::deserialize(bytes).map_err(unreadable)?.tensors().into_iter().collect();
        Ok((Self { left, quantization: BTreeMap::new(), parameters: 0 }, metadata))
    }

    /// Reads the named tensors as eight bits a value: `scale·q + min`.
    pub fn with_quantization(self, quantization: BTreeMap<String, [f32; 2]>) -> Self {
        Self { quantization, ..self }
    }

    /// The width of the network, from the one tensor that states it first.
    pub fn embed_dim(&self) -> Result<usize> {
        let key = "patch_embed.proj.bias";
        match self.left.get(key).map(TensorView::shape) {
            Some(&[embed_dim]) => Ok(embed_dim),
            Some(shape) => Err(Error::ModelFormat(format!("{key} has shape {shape:?}, expected [embed_dim]"))),
            None => Err(missing(key)),
        }
    }

    /// Takes one tensor as f32, row-major.
    pub fn take(&mut self, key: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let view = self.left.remove(key).ok_or_else(|| missing(key))?;
        if view.shape() != shape {
            let found = view.shape();
            return Err(Error::ModelFormat(format!("{key} has shape {found:?}, expected {shape:?}")));
        }
        let values = to_f32(key, &view, self.quantization.get(key))?;
        if let Some(at) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::ModelFormat(format!("{key} holds {} at index {at}", values[at])));
        }
        self.parameters += values.len();
        Ok(values)
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

    /// How many numbers were taken.
    pub fn parameters(&self) -> usize {
        self.parameters
    }
}

fn missing(key: &str) -> Error {
    Error::ModelFormat(format!("{key} is missing"))
}

fn to_f32(key: &str, view: &TensorView, quantization: Option<&[f32; 2]>) -> Result<Vec<f32>> {
    let data = view.data();
    match (view.dtype(), quantization) {
        (Dtype::U8, Some([scale, min])) => Ok(data.iter().map(|&q| scale * f32::from(q) + min).collect()),
        (Dtype::F32, None) => Ok(data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()),
        (Dtype::F16, None) => Ok(data.chunks_exact(2).map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32()).collect()),
        (other, _) => Err(Error::ModelFormat(format!("{key} is stored as {other:?}, which is not read here"))),
    }
}
