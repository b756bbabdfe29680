//! The model file: what is read, and what is refused by name.

use std::collections::HashMap;

use attn_fiqa::Error;
use attn_fiqa::crop::Color;
use attn_fiqa::model::{Model, synthetic_model};
use half::f16;
use safetensors::{Dtype, SafeTensors, serialize, tensor::TensorView};
use serde_json::json;

use crate::common::{SMALL, assert_refused, cpu, max_difference, noise_crop, patch_maps};

/// A model file taken apart: metadata, and tensors as (type, shape, bytes).
struct Parts {
    metadata: HashMap<String, String>,
    tensors: HashMap<String, (Dtype, Vec<usize>, Vec<u8>)>,
}

impl Parts {
    fn new() -> Self {
        let bytes = synthetic_model(SMALL, 1);
        let (_, header) = SafeTensors::read_metadata(&bytes).expect("a good file");
        let file = SafeTensors::deserialize(&bytes).expect("a good file");
        let tensors = file
            .tensors()
            .into_iter()
            .map(|(key, view)| (key, (view.dtype(), view.shape().to_vec(), view.data().to_vec())));
        Self { metadata: header.metadata().clone().expect("metadata"), tensors: tensors.collect() }
    }

    fn load(&self) -> Result<Model, Error> {
        let views = self.tensors.iter().map(|(key, (dtype, shape, data))| {
            (key, TensorView::new(*dtype, shape.clone(), data).expect("bytes fit the shape"))
        });
        load(&serialize(views, Some(self.metadata.clone())).expect("a file"))
    }

    fn set(&mut self, key: &str, value: &str) {
        self.metadata.insert(key.into(), value.into());
    }
}

fn load(bytes: &[u8]) -> Result<Model, Error> {
    Model::from_bytes(bytes, &cpu().device)
}

fn refused(result: Result<Model, Error>, names: &str) {
    assert_refused(result, "model-format", names);
}

#[test]
fn states_what_the_file_states() {
    let mut parts = Parts::new();
    let quantiles: Vec<f64> = (0..101).map(f64::from).collect();
    parts.set("quantiles", &serde_json::to_string(&quantiles).expect("numbers"));
    parts.set("map_range", "[-1.5, 2]");
    parts.set("color", "bgr");
    let info = parts.load().expect("a good file").info;
    assert_eq!(info.config, SMALL);
    assert_eq!(info.color, Color::Bgr);
    let stated = serde_json::to_value(&info).expect("plain data");
    assert_eq!(stated["calibrated"], true);
    assert_eq!((&stated["scoreRange"], &stated["mapRange"]), (&json!([0.0, 100.0]), &json!([-1.5, 2.0])));
    let total: usize = parts.tensors.values().map(|(_, shape, _)| shape.iter().product::<usize>()).sum();
    assert_eq!(info.parameters, total);
}

#[test]
fn half_precision_is_read() {
    let mut parts = Parts::new();
    for (dtype, _, data) in parts.tensors.values_mut() {
        let halves = data.chunks_exact(4).map(|b| f16::from_f32(f32::from_le_bytes(b.try_into().expect("four"))));
        (*dtype, *data) = (Dtype::F16, halves.flat_map(f16::to_le_bytes).collect());
    }
    let crop = [noise_crop(1)];
    let difference = max_difference(
        &patch_maps(&parts.load().expect("half precision"), &crop),
        &patch_maps(&Parts::new().load().expect("single precision"), &crop),
    );
    // Half precision keeps 11 bits: weights move by 5e-4 of themselves.
    assert!(difference > 0.0 && difference < 1e-2, "{difference}");
}

#[test]
fn refuses_wrong_tensors() {
    let key = "blocks.1.mlp.fc1.weight";
    let mut missing = Parts::new();
    missing.tensors.remove(key);
    refused(missing.load(), "blocks.1.mlp.fc1.weight is missing");

    let mut surplus = Parts::new();
    surplus.tensors.insert("norm.weight".into(), (Dtype::F32, vec![1], vec![0; 4]));
    refused(surplus.load(), "norm.weight is not part");

    let mut misshapen = Parts::new();
    misshapen.tensors.get_mut(key).expect("is there").1.reverse();
    refused(misshapen.load(), "blocks.1.mlp.fc1.weight has shape [48, 96], expected [96, 48]");

    let mut integers = Parts::new();
    integers.tensors.get_mut(key).expect("is there").0 = Dtype::I32;
    refused(integers.load(), "blocks.1.mlp.fc1.weight is stored as I32");

    for poison in [f32::NAN, f32::INFINITY] {
        let mut poisoned = Parts::new();
        poisoned.tensors.get_mut(key).expect("is there").2[8..12].copy_from_slice(&poison.to_le_bytes());
        refused(poisoned.load(), "blocks.1.mlp.fc1.weight holds");
    }
}

#[test]
fn refuses_wrong_metadata() {
    for (key, value, names) in [
        ("format", "pt", "format"),
        ("version", "2", "version"),
        ("heads", "5", "5 heads"),
        ("heads", "0", "0 heads"),
        ("heads", "many", "heads"),
        ("depth", "2", "blocks.1.attn.qkv.weight"),
        ("depth", "9999999", "depth"),
        ("mlp_ratio", "-1", "mlp_ratio"),
        ("color", "cmyk", "color"),
        ("quantiles", "[1, 2]", "quantiles"),
        ("quantiles", "{", "quantiles"),
        ("map_range", "[2, 1]", "map_range"),
    ] {
        let mut parts = Parts::new();
        parts.set(key, value);
        refused(parts.load(), names);
    }
    let mut parts = Parts::new();
    parts.metadata.clear();
    refused(parts.load(), "converted first");
}

#[test]
fn refuses_what_is_not_a_model_file() {
    let good = synthetic_model(SMALL, 1);
    refused(load(b""), "safetensors");
    refused(load(b"<!doctype html><title>404</title>"), "web page");
    refused(load(b"PK\x03\x04\x00\x00\x08\x08"), "attn-fiqa convert");
    refused(load(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "git-lfs");
    refused(load(&good[..good.len() / 2]), "cut short in blocks.0.mlp.fc1.weight");
    refused(load(&[good.as_slice(), &[0; 4]].concat()), "4 bytes more");
    refused(load(&good[..100]), "safetensors");
}
