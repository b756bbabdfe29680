//! The files of a corpus: safetensors with `images` u8 `[n, 112, 112, 3]`, `identity` and `look` u32 `[n]`, and `truth`
//! f32 `[n, fields]`, the fields named in the metadata (JSON under `corpus`) beside where the faces are from.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use attn_fiqa::crop::CROP_SIZE;
use image::RgbImage;
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};
use serde_json::Value;

use super::row::{FIELDS, Row};
use crate::files::read;

/// Bytes of one face.
const FACE_BYTES: usize = CROP_SIZE * CROP_SIZE * 3;

/// One face of a corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    pub image: RgbImage,
    /// Counted from 0 within the corpus.
    pub identity: u32,
    pub look: u32,
    pub row: Row,
}

/// The path of one file of a corpus.
pub fn path(folder: &Path, shard: u64) -> PathBuf {
    folder.join(format!("faces-{shard:04}.safetensors"))
}

/// Where the faces of a corpus are from; all its files state it.
pub trait Origin {
    /// What tells this corpus from another, and the licence of its pictures.
    fn facts(&self) -> Value;
}

/// Writes one file, whole or not at all.
///
/// # Errors
/// One line: what could not be written.
pub fn write(folder: &Path, shard: u64, origin: &impl Origin, faces: &[Face]) -> Result<(), String> {
    let images: Vec<u8> = faces.iter().flat_map(|face| face.image.as_raw().iter().copied()).collect();
    let words = |of: fn(&Face) -> u32| -> Vec<u8> { faces.iter().flat_map(|face| of(face).to_le_bytes()).collect() };
    let (identity, look) = (words(|face| face.identity), words(|face| face.look));
    let truth: Vec<u8> = faces.iter().flat_map(|face| face.row.numbers()).flat_map(f32::to_le_bytes).collect();
    let n = faces.len();
    let tensors = [
        ("images", Dtype::U8, vec![n, CROP_SIZE, CROP_SIZE, 3], &images),
        ("identity", Dtype::U32, vec![n], &identity),
        ("look", Dtype::U32, vec![n], &look),
        ("truth", Dtype::F32, vec![n, FIELDS.len()], &truth),
    ];
    let views = tensors.map(|(name, dtype, shape, bytes)| {
        (name, TensorView::new(dtype, shape, bytes).expect("sizes follow from the number of faces"))
    });
    let bytes = serialize(views, Some(metadata(origin))).map_err(|error| error.to_string())?;
    let path = path(folder, shard);
    let part = path.with_extension("part");
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    fs::write(&part, bytes).and_then(|()| fs::rename(&part, &path)).map_err(failed)
}

/// Whether a file exists already; an error if it is of another origin.
pub fn done(folder: &Path, shard: u64, origin: &impl Origin) -> Result<bool, String> {
    let path = path(folder, shard);
    if !path.exists() {
        return Ok(false);
    }
    let bytes = read(&path)?;
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|error| damaged(&path, &error.to_string()))?;
    if header.metadata().as_ref() != Some(&metadata(origin)) {
        return Err(format!("{} is of another corpus: give an empty folder, or the same options", path.display()));
    }
    Ok(true)
}

/// One entry: the order of several would differ from run to run.
fn metadata(origin: &impl Origin) -> HashMap<String, String> {
    let mut facts = origin.facts();
    facts["truth_fields"] = serde_json::json!(FIELDS);
    HashMap::from([("corpus".to_string(), facts.to_string())])
}

/// All faces of a folder, in memory.
pub struct Corpus {
    images: Vec<Vec<u8>>,
    pub identities: Vec<u32>,
    /// Days of rendered people; of photos, their number within a person.
    pub looks: Vec<u32>,
    /// One for each face.
    pub rows: Vec<Row>,
    /// What its files state.
    facts: Value,
}

impl Corpus {
    /// Reads all files of a folder.
    ///
    /// # Errors
    /// One line: an empty folder, or a file that is not one of a corpus.
    pub fn read(folder: &Path) -> Result<Self, String> {
        Self::first_files(folder, u64::MAX)
    }

    /// Reads the first files of a folder.
    ///
    /// # Errors
    /// Those of [`Corpus::read`].
    pub fn first_files(folder: &Path, count: u64) -> Result<Self, String> {
        let mut corpus = Self { images: vec![], identities: vec![], looks: vec![], rows: vec![], facts: Value::Null };
        for shard in 0..count {
            let path = path(folder, shard);
            if !path.exists() {
                break;
            }
            corpus.add(&read(&path)?).map_err(|error| damaged(&path, &error))?;
        }
        if corpus.images.is_empty() {
            return Err(format!("no faces-0000.safetensors in {}: make a corpus there first", folder.display()));
        }
        Ok(corpus)
    }

    fn add(&mut self, bytes: &[u8]) -> Result<(), String> {
        let file = SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?;
        let tensor = |name, dtype, width: usize| {
            let tensor = file.tensor(name).map_err(|error| error.to_string())?;
            let whole = tensor.dtype() == dtype && tensor.shape().iter().skip(1).product::<usize>() == width;
            if whole { Ok(tensor.data()) } else { Err(format!("{name} has a wrong shape or type")) }
        };
        let images = tensor("images", Dtype::U8, FACE_BYTES)?;
        let identities = tensor("identity", Dtype::U32, 1)?;
        let looks = tensor("look", Dtype::U32, 1)?;
        let truth = tensor("truth", Dtype::F32, FIELDS.len())?;
        let faces = identities.len() / 4;
        if images.len() / FACE_BYTES != faces || looks.len() / 4 != faces || truth.len() / 4 != faces * FIELDS.len() {
            return Err("its tensors differ in their number of faces".into());
        }
        self.facts = facts(bytes).ok_or("it does not state where its faces are from")?;
        self.images.extend(images.chunks_exact(FACE_BYTES).map(<[u8]>::to_vec));
        let words = |bytes: &[u8]| -> Vec<u32> {
            bytes.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
        };
        self.identities.extend(words(identities));
        self.looks.extend(words(looks));
        let rows = words(truth);
        let row = |numbers: &[u32]| Row::from_numbers(std::array::from_fn(|field| f32::from_bits(numbers[field])));
        self.rows.extend(rows.chunks_exact(FIELDS.len()).map(row));
        Ok(())
    }

    /// Number of identities.
    pub fn classes(&self) -> usize {
        self.identities.iter().max().map_or(0, |last| *last as usize + 1)
    }

    /// The same face in other skin; itself where there are no twins.
    pub fn twin(&self, index: usize) -> usize {
        if self.twins() { index ^ 1 } else { index }
    }

    /// The face that others are twins of.
    pub fn first_twin(&self, index: usize) -> usize {
        if self.twins() { index & !1 } else { index }
    }

    /// Whether every other face is the twin of the one before it.
    fn twins(&self) -> bool {
        self.facts["twins"] == true
    }

    /// Of its pictures.
    pub fn licence(&self) -> &str {
        self.facts["licence"].as_str().unwrap_or_default()
    }

    /// One face's picture.
    pub fn image(&self, index: usize) -> RgbImage {
        RgbImage::from_raw(CROP_SIZE as u32, CROP_SIZE as u32, self.images[index].clone()).expect("FACE_BYTES")
    }
}

/// What a file states about where its faces are from.
fn facts(bytes: &[u8]) -> Option<Value> {
    let (_, header) = SafeTensors::read_metadata(bytes).ok()?;
    serde_json::from_str(header.metadata().as_ref()?.get("corpus")?).ok()
}

fn damaged(path: &Path, why: &str) -> String {
    format!("{} is not a file of a corpus: {why}", path.display())
}
