//! A `.safetensors` checkpoint: the same tensors as in PyTorch's, under the same keys, in a format that is only a list.

use super::unwrap::{Network, Placed};
use super::view::View;
use super::{shown, unusable, unwrap};
use crate::error::{Error, Result};
use crate::tensor_file::{Entry, Header};

/// The tensors of a network: the only one, or the one with this name.
pub(super) fn read(file: &[u8], wanted: Option<&str>) -> Result<Network<View>> {
    let (header, data) = Header::of_file(file).map_err(|error| match error {
        Error::ModelFormat(what) => unusable(format!("{what}; nor a zip archive, as torch.save writes them")),
        other => other,
    })?;
    if header.metadata.get("format").is_some_and(|format| format == "attn-fiqa") {
        return Err(unusable("it is a model file already: use it as it is"));
    }
    let start = file.len() - data.len();
    unwrap::network(header.entries.into_iter().map(|entry| view(entry, start)).collect::<Result<_>>()?, wanted)
}

/// An entry's place in the whole file.
fn view(Entry { key, dtype, shape, range }: Entry, start: usize) -> Result<Placed<View>> {
    match View::contiguous(dtype, start + range.start..start + range.end, shape) {
        Ok(tensor) => Ok(Placed { path: key, dicts: 0, tensor }),
        Err(what) => Err(unusable(format!("{} {what}", shown(&key)))),
    }
}
