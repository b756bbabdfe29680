//! PyTorch's checkpoint, as `torch.save` writes it since version 1.6: a zip archive of a pickle and of raw storages.
//!
//! Entries, under one folder: `data.pkl`, `data/{key}` for each storage, `byteorder` (since 2.1). All are stored, so that
//! they can be mapped; a compressed one was not written by `torch.save`; refusing it also refuses every zip bomb.
//! Source: torch/serialization.py (`_save`), caffe2/serialize/inline_container.h.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Cursor;
use std::ops::Range;

use zip::{CompressionMethod, ZipArchive};

use super::unwrap::Network;
use super::values::{Id, Values};
use super::view::View;
use super::{pickle, shown, unusable, unwrap};
use crate::error::{Error, Result};

/// Largest pickle accepted, in bytes. It describes tensors, 200 bytes each, and holds no weights.
const MAX_PICKLE: usize = 16 << 20;
/// Most entries accepted: a training checkpoint has three for each tensor of the network.
const MAX_ENTRIES: usize = 1 << 16;
/// Longest name of a storage accepted, in bytes: a pickle can repeat a name without repeating its bytes.
const MAX_NAME: usize = 256;
/// How to make a checkpoint that is read here.
const SAVE_AGAIN: &str = "load it in PyTorch and save it again with torch.save(model.state_dict(), …)";

/// Whether the bytes are PyTorch's, in this format or in one that is refused with a hint.
pub(super) fn is_pytorch(file: &[u8]) -> bool {
    file.starts_with(b"PK") || is_legacy(file)
}

/// Written before 1.6: a bare pickle, and before 0.1.1 a tar archive. Source: torch/serialization.py (`_legacy_load`).
fn is_legacy(file: &[u8]) -> bool {
    // A safetensors file has `{` after its length, and may start as a pickle does: with PROTO.
    let is_safetensors = file.get(8) == Some(&b'{');
    // POSIX.1-1988: a tar archive's magic.
    let is_tar = file.get(257..262) == Some(b"ustar");
    !is_safetensors && (is_tar || matches!(file, [0x80, 2..=5, ..]))
}

/// The tensors of a network: the only one, or the one with this name.
pub(super) fn read(file: &[u8], wanted: Option<&str>) -> Result<Network<View>> {
    if is_legacy(file) {
        return Err(unusable(format!("it is in the format that PyTorch wrote before 1.6: {SAVE_AGAIN}")));
    }
    let archive = Archive::open(file)?;
    let (values, root) = pickle::load(archive.pickle(file)?)?;
    let Network { name, tensors, others } = unwrap::network(unwrap::tensors(&values, root)?, wanted)?;
    let view = |(key, id): (String, Id)| view(&archive, &values, &key, id).map(|view| (key, view));
    Ok(Network { name, tensors: tensors.into_iter().map(view).collect::<Result<_>>()?, others })
}

fn view(archive: &Archive, values: &Values, key: &str, id: Id) -> Result<View> {
    let wrong = |what: String| unusable(format!("{} {what}", shown(key)));
    let tensor = values.blueprint(id).ok_or_else(|| wrong("is no tensor that makes sense".into()))?;
    if tensor.storage.len() > MAX_NAME {
        return Err(wrong(format!("has a storage with a longer name than {MAX_NAME} bytes")));
    }
    let missing = || wrong(format!("has no storage: data/{} is not in the archive", shown(tensor.storage)));
    let storage = archive.entry(&format!("data/{}", tensor.storage)).ok_or_else(missing)?;
    View::new(tensor.dtype, storage, tensor.offset, tensor.shape, tensor.strides).map_err(wrong)
}

/// Where an archive's entries are.
struct Archive {
    /// The folder that all are in.
    folder: String,
    entries: HashMap<String, Range<usize>>,
}

impl Archive {
    fn open(file: &[u8]) -> Result<Self> {
        let mut archive = ZipArchive::new(Cursor::new(file)).map_err(broken)?;
        if archive.len() > MAX_ENTRIES {
            return Err(unusable(format!("it has {} entries, more than {MAX_ENTRIES}", archive.len())));
        }
        if archive.has_duplicate_names() {
            return Err(unusable("an entry of its zip archive is there twice"));
        }
        let names = (0..archive.len()).filter_map(|at| archive.name_for_index(at)?.ok());
        let folder = folder(names)?;
        if archive.index_for_name(&format!("{folder}/constants.pkl")).is_some() {
            return Err(unusable(format!("it is a TorchScript archive, a program: {SAVE_AGAIN}")));
        }
        let entries = (0..archive.len()).map(|at| entry(&mut archive, at, file.len())).collect::<Result<_>>()?;
        let archive = Self { folder, entries };
        match archive.entry("byteorder").and_then(|range| file.get(range)) {
            None | Some(b"little") => Ok(archive),
            Some(_) => Err(unusable(format!("its numbers are not little-endian: {SAVE_AGAIN}, on a usual machine"))),
        }
    }

    fn entry(&self, name: &str) -> Option<Range<usize>> {
        self.entries.get(&format!("{}/{name}", self.folder)).cloned()
    }

    fn pickle<'a>(&self, file: &'a [u8]) -> Result<&'a [u8]> {
        let pickle = self.entry("data.pkl").and_then(|range| file.get(range)).unwrap_or_default();
        if pickle.len() > MAX_PICKLE {
            let length = pickle.len();
            return Err(unusable(format!("its data.pkl has {length} bytes, more than {MAX_PICKLE}: {SAVE_AGAIN}")));
        }
        Ok(pickle)
    }
}

/// An entry's name, and where its bytes are in the file.
fn entry(archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, file_len: usize) -> Result<(String, Range<usize>)> {
    let entry = archive.by_index_raw(at).map_err(broken)?;
    let name = entry.name().map_err(broken)?.into_owned();
    if entry.compression() != CompressionMethod::Stored || entry.encrypted() || entry.size() != entry.compressed_size()
    {
        let name = shown(&name);
        return Err(unusable(format!("{name} is compressed or encrypted, which torch.save never does: {SAVE_AGAIN}")));
    }
    let start = entry.data_start().and_then(|start| usize::try_from(start).ok());
    let length = usize::try_from(entry.size()).ok();
    let end = start.zip(length).and_then(|(start, length)| start.checked_add(length));
    match start.zip(end) {
        Some((start, end)) if end <= file_len => Ok((name, start..end)),
        _ => Err(unusable(format!("{} reaches over the end of the file: fetch it again", shown(&name)))),
    }
}

/// The folder of `data.pkl`.
fn folder<'a>(names: impl Iterator<Item = Cow<'a, str>>) -> Result<String> {
    let mut folders = names.filter_map(|name| name.strip_suffix("/data.pkl").map(str::to_owned));
    match (folders.next(), folders.next()) {
        (Some(folder), None) => Ok(folder),
        (None, _) => Err(unusable("it is a zip archive without data.pkl, so not one of torch.save")),
        (Some(_), Some(_)) => {
            Err(unusable("it is a zip archive with more than one data.pkl, so not one of torch.save"))
        }
    }
}

fn broken(error: zip::result::ZipError) -> Error {
    unusable(format!("its zip archive is damaged or cut short ({error}): fetch it again"))
}
