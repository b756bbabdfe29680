//! The header of a safetensors file, read more strictly than the format asks: nothing in it may be said twice.
//!
//! Format: eight bytes, the header's length (u64, little-endian); the header, JSON; the tensors' bytes, without gaps.
//! Source: the safetensors repository's README, "Format".

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{Error, Result};

/// Bytes before the header: its length.
pub const PREFIX: usize = 8;
/// Longest header accepted, in bytes. The deepest network accepted needs a tenth of it; the format allows 100 MB.
pub const MAX_LENGTH: usize = 4 << 20;
/// Where safetensors keeps what is not a tensor.
const METADATA: &str = "__metadata__";

/// What a safetensors file says about itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Free texts by key.
    pub metadata: HashMap<String, String>,
    /// The tensors in the order of their bytes.
    pub entries: Vec<Entry>,
}

/// One tensor of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its key.
    pub key: String,
    /// How its values are stored.
    pub dtype: Dtype,
    /// Its shape, row-major.
    pub shape: Vec<usize>,
    /// Where its bytes are, counted from the end of the header.
    pub range: Range<usize>,
}

impl Header {
    /// The header's length from a file's first bytes.
    ///
    /// # Errors
    /// [`Error::ModelFormat`], which says what the file looks like instead.
    pub fn length(prefix: [u8; PREFIX]) -> Result<usize> {
        let length = u64::from_le_bytes(prefix);
        match usize::try_from(length) {
            Ok(length @ 2..=MAX_LENGTH) => Ok(length),
            _ => Err(Error::ModelFormat(looks_like(prefix).map_or_else(
                || format!("no safetensors file (its header would be {length} bytes long)"),
                |what| format!("no safetensors file, but {what}"),
            ))),
        }
    }

    /// Parses the JSON between the length and the tensors.
    ///
    /// # Errors
    /// [`Error::ModelFormat`] for anything but distinct keys whose byte ranges fit their types and shapes, one after
    /// the other.
    pub fn parse(json: &[u8]) -> Result<Self> {
        let Object(mut texts) = serde_json::from_slice::<Object<&RawValue>>(json).map_err(unreadable)?;
        let metadata = texts.remove(METADATA).map_or("{}", RawValue::get);
        let Object(metadata) = serde_json::from_str::<Object<String>>(metadata).map_err(unreadable)?;
        let tensor = |(key, text): (_, &RawValue)| Ok((key, serde_json::from_str::<TensorInfo>(text.get())?));
        let mut tensors =
            texts.into_iter().map(tensor).collect::<Result<Vec<_>, _>>().map_err(unreadable::<serde_json::Error>)?;
        tensors.sort_by_key(|(_, info)| info.data_offsets);
        // Checks ranges, types and shapes.
        Metadata::new(None, tensors.clone()).map_err(unreadable)?;
        let entries = tensors.into_iter().map(|(key, info)| {
            let (start, end) = info.data_offsets;
            Entry { key, dtype: info.dtype, shape: info.shape, range: start..end }
        });
        Ok(Self { metadata: metadata.into_iter().collect(), entries: entries.collect() })
    }

    /// Splits a whole file into its header and the tensors' bytes.
    ///
    /// # Errors
    /// Those of [`Self::length`] and [`Self::parse`]; [`Error::ModelFormat`] for a file that is too short or too long.
    pub fn of_file(file: &[u8]) -> Result<(Self, &[u8])> {
        let Some((&prefix, rest)) = file.split_first_chunk() else { return Err(too_short(file.len())) };
        let length = Self::length(prefix)?;
        let Some((json, data)) = rest.split_at_checked(length) else { return Err(too_short(file.len())) };
        let header = Self::parse(json)?;
        if header.data_len() != data.len() {
            return Err(Error::ModelFormat(format!(
                "its tensors take {} bytes, its header says {}: no whole safetensors file",
                data.len(),
                header.data_len()
            )));
        }
        Ok((header, data))
    }

    /// Bytes of all tensors.
    pub fn data_len(&self) -> usize {
        self.entries.last().map_or(0, |entry| entry.range.end)
    }

    /// The file up to the tensors' bytes: what [`Self::of_file`] reads. Texts in the order of their keys.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut json = serde_json::Map::new();
        let texts: BTreeMap<_, _> = self.metadata.iter().collect();
        json.insert(METADATA.into(), serde_json::json!(texts));
        for Entry { key, dtype, shape, range } in &self.entries {
            let data_offsets = (range.start, range.end);
            json.insert(
                key.clone(),
                serde_json::json!(TensorInfo { dtype: *dtype, shape: shape.clone(), data_offsets }),
            );
        }
        let mut json = serde_json::to_vec(&json).expect("texts and numbers");
        // The format wants the tensors to start at a multiple of eight.
        json.resize(json.len().next_multiple_of(PREFIX), b' ');
        [&(json.len() as u64).to_le_bytes(), json.as_slice()].concat()
    }
}

fn unreadable<E: fmt::Display>(error: E) -> Error {
    Error::ModelFormat(format!("no safetensors header ({error})"))
}

fn too_short(length: usize) -> Error {
    Error::ModelFormat(format!("no whole safetensors file: it ends after {length} bytes"))
}

/// What else starts with these bytes, and what to do about it.
fn looks_like(prefix: [u8; PREFIX]) -> Option<&'static str> {
    match prefix {
        // APPNOTE.TXT 4.3.7: a zip archive's local file header.
        [b'P', b'K', 3, 4, ..] => Some("a zip archive: convert a PyTorch checkpoint first, with attn-fiqa convert"),
        [b'<', ..] => Some("a web page: is the address right?"),
        // The specification of git-lfs pointers: `version https://git-lfs…`.
        [b'v', b'e', b'r', b's', b'i', b'o', b'n', b' '] => Some("a git-lfs pointer: fetch the file itself"),
        _ => None,
    }
}

/// A JSON object that has no key twice; serde's own maps keep the last value.
struct Object<V>(BTreeMap<String, V>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Object<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Keys(PhantomData))
    }
}

struct Keys<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for Keys<V> {
    type Value = Object<V>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<V>, A::Error> {
        let mut object = BTreeMap::new();
        while let Some((key, value)) = map.next_entry::<String, V>()? {
            if object.insert(key.clone(), value).is_some() {
                return Err(A::Error::custom(format!("{key} is there twice")));
            }
        }
        Ok(Object(object))
    }
}
