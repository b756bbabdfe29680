//! Our file: safetensors, the same bytes for the same tensors.

use std::collections::BTreeMap;

use safetensors::tensor::TensorView;
use serde_json::value::RawValue;

use super::tensor::Tensor;
use crate::Result;

/// The locator's own format; its reader refuses others.
const FORMAT: &str = "attn-fiqa-locator";
/// Goes up when names, shapes or meanings change.
const VERSION: &str = "1";
/// The detector's and the landmarks', in `www/models/locator.NOTICE.md`.
const LICENCE: &str = "Apache-2.0 AND MIT";

/// The file's bytes.
pub fn write(tensors: &[Tensor], provenance: &str) -> Result<Vec<u8>> {
    let unwritable = |error: &dyn std::fmt::Display| format!("the locator's weights cannot be written: {error}");
    let view = |tensor| view(tensor).map_err(|error| unwritable(&error));
    let views: Vec<_> = tensors.iter().map(view).collect::<Result<_>>()?;
    let file = safetensors::serialize(views, None).map_err(|error| unwritable(&error))?;
    with_metadata(&file, &metadata(tensors, provenance)?)
}

fn view(tensor: &Tensor) -> std::result::Result<(&str, TensorView<'_>), safetensors::SafeTensorError> {
    Ok((&tensor.name, TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.data)?))
}

/// JSON of the format's metadata, keys in order.
fn metadata(tensors: &[Tensor], provenance: &str) -> Result<String> {
    let quantised = |tensor: &'_ Tensor| Some((tensor.name.clone(), tensor.quantization.clone()?));
    let quantization: BTreeMap<String, [Box<RawValue>; 2]> = tensors.iter().filter_map(quantised).collect();
    let entries = BTreeMap::from([
        ("format", FORMAT.to_owned()),
        ("version", VERSION.to_owned()),
        ("licence", LICENCE.to_owned()),
        ("provenance", provenance.to_owned()),
        ("quantization", json(&quantization)?),
    ]);
    json(&entries)
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| format!("the locator's metadata cannot be written: {error}"))
}

/// The same file with metadata. The writer takes it as a hash map only, whose order differs from run to run, so it goes in
/// here. The header: its length in 8 bytes, then JSON, padded to a multiple of 8.
fn with_metadata(file: &[u8], metadata: &str) -> Result<Vec<u8>> {
    let header = file.first_chunk().map(|length| u64::from_le_bytes(*length) as usize);
    let parts = header.and_then(|length| file[8..].split_at_checked(length));
    let (header, data) = parts.ok_or("the locator's weights have no header")?;
    let tensors = header.strip_prefix(b"{").ok_or("the locator's header is not an object")?.trim_ascii_end();
    let mut header = [format!("{{\"__metadata__\":{metadata},").as_bytes(), tensors].concat();
    header.resize(header.len().next_multiple_of(8), b' ');
    Ok([&(header.len() as u64).to_le_bytes(), header.as_slice(), data].concat())
}
