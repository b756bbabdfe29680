//! Network → model file, a piece at a time: a file of any size is written without ever being held.

use safetensors::Dtype;

use super::ModelInfo;
use super::layout::{is_matrix, layout};
use crate::error::Result;
use crate::tensor_file::{Entry, Header, Slot, encode, row_scales, scale_key};

/// How the matrices of a model file are stored. Norms, biases and `pos_embed`, a hundredth of the numbers, stay f32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Precision {
    /// Single precision, 4 bytes.
    F32,
    /// Half precision, 2 bytes.
    F16,
    /// Symmetric 8 bit: value = `scale·q`, `q` in ±127, one f32 scale for each row (output), under `{key}.scale`.
    Int8,
}

impl Precision {
    /// How a tensor of the layout is stored.
    fn of(self, slot: &Slot) -> Dtype {
        match self {
            Precision::F16 if is_matrix(slot) => Dtype::F16,
            Precision::Int8 if is_matrix(slot) => Dtype::I8,
            _ => Dtype::F32,
        }
    }
}

/// The bytes of a model file, in pieces to be written one after the other.
///
/// `info` says what the file shall state about itself; its `parameters` and `sha256` follow from the file and are not
/// read. `values` gives the numbers of a tensor of the [`layout`]; for 8-bit tensors it is asked twice, once for their
/// scales.
///
/// # Errors
/// Those of `values`, and [`Error::ModelFormat`](crate::Error::ModelFormat) for numbers that `precision` cannot hold.
pub fn model_file(
    info: &ModelInfo,
    precision: Precision,
    mut values: impl FnMut(&Slot) -> Result<Vec<f32>>,
) -> impl Iterator<Item = Result<Vec<u8>>> {
    let pieces = pieces(layout(info.config), precision);
    let header = Header { metadata: info.to_metadata(), entries: entries(&pieces) };
    let tensors = pieces.into_iter().map(move |piece| piece.bytes(&values(&piece.slot)?));
    std::iter::once(Ok(header.to_bytes())).chain(tensors)
}

/// One tensor of the file.
struct Piece {
    slot: Slot,
    dtype: Dtype,
    /// Not the slot's numbers, but the scales of its rows.
    is_scales: bool,
}

/// Single precision first, scales too: a reader has them when the 8-bit tensors come, and every tensor starts at
/// a multiple of its number's size.
fn pieces(slots: Vec<Slot>, precision: Precision) -> Vec<Piece> {
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for slot in slots {
        let dtype = precision.of(&slot);
        if dtype == Dtype::I8 {
            first.push(Piece { slot: slot.clone(), dtype: Dtype::F32, is_scales: true });
        }
        let pieces = if dtype == Dtype::F32 { &mut first } else { &mut rest };
        pieces.push(Piece { slot, dtype, is_scales: false });
    }
    first.append(&mut rest);
    first
}

fn entries(pieces: &[Piece]) -> Vec<Entry> {
    let mut end = 0;
    let entry = |piece: &Piece| {
        let start = end;
        let Slot { key, shape } = piece.stored_slot();
        end += shape.iter().product::<usize>() * piece.dtype.bitsize() / 8;
        Entry { key, dtype: piece.dtype, shape, range: start..end }
    };
    pieces.iter().map(entry).collect()
}

impl Piece {
    fn stored_slot(&self) -> Slot {
        let Slot { key, shape } = &self.slot;
        match self.is_scales {
            true => Slot { key: scale_key(key), shape: shape[..1].to_vec() },
            false => self.slot.clone(),
        }
    }

    fn bytes(&self, values: &[f32]) -> Result<Vec<u8>> {
        match self.is_scales {
            true => encode(&self.slot, self.dtype, &row_scales(&self.slot, values)),
            false => encode(&self.slot, self.dtype, values),
        }
    }
}

/// A copy of a model file that states other things about itself; its tensors stay as they are, bit by bit.
///
/// # Errors
/// [`Error::ModelFormat`](crate::Error::ModelFormat) if it is not a safetensors file.
pub fn restate(file: &[u8], texts: &[(&str, String)]) -> Result<Vec<u8>> {
    let (mut header, tensors) = Header::of_file(file)?;
    header.metadata.extend(texts.iter().map(|(key, text)| ((*key).to_owned(), text.clone())));
    Ok([&header.to_bytes(), tensors].concat())
}
