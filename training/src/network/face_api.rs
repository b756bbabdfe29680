//! Weights as face-api.js stores them: a manifest (JSON) that lists tensors, and their bytes, which a scale and a least value
//! turn into numbers.

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
    quantization: Quantization,
}

#[derive(Deserialize)]
struct Quantization {
    dtype: String,
    scale: f64,
    min: f64,
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
        for Entry { name, shape, quantization } in weights {
            let count = shape.iter().product();
            let Some((stored, after)) = rest.split_at_checked(count).filter(|_| quantization.dtype == "uint8") else {
                return Err(wrong(format!("{name} is cut short, or not stored as bytes")));
            };
            let number = |byte: &u8| (f64::from(*byte) * quantization.scale + quantization.min) as f32;
            let values: Vec<f32> = stored.iter().map(number).collect();
            tensors.insert(name.clone(), TensorData::new(values, shape.clone()));
            rest = after;
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
