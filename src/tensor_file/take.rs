//! Tensors by key, read strictly: a missing, surplus or misshapen one is an error that names it.

use std::collections::BTreeMap;

use super::header::Entry;
use crate::error::{Error, Result};

/// A tensor that a file must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its key.
    pub key: String,
    /// Its shape, row-major.
    pub shape: Vec<usize>,
}

impl Slot {
    /// How many numbers it holds.
    pub fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// How many numbers one row holds: what belongs to one output.
    pub fn row_len(&self) -> usize {
        self.shape[1..].iter().product()
    }
}

/// The tensors of a file that have not been taken yet.
pub struct Tensors(BTreeMap<String, Entry>);

impl Tensors {
    pub fn new(entries: Vec<Entry>) -> Self {
        Self(entries.into_iter().map(|entry| (entry.key.clone(), entry)).collect())
    }

    /// The shape of a tensor.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] if it is missing.
    pub fn shape(&self, key: &str) -> Result<&[usize]> {
        self.0.get(key).map(|entry| entry.shape.as_slice()).ok_or_else(|| missing(key))
    }

    /// Takes a tensor.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] if it is missing or of another shape.
    pub fn take(&mut self, key: &str, shape: &[usize]) -> Result<Entry> {
        match self.0.remove(key) {
            Some(entry) if entry.shape == shape => Ok(entry),
            Some(Entry { shape: found, .. }) => {
                Err(Error::ModelFormat(format!("{key} has shape {found:?}, expected {shape:?}")))
            }
            None => Err(missing(key)),
        }
    }

    /// Refuses a file that holds more than was taken.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] naming the first surplus tensor.
    pub fn refuse_surplus(&self) -> Result<()> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(key) => Err(Error::ModelFormat(format!("{key} is not part of it ({} surplus tensors)", self.0.len()))),
        }
    }
}

fn missing(key: &str) -> Error {
    Error::ModelFormat(format!("{key} is missing"))
}
