//! How numbers are stored in a file: single precision, half precision, or eight bits with a scale for each row.

use half::f16;
use safetensors::Dtype;

use super::take::Slot;
use crate::error::{Error, Result};

/// The key of an 8-bit tensor's scales.
pub fn scale_key(key: &str) -> String {
    format!("{key}.scale")
}

/// The numbers of a tensor.
#[derive(Debug, Clone, Copy)]
pub enum Numbers<'a> {
    /// In single precision.
    Single(&'a [f32]),
    /// Signed eight bits, and the scale of each row.
    Eight { values: &'a [u8], scales: &'a [f32] },
}

impl<'a> Numbers<'a> {
    /// Bytes and scales as a file holds them.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] naming the tensor, for a scale that gives numbers that are not finite.
    pub fn eight(key: &str, values: &'a [u8], scales: &'a [f32]) -> Result<Self> {
        match scales.iter().position(|scale| !(127.0 * scale).is_finite()) {
            Some(row) => Err(Error::ModelFormat(format!("{key} has a scale of {} in row {row}", scales[row]))),
            None => Ok(Numbers::Eight { values, scales }),
        }
    }

    /// In single precision.
    pub fn to_single(self) -> Vec<f32> {
        match self {
            Numbers::Single(values) => values.to_vec(),
            Numbers::Eight { values, scales } => {
                let rows = values.chunks_exact(values.len() / scales.len()).zip(scales);
                rows.flat_map(|(row, scale)| row.iter().map(move |&q| scale * f32::from(q as i8))).collect()
            }
        }
    }
}

/// Bytes of 16 or 32 bits a number → numbers, in the place of what `values` held: tensor after tensor in one piece of
/// memory.
///
/// # Errors
/// [`Error::ModelFormat`] naming the tensor, for other types and for values that are not finite.
pub fn decode_into(values: &mut Vec<f32>, key: &str, dtype: Dtype, bytes: &[u8]) -> Result<()> {
    values.clear();
    values.reserve_exact(8 * bytes.len() / dtype.bitsize());
    match dtype {
        Dtype::F32 => values.extend(bytes.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b))),
        Dtype::F16 => values.extend(bytes.as_chunks().0.iter().map(|&b| f16::from_le_bytes(b).to_f32())),
        _ => return Err(Error::ModelFormat(format!("{key} is stored as {dtype:?}, which is not read here"))),
    }
    match values.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(Error::ModelFormat(format!("{key} holds {} at index {at}", values[at]))),
        None => Ok(()),
    }
}

/// Numbers → bytes.
///
/// # Errors
/// [`Error::ModelFormat`] naming the tensor, for values that half precision cannot hold.
pub fn encode(slot: &Slot, dtype: Dtype, values: &[f32]) -> Result<Vec<u8>> {
    match dtype {
        Dtype::F16 => encode_half(slot, values),
        Dtype::I8 => Ok(eight_bits(slot, values).0),
        _ => Ok(values.iter().flat_map(|value| value.to_le_bytes()).collect()),
    }
}

/// Numbers → eight bits, and the scale of each row.
fn eight_bits(slot: &Slot, values: &[f32]) -> (Vec<u8>, Vec<f32>) {
    let scales = row_scales(slot, values);
    let rows = values.chunks_exact(slot.row_len()).zip(&scales);
    let bytes = rows.flat_map(|(row, scale)| row.iter().map(move |value| (value / scale).round() as i8 as u8));
    (bytes.collect(), scales)
}

/// The scales that bring each row into ±127; 1 for a row of zeros.
pub fn row_scales(slot: &Slot, values: &[f32]) -> Vec<f32> {
    let scale = |row: &[f32]| match row.iter().fold(0.0_f32, |most, value| most.max(value.abs())) / 127.0 {
        // Too small to divide by: the row is zero for any purpose.
        scale if scale < f32::MIN_POSITIVE => 1.0,
        scale => scale,
    };
    values.chunks_exact(slot.row_len()).map(scale).collect()
}

fn encode_half(slot: &Slot, values: &[f32]) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(2 * values.len());
    for (at, &value) in values.iter().enumerate() {
        let half = f16::from_f32(value);
        if !half.is_finite() {
            let key = &slot.key;
            return Err(Error::ModelFormat(format!("{key} holds {value} at index {at}, more than f16 can: use f32")));
        }
        bytes.extend(half.to_le_bytes());
    }
    Ok(bytes)
}
