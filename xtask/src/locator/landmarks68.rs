//! The network of 68 landmarks, from the npm package face-api.

use std::collections::HashMap;

use safetensors::Dtype;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::tensor::{Entry, Layout, Tensor};
use crate::Result;

pub const NAME: &str = "68 landmarks";
pub const PACKAGE: &str = "@vladmandic/face-api";
pub const FILE: &str = "model/face_landmark_68_model.bin";
/// What lies where in the weights; TensorFlow.js's format.
pub const MANIFEST: &str = "model/face_landmark_68_model-weights_manifest.json";

/// Channels before the first block and after each. Source: the shapes in the manifest.
const CHANNELS: [usize; 5] = [3, 32, 64, 128, 256];
/// 68 points.
const OUTPUTS: usize = 136;

/// A part of the manifest.
#[derive(Deserialize)]
struct Group {
    weights: Vec<Weight>,
}

#[derive(Deserialize)]
struct Weight {
    name: String,
    shape: Vec<usize>,
    quantization: Quantization,
}

/// value = q · scale + min.
#[derive(Deserialize)]
struct Quantization {
    dtype: Kind,
    scale: Box<RawValue>,
    min: Box<RawValue>,
}

#[derive(Deserialize)]
enum Kind {
    #[serde(rename = "uint8")]
    Uint8,
}

/// All tensors, in our layout.
pub fn read(manifest: &[u8], bytes: &[u8]) -> Result<Vec<Tensor>> {
    let groups: Vec<Group> =
        serde_json::from_slice(manifest).map_err(|error| format!("its manifest cannot be read: {error}"))?;
    let mut found = place(groups.into_iter().flat_map(|group| group.weights), bytes)?;
    let take = |entry: Entry| {
        let (weight, data) = found.remove(&entry.theirs).ok_or_else(|| format!("it has no tensor {}", entry.theirs))?;
        let Quantization { dtype: Kind::Uint8, scale, min } = weight.quantization;
        Ok(Tensor { quantization: Some([scale, min]), ..entry.take(Dtype::U8, &weight.shape, data)? })
    };
    entries().into_iter().map(take).collect()
}

/// Each weight by name, with its bytes: they follow one another in the order of the manifest.
fn place(weights: impl Iterator<Item = Weight>, mut bytes: &[u8]) -> Result<HashMap<String, (Weight, &[u8])>> {
    let mut found = HashMap::new();
    for weight in weights {
        let size = weight.shape.iter().try_fold(1, |size: usize, &length| size.checked_mul(length));
        let parts = size.and_then(|size| bytes.split_at_checked(size));
        let (data, rest) = parts.ok_or_else(|| format!("it ends before the end of {}", weight.name))?;
        found.insert(weight.name.clone(), (weight, data));
        bytes = rest;
    }
    if bytes.is_empty() { Ok(found) } else { Err(format!("it has {} bytes that the manifest lacks", bytes.len())) }
}

fn entries() -> Vec<Entry> {
    let blocks = CHANNELS.windows(2).enumerate().flat_map(|(i, channels)| block(i, channels[0], channels[1]));
    let last = CHANNELS[CHANNELS.len() - 1];
    let fc = [
        Entry::new("fc/weights".to_owned(), "landmarks68.fc.weight".to_owned(), Layout::Io, &[OUTPUTS, last]),
        Entry::new("fc/bias".to_owned(), "landmarks68.fc.bias".to_owned(), Layout::Vector, &[OUTPUTS]),
    ];
    blocks.chain(fc).collect()
}

/// Four convolutions: all separable but the very first, which is plain.
fn block(i: usize, inputs: usize, outputs: usize) -> Vec<Entry> {
    let inputs = |j: usize| if j == 0 { inputs } else { outputs };
    (0..4).flat_map(|j| conv(i, j, inputs(j), outputs)).collect()
}

/// All convolutions are separable but the very first.
fn conv(i: usize, j: usize, inputs: usize, outputs: usize) -> Vec<Entry> {
    let entry = |theirs: &str, ours: &str, layout, shape: &[usize]| {
        let (theirs, ours) = (format!("dense{i}/conv{j}/{theirs}"), format!("landmarks68.dense{i}.conv{j}.{ours}"));
        Entry::new(theirs, ours, layout, shape)
    };
    let mut entries = if (i, j) == (0, 0) {
        vec![entry("filters", "weight", Layout::Hwio, &[outputs, inputs, 3, 3])]
    } else {
        vec![
            entry("depthwise_filter", "depthwise.weight", Layout::Hwc1, &[inputs, 1, 3, 3]),
            entry("pointwise_filter", "pointwise.weight", Layout::Hwio, &[outputs, inputs, 1, 1]),
        ]
    };
    entries.push(entry("bias", "bias", Layout::Vector, &[outputs]));
    entries
}
