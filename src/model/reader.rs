//! Bytes as they arrive → network: a file of any size is read and never held as a whole.
//!
//! The header is checked as soon as it is complete: a wrong file is refused after its first kilobytes. Then each tensor goes
//! to the device when its last byte has come, and its bytes are forgotten.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::parts::Parts;
use super::plan::{Plan, Step};
use super::{Model, ModelInfo, hex};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::tensor_file::{Header, Numbers, PREFIX, decode_into};
use crate::vit::VitConfig;

/// Reads a model file in pieces.
///
/// # Cost
/// Memory: the network itself, on the CPU eight-bit matrices as they are and all else as f32, and three times its largest
/// tensor; nothing that only a header claims.
pub struct ModelReader {
    device: Device,
    digest: Sha256,
    state: State,
}

enum State {
    /// The bytes of the length and the header so far.
    Header(Vec<u8>),
    Tensors(Box<Assembly>),
    /// What was wrong; later bytes do not count.
    Failed(Error),
}

impl ModelReader {
    /// A reader that puts the network on this device.
    pub fn new(device: Device) -> Self {
        Self { device, digest: Sha256::new(), state: State::Header(Vec::new()) }
    }

    /// Takes the file's next bytes.
    ///
    /// # Errors
    /// [`Error::ModelFormat`], as early as it can be known; it stays, and later bytes only count for [`Self::sha256`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.digest.update(bytes);
        let result = match &mut self.state {
            State::Header(start) => Self::push_header(start, bytes, &self.device),
            State::Tensors(assembly) => assembly.push(bytes).map(|()| None),
            State::Failed(error) => Err(error.clone()),
        };
        match result {
            Ok(None) => Ok(()),
            Ok(Some(assembly)) => {
                self.state = State::Tensors(assembly);
                Ok(())
            }
            Err(error) => {
                self.state = State::Failed(error.clone());
                Err(error)
            }
        }
    }

    /// Adds to the header; once it is whole, starts on the tensors with the bytes after it.
    fn push_header(start: &mut Vec<u8>, bytes: &[u8], device: &Device) -> Result<Option<Box<Assembly>>> {
        let wanted = |start: &[u8]| match start.first_chunk() {
            None => Ok(PREFIX),
            Some(&prefix) => Header::length(prefix).map(|length| PREFIX + length),
        };
        let mut rest = bytes;
        loop {
            let missing = wanted(start)? - start.len();
            let (now, later) = rest.split_at(missing.min(rest.len()));
            start.extend(now);
            rest = later;
            if now.len() < missing {
                return Ok(None);
            }
            if start.len() > PREFIX {
                break;
            }
        }
        let mut assembly = Box::new(Assembly::new(start, device)?);
        assembly.push(rest)?;
        Ok(Some(assembly))
    }

    /// Bytes of the whole file, as its header says; `None` until it is read.
    pub fn size(&self) -> Option<u64> {
        match &self.state {
            State::Tensors(assembly) => Some(assembly.size),
            _ => None,
        }
    }

    /// SHA-256 of all bytes so far, lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        hex(&self.digest.clone().finalize())
    }

    /// The network, when all bytes have come.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] if some are missing, or what [`Self::push`] said.
    pub fn finish(self) -> Result<Model> {
        let sha256 = self.sha256();
        match self.state {
            State::Tensors(assembly) => assembly.finish(sha256),
            State::Header(start) => {
                Err(Error::ModelFormat(format!("not a whole safetensors file: it ends after {} bytes", start.len())))
            }
            State::Failed(error) => Err(error),
        }
    }
}

/// The network's sizes, from a file's first bytes; `None` while its header is not whole.
///
/// # Errors
/// [`Error::ModelFormat`] for what is not a model file.
pub fn peek(start: &[u8]) -> Result<Option<VitConfig>> {
    let Some((&prefix, rest)) = start.split_first_chunk() else { return Ok(None) };
    let Some(json) = rest.get(..Header::length(prefix)?) else { return Ok(None) };
    Ok(Some(Plan::new(&Header::parse(json)?)?.info.config))
}

/// A network while its tensors arrive.
struct Assembly {
    info: ModelInfo,
    plan: std::vec::IntoIter<Step>,
    /// The tensor whose bytes are coming.
    current: Option<Step>,
    /// Its bytes so far.
    partial: Vec<u8>,
    /// Its numbers, in the memory of the last one's: new memory for each would leave gaps between what stays.
    values: Vec<f32>,
    /// Scales of the 8-bit tensors that come after them.
    scales: HashMap<String, Vec<f32>>,
    parts: Parts,
    size: u64,
    received: u64,
}

impl Assembly {
    /// `start`: the file up to its tensors.
    fn new(start: &[u8], device: &Device) -> Result<Self> {
        let header = Header::parse(&start[PREFIX..])?;
        let Plan { info, steps } = Plan::new(&header)?;
        let mut plan = steps.into_iter();
        Ok(Self {
            current: plan.next(),
            plan,
            partial: Vec::new(),
            values: Vec::new(),
            scales: HashMap::new(),
            parts: Parts::new(info.config, device),
            info,
            size: (start.len() + header.data_len()) as u64,
            received: start.len() as u64,
        })
    }

    fn push(&mut self, mut bytes: &[u8]) -> Result<()> {
        self.received += bytes.len() as u64;
        while let Some(step) = &self.current {
            let missing = step.length - self.partial.len();
            let Some((now, later)) = bytes.split_at_checked(missing) else {
                self.partial.extend(bytes);
                return Ok(());
            };
            // Most tensors come in many pieces, small ones many in a piece: those need no copy.
            if self.partial.is_empty() {
                self.take(now)?;
            } else {
                let mut whole = std::mem::take(&mut self.partial);
                whole.extend(now);
                self.take(&whole)?;
                whole.clear();
                self.partial = whole;
            }
            bytes = later;
        }
        match bytes {
            [] => Ok(()),
            more => Err(Error::ModelFormat(format!("at least {} bytes more than its header says", more.len()))),
        }
    }

    /// All bytes of the current tensor.
    fn take(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(Step { slot, dtype, scales_of, .. }) = self.current.take() else { return Ok(()) };
        let scales = self.scales.remove(&slot.key);
        let numbers = match &scales {
            Some(scales) => Numbers::eight(&slot.key, bytes, scales)?,
            None => {
                decode_into(&mut self.values, &slot.key, dtype, bytes)?;
                Numbers::Single(&self.values)
            }
        };
        match scales_of {
            Some(key) => drop(self.scales.insert(key, numbers.to_single())),
            None => self.parts.put(&slot, numbers),
        }
        self.current = self.plan.next();
        Ok(())
    }

    fn finish(mut self, sha256: String) -> Result<Model> {
        if let Some(step) = &self.current {
            let Self { received, size, .. } = self;
            let key = &step.slot.key;
            return Err(Error::ModelFormat(format!("cut short in {key}: {received} of {size} bytes are there")));
        }
        self.info.sha256 = sha256;
        Ok(Model { network: self.parts.network(), info: self.info })
    }
}
