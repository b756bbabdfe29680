//! Weights as face-api.js stores them: a manifest (JSON) that lists tensors, and their bytes: numbers in single precision, or
//! bytes that a scale and a least value turn into numbers.

use std::collections::HashMap;
use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData};
use serde::Deserialize;

use crate::files::read;

/// One group of the manifest; face-api has one group a network.
#[derive(Deserialize)]
struct Group {
    paths: Vec<String>,
    weights: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    shape: Vec<usize>,
    dtype: String,
    quantization: Option<Quantization>,
}

#[derive(Deserialize)]
struct Quantization {
    dtype: String,
    scale: f64,
    min: f64,
}

impl Entry {
    /// Its numbers from the front of the bytes, and the bytes after them.
    fn values<'a>(&self, bytes: &'a [u8]) -> Result<(Vec<f32>, &'a [u8]), &'static str> {
        let count: usize = self.shape.iter().product();
        let take = |size: usize| bytes.split_at_checked(count * size).ok_or("is cut short");
        match &self.quantization {
            Some(Quantization { dtype, scale, min }) if dtype == "uint8" => {
                let (own, after) = take(1)?;
                Ok((own.iter().map(|byte| (f64::from(*byte) * scale + min) as f32).collect(), after))
            }
            None if self.dtype == "float32" => {
                let (own, after) = take(4)?;
                Ok((own.as_chunks().0.iter().map(|number| f32::from_le_bytes(*number)).collect(), after))
            }
            _ => Err("is stored in a way that is not read here"),
        }
    }
}

/// A network's tensors, by name.
pub struct FaceApi {
    tensors: HashMap<String, TensorData>,
    pub device: Device,
}

impl FaceApi {
    /// Reads a network of face-api's folder `model`.
    ///
    /// # Errors
    /// One line: which file cannot be read, or what is wrong with it.
    pub fn open(folder: &Path, network: &str) -> Result<Self, String> {
        let path = folder.join(format!("{network}-weights_manifest.json"));
        let wrong = |what: String| format!("{} is not such a manifest: {what}", path.display());
        let groups: Vec<Group> = serde_json::from_slice(&read(&path)?).map_err(|error| wrong(error.to_string()))?;
        let [Group { paths, weights }] = groups.as_slice() else { return Err(wrong("it has not one group".into())) };
        let [file] = paths.as_slice() else { return Err(wrong("its weights are not in one file".into())) };
        let bytes = read(&folder.join(file))?;
        let (mut rest, mut tensors) = (bytes.as_slice(), HashMap::new());
        for entry in weights {
            let (values, after) = entry.values(rest).map_err(|what| wrong(format!("{} {what}", entry.name)))?;
            tensors.insert(entry.name.clone(), TensorData::new(values, entry.shape.clone()));
            rest = after;
        }
        if !rest.is_empty() {
            return Err(wrong(format!("{} bytes more than it lists", rest.len())));
        }
        Ok(Self { tensors, device: Device::flex() })
    }

    /// A tensor by its name.
    ///
    /// # Errors
    /// One line: the network has no such tensor of `D` dimensions.
    pub fn tensor<const D: usize>(&self, name: &str) -> Result<Tensor<D>, String> {
        match self.tensors.get(name) {
            Some(data) if data.shape().num_dims() == D => Ok(Tensor::from_data(data.clone(), &self.device)),
            _ => Err(format!("the network has no {name} of {D} dimensions")),
        }
    }
}
