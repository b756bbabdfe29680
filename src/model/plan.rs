//! Header → what will be read, in the file's order; or what is wrong with it, before any tensor is read.

use std::collections::HashMap;

use safetensors::Dtype;

use super::ModelInfo;
use super::layout::{is_matrix, layout};
use crate::error::{Error, Result};
use crate::tensor_file::{Entry, Header, Slot, Tensors, scale_key};

/// A checked header.
pub(super) struct Plan {
    /// What the file states.
    pub info: ModelInfo,
    /// Its tensors, in the order of their bytes.
    pub steps: Vec<Step>,
}

/// One tensor of the file.
pub(super) struct Step {
    pub slot: Slot,
    pub dtype: Dtype,
    /// Bytes.
    pub length: usize,
    /// The 8-bit tensor that these numbers are the scales of.
    pub scales_of: Option<String>,
}

impl Plan {
    /// Holds the header against the layout that its own metadata asks for.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] naming the tensor that is missing, surplus, misshapen, of a wrong type, or before its
    /// scales.
    pub fn new(header: &Header) -> Result<Self> {
        let mut tensors = Tensors::new(header.entries.clone());
        let info = ModelInfo::parse(&header.metadata, embed_dim(&tensors)?)?;
        let slots = layout(info.config);
        let mut scales = HashMap::new();
        for slot in &slots {
            let entry = tensors.take(&slot.key, &slot.shape)?;
            if let Some(of) = scale_slot(slot, &entry)? {
                expect_before(&tensors.take(&of.key, &of.shape)?, &entry)?;
                scales.insert(of.key, slot.key.clone());
            }
        }
        tensors.refuse_surplus()?;
        let step = |entry: &Entry| Step {
            slot: Slot { key: entry.key.clone(), shape: entry.shape.clone() },
            dtype: entry.dtype,
            length: entry.range.len(),
            scales_of: scales.remove(&entry.key),
        };
        Ok(Self { info, steps: header.entries.iter().map(step).collect() })
    }
}

/// The width of the network, from the one tensor that states it first.
fn embed_dim(tensors: &Tensors) -> Result<usize> {
    let key = "patch_embed.proj.bias";
    match tensors.shape(key)? {
        &[embed_dim] => Ok(embed_dim),
        shape => Err(Error::ModelFormat(format!("{key} has shape {shape:?}, expected [embed_dim]"))),
    }
}

/// Where the scales of an 8-bit matrix are; `None` for other types.
fn scale_slot(slot: &Slot, entry: &Entry) -> Result<Option<Slot>> {
    if entry.dtype == Dtype::I8 && is_matrix(slot) {
        return Ok(Some(Slot { key: scale_key(&slot.key), shape: vec![slot.shape[0]] }));
    }
    expect_dtype(entry, &[Dtype::F32, Dtype::F16]).map(|()| None)
}

/// The reader needs the scales first.
fn expect_before(scales: &Entry, entry: &Entry) -> Result<()> {
    expect_dtype(scales, &[Dtype::F32])?;
    if scales.range.start < entry.range.start {
        return Ok(());
    }
    Err(Error::ModelFormat(format!("{} lies before its scales", entry.key)))
}

fn expect_dtype(entry: &Entry, expected: &[Dtype]) -> Result<()> {
    if expected.contains(&entry.dtype) {
        return Ok(());
    }
    let Entry { key, dtype, .. } = entry;
    Err(Error::ModelFormat(format!("{key} is stored as {dtype:?}, which is not read here")))
}
