//! A `.safetensors` checkpoint: the same tensors as in PyTorch's, under the same keys, in a format that is only a list.

use super::view::View;
use super::{shown, unusable};
use crate::error::{Error, Result};
use crate::tensor_file::{Entry, Header};

/// The tensors by key.
pub(super) fn read(file: &[u8]) -> Result<Vec<(String, View)>> {
    let (header, data) = Header::of_file(file).map_err(|error| match error {
        Error::ModelFormat(what) => unusable(format!("{what}; nor a zip archive, as torch.save writes them")),
        other => other,
    })?;
    if header.metadata.get("format").is_some_and(|format| format == "attn-fiqa") {
        return Err(unusable("it is a model file already: use it as it is"));
    }
    let start = file.len() - data.len();
    header.entries.into_iter().map(|entry| view(entry, start)).collect()
}

/// An entry's place in the whole file.
fn view(Entry { key, dtype, shape, range }: Entry, start: usize) -> Result<(String, View)> {
    let view = View::contiguous(dtype, start + range.start..start + range.end, shape);
    view.map(|view| (key.clone(), view)).map_err(|what| unusable(format!("{} {what}", shown(&key))))
}
