//! A safetensors file: its header, the tensors that it must hold, and how their numbers are stored. The model file, the
//! locator's file and `.safetensors` checkpoints are read through it.

mod header;
mod numbers;
mod take;

pub use header::{Entry, Header, PREFIX};
pub use numbers::{Numbers, decode_into, encode, row_scales, scale_key};
pub use take::{Slot, Tensors};
