//! Checkpoint → its tensors: what training wrote, read without running any of it.
//!
//! ```text
//! .pt, .pth     ──▶ pytorch (zip) ──▶ pickle (data only) ──▶ values ─┐
//! .safetensors  ──▶ safetensors (strict header) ─────────────────────┴▶ unwrap ──▶ Checkpoint ──▶ Architecture
//!                                                  the network among dicts, prefixes   key → view    what it means
//! ```
//!
//! A checkpoint comes from anywhere, and PyTorch's format is a program. So: nothing in it is executed, nothing that it
//! only claims is allocated, and every tensor listed has been found to lie within the file. The file is mapped into
//! memory, not read, and one tensor at a time becomes numbers.

mod architecture;
mod globals;
mod opcodes;
mod pickle;
mod pytorch;
mod reader;
mod safetensors;
mod stack;
mod unwrap;
mod values;
mod view;

use std::path::Path;

use memmap2::Mmap;

pub use architecture::{Architecture, slot_values};

use crate::error::{Error, Result};
use unwrap::Network;
use view::View;

/// Longest text from a file that a message repeats, in characters.
const MAX_SHOWN: usize = 80;

/// A network of a checkpoint: tensors by key, as they lie in its file.
pub struct Checkpoint {
    bytes: Bytes,
    network: Network<View>,
}

/// A file's bytes, mapped or in memory.
type Bytes = Box<dyn AsRef<[u8]> + Send + Sync>;

impl Checkpoint {
    /// Opens a file, PyTorch's or `.safetensors`; its bytes say which, not its name. It holds one network, in whatever dicts
    /// and behind whatever prefix.
    ///
    /// # Errors
    /// [`Error::CheckpointFormat`] says what is wrong, and what to do where something can be done.
    ///
    /// # Cost
    /// Memory: the list of tensors. The file is mapped: it must not be cut or rewritten meanwhile.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_network(path, None)
    }

    /// Opens one network of a file that may hold several. `name`: the dicts' keys and the prefix that lead to it, joined by
    /// dots, or a part of them that is no other's; `.` at the top.
    ///
    /// # Errors
    /// Those of [`Self::open`]; without a name and with a wrong one they list the networks.
    pub fn open_network(path: &Path, name: Option<&str>) -> Result<Self> {
        let unreadable = |error| unusable(format!("{} cannot be read ({error})", path.display()));
        let file = std::fs::File::open(path).map_err(unreadable)?;
        #[expect(unsafe_code, reason = "a checkpoint may be larger than the memory")]
        // SAFETY: sound as long as nobody changes the file while it is read, which the documentation asks for.
        let map = unsafe { Mmap::map(&file) }.map_err(unreadable)?;
        Self::new(Box::new(map), name)
    }

    /// Reads a checkpoint that is in memory already.
    ///
    /// # Errors
    /// Those of [`Self::open`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Self::new(Box::new(bytes), None)
    }

    fn new(bytes: Bytes, name: Option<&str>) -> Result<Self> {
        let file = (*bytes).as_ref();
        let network = match pytorch::is_pytorch(file) {
            true => pytorch::read(file, name)?,
            false => safetensors::read(file, name)?,
        };
        Ok(Self { network, bytes })
    }

    /// The network's name: what leads to it in the file; `.` at the top.
    pub fn network(&self) -> &str {
        &self.network.name
    }

    /// How many tensors of the file do not belong to the network.
    pub fn others(&self) -> usize {
        self.network.others
    }

    /// Every tensor's key and shape, in the order of the keys.
    pub fn tensors(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.network.tensors.iter().map(|(key, view)| (key.as_str(), view.shape()))
    }

    /// A tensor's shape, row-major.
    pub fn shape(&self, key: &str) -> Option<&[usize]> {
        self.network.tensors.get(key).map(View::shape)
    }

    /// A tensor's values, row-major, in single precision.
    ///
    /// # Errors
    /// [`Error::CheckpointFormat`] naming the tensor: there is none, it holds no fractions, or a value is not finite.
    ///
    /// # Cost
    /// Memory: the values alone.
    pub fn values(&self, key: &str) -> Result<Vec<f32>> {
        let view = self.network.tensors.get(key).ok_or_else(|| unusable(format!("{} is missing", shown(key))))?;
        let values = view.values((*self.bytes).as_ref()).map_err(|what| unusable(format!("{} {what}", shown(key))))?;
        match values.iter().position(|value| !value.is_finite()) {
            Some(at) => Err(unusable(format!("{} holds {} at index {at}", shown(key), values[at]))),
            None => Ok(values),
        }
    }
}

/// The error of this module.
fn unusable(what: impl Into<String>) -> Error {
    Error::CheckpointFormat(what.into())
}

/// A text from a file, fit for a message: short, and without what a terminal would obey.
fn shown(text: &str) -> String {
    let short: String = text.chars().take(MAX_SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(MAX_SHOWN).is_some() { short + "…" } else { short }
}
