//! Header → what will be read, in the file's order; or what is wrong with it, before any tensor is read.

use std::collections::HashMap;

use safetensors::Dtype as Stored;

use super::ModelInfo;
use super::header::{Entry, Header};
use super::layout::{Slot, layout};
use super::storage::scale_key;
use crate::error::{Error, Result};

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
    pub stored: Stored,
    /// Bytes.
    pub length: usize,
    /// The 8-bit tensor that these numbers are the scales of.
    pub scales_of: Option<String>,
}

impl Plan {
    /// Holds the header against the layout that its own metadata ask for.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] naming the tensor that is missing, surplus, misshapen, of a wrong type, or before its
    /// scales.
    pub fn new(header: &Header) -> Result<Self> {
        let mut entries: HashMap<&str, &Entry> = header.entries.iter().map(|e| (e.key.as_str(), e)).collect();
        let mut info = ModelInfo::parse(&header.metadata, embed_dim(&entries)?)?;
        let slots = layout(info.config);
        info.parameters = slots.iter().map(Slot::len).sum();
        let mut scales = HashMap::new();
        for slot in &slots {
            let entry = take(&mut entries, slot)?;
            if let Some(of) = scale_slot(slot, entry)? {
                expect_before(take(&mut entries, &of)?, entry)?;
                scales.insert(of.key, slot.key.clone());
            }
        }
        if let Some(key) = entries.keys().min() {
            return Err(Error::ModelFormat(format!("{key} is not part of it ({} surplus tensors)", entries.len())));
        }
        let step = |entry: &Entry| Step {
            slot: Slot { key: entry.key.clone(), shape: entry.shape.clone() },
            stored: entry.dtype,
            length: entry.range.len(),
            scales_of: scales.remove(&entry.key),
        };
        Ok(Self { info, steps: header.entries.iter().map(step).collect() })
    }
}

/// The width of the network, from the one tensor that states it first.
fn embed_dim(entries: &HashMap<&str, &Entry>) -> Result<usize> {
    let key = "patch_embed.proj.bias";
    match entries.get(key).map(|entry| entry.shape.as_slice()) {
        Some(&[embed_dim]) => Ok(embed_dim),
        Some(shape) => Err(Error::ModelFormat(format!("{key} has shape {shape:?}, expected [embed_dim]"))),
        None => Err(missing(key)),
    }
}

fn take<'a>(entries: &mut HashMap<&str, &'a Entry>, slot: &Slot) -> Result<&'a Entry> {
    let Slot { key, shape } = slot;
    match entries.remove(key.as_str()) {
        Some(entry) if entry.shape == *shape => Ok(entry),
        Some(entry) => Err(Error::ModelFormat(format!("{key} has shape {:?}, expected {shape:?}", entry.shape))),
        None => Err(missing(key)),
    }
}

/// Where the scales of an 8-bit matrix are; `None` for other types.
fn scale_slot(slot: &Slot, entry: &Entry) -> Result<Option<Slot>> {
    if entry.dtype == Stored::I8 && slot.is_matrix() {
        return Ok(Some(Slot { key: scale_key(&slot.key), shape: vec![slot.shape[0]] }));
    }
    expect_stored(entry, &[Stored::F32, Stored::F16]).map(|()| None)
}

/// The reader needs the scales first.
fn expect_before(scales: &Entry, entry: &Entry) -> Result<()> {
    expect_stored(scales, &[Stored::F32])?;
    if scales.range.start < entry.range.start {
        return Ok(());
    }
    Err(Error::ModelFormat(format!("{} lies before its scales", entry.key)))
}

fn expect_stored(entry: &Entry, expected: &[Stored]) -> Result<()> {
    if expected.contains(&entry.dtype) {
        return Ok(());
    }
    let Entry { key, dtype, .. } = entry;
    Err(Error::ModelFormat(format!("{key} is stored as {dtype:?}, which is not read here")))
}

fn missing(key: &str) -> Error {
    Error::ModelFormat(format!("{key} is missing"))
}
