//! Model file ↔ network: one `.safetensors` that holds exactly what quality needs, read strictly.
//!
//! [`layout`] lists its tensors, [`ModelReader`] reads it as it arrives, [`model_file`] writes one. Matrices are stored
//! in single or half precision or in eight bits ([`Precision`]); the network computes in single precision.
//!
//! A missing, surplus or misshapen tensor and a value that is not finite are errors that name the tensor.

#[cfg(feature = "burn")]
mod burn_parts;
mod layout;
mod metadata;
mod parts;
mod plan;
mod reader;
mod synthetic;
mod write;

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

pub use layout::layout;
pub use metadata::ModelInfo;
pub use reader::{ModelReader, peek};
pub use synthetic::{Noise, synthetic_model, synthetic_model_in};
pub use write::{Precision, model_file, restate};

use crate::device::Device;
use crate::error::Result;
pub use crate::tensor_file::Slot;
use crate::vit::CpuVit;
#[cfg(feature = "burn")]
use crate::vit::Vit;

/// A network on its device, and what its file says about it.
#[derive(Debug)]
pub struct Model {
    /// The network.
    pub network: Network,
    /// What the file states.
    pub info: ModelInfo,
}

/// A network, in the form that its device runs.
#[derive(Debug)]
pub enum Network {
    /// In memory, for this crate's own kernels.
    Cpu(Box<CpuVit>),
    /// On a device of burn's.
    #[cfg(feature = "burn")]
    Burn(Box<Vit>, burn::tensor::Device),
}

impl Network {
    /// Whether it multiplies its matrices as integers.
    pub fn is_integer(&self) -> bool {
        self.cpu().is_some_and(CpuVit::is_integer)
    }

    /// The network on the CPU.
    pub fn cpu(&self) -> Option<&CpuVit> {
        match self {
            Network::Cpu(vit) => Some(vit),
            #[cfg(feature = "burn")]
            Network::Burn(..) => None,
        }
    }

    /// The same, to let it [join](CpuVit::join) others.
    pub fn cpu_mut(&mut self) -> Option<&mut CpuVit> {
        match self {
            Network::Cpu(vit) => Some(vit),
            #[cfg(feature = "burn")]
            Network::Burn(..) => None,
        }
    }
}

impl Model {
    /// Reads a whole model file; [`ModelReader`] reads one in pieces.
    ///
    /// # Errors
    /// [`Error::ModelFormat`](crate::Error::ModelFormat) says which key, tensor or size is wrong.
    pub fn from_bytes(bytes: &[u8], device: &Device) -> Result<Self> {
        let mut reader = ModelReader::new(device.clone());
        reader.push(bytes)?;
        reader.finish()
    }
}

/// The SHA-256 of some bytes, in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
