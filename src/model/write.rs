//! Network → model file, a piece at a time: a file of any size is written without ever being held.

use safetensors::Dtype as Stored;

use super::ModelInfo;
use super::header::{Entry, Header};
use super::layout::{Slot, layout};
use super::storage::{self, Dtype, row_scales, scale_key};
use crate::error::Result;

/// The bytes of a model file, in pieces to be written one behind the other.
///
/// `info` says what the file shall state of itself; its `parameters` and `sha256` follow from the file and are not
/// read. `values` gives the numbers of a tensor of the [`layout`]; for 8-bit tensors it is asked twice, once for their
/// scales.
///
/// # Errors
/// Those of `values`, and [`Error::ModelFormat`](crate::Error::ModelFormat) for numbers that `dtype` cannot hold.
pub fn model_file(
    info: &ModelInfo,
    dtype: Dtype,
    mut values: impl FnMut(&Slot) -> Result<Vec<f32>>,
) -> impl Iterator<Item = Result<Vec<u8>>> {
    let pieces = pieces(layout(info.config), dtype);
    let header = Header { metadata: info.to_metadata(), entries: entries(&pieces) };
    let tensors = pieces.into_iter().map(move |piece| piece.bytes(&values(&piece.slot)?));
    std::iter::once(Ok(header.to_bytes())).chain(tensors)
}

/// One tensor of the file.
struct Piece {
    slot: Slot,
    stored: Stored,
    /// Not the slot's numbers, but the scales of its rows.
    is_scales: bool,
}

/// Single precision first, scales too: so they are there when the 8-bit tensors come, and every tensor lies at a
/// multiple of its number's size.
fn pieces(slots: Vec<Slot>, dtype: Dtype) -> Vec<Piece> {
    let (mut first, mut behind) = (Vec::new(), Vec::new());
    for slot in slots {
        let stored = dtype.of(&slot);
        if stored == Stored::I8 {
            first.push(Piece { slot: slot.clone(), stored: Stored::F32, is_scales: true });
        }
        let pieces = if stored == Stored::F32 { &mut first } else { &mut behind };
        pieces.push(Piece { slot, stored, is_scales: false });
    }
    first.append(&mut behind);
    first
}

fn entries(pieces: &[Piece]) -> Vec<Entry> {
    let mut end = 0;
    let entry = |piece: &Piece| {
        let start = end;
        let Slot { key, shape } = piece.stored_slot();
        end += shape.iter().product::<usize>() * piece.stored.bitsize() / 8;
        Entry { key, dtype: piece.stored, shape, range: start..end }
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
            true => storage::encode(&self.slot, self.stored, &row_scales(&self.slot, values)),
            false => storage::encode(&self.slot, self.stored, values),
        }
    }
}

/// A copy of a model file that states other things of itself; its tensors stay as they are, bit by bit.
///
/// # Errors
/// [`Error::ModelFormat`](crate::Error::ModelFormat) if it is no safetensors file.
pub fn restate(file: &[u8], texts: &[(&str, String)]) -> Result<Vec<u8>> {
    let (mut header, tensors) = Header::of_file(file)?;
    header.metadata.extend(texts.iter().map(|(key, text)| ((*key).to_owned(), text.clone())));
    Ok([&header.to_bytes(), tensors].concat())
}
