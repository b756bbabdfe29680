//! The model file: what is read, and what is refused by name.

use attn_fiqa::crop::Color;
use attn_fiqa::model::{restate, synthetic_model};
use safetensors::SafeTensors;
use serde_json::json;

use crate::common::SMALL;
use crate::model_reader::{load, position_of, refused, replaced};

fn stating(texts: &[(&str, &str)]) -> Vec<u8> {
    let texts: Vec<_> = texts.iter().map(|&(key, text)| (key, text.to_owned())).collect();
    restate(&synthetic_model(SMALL, 1), &texts).expect("a good file")
}

#[test]
fn states_what_the_file_states() {
    let quantiles = json!((0..101).map(f64::from).collect::<Vec<_>>()).to_string();
    let reference = json!(vec![[-0.5, 0.25]; 196]);
    let map = reference.to_string();
    let texts = [("quantiles", &*quantiles), ("map_range", "[-1.5, 2]"), ("reference_map", &*map), ("color", "bgr")];
    let file = stating(&texts);
    let info = load(&file).expect("a good file").info;
    assert_eq!(info.config, SMALL);
    assert_eq!(info.color, Color::Bgr);
    let stated = serde_json::to_value(&info).expect("plain data");
    assert_eq!(stated["calibrated"], true);
    assert_eq!((&stated["scoreRange"], &stated["mapRange"]), (&json!([0.0, 100.0]), &json!([-1.5, 2.0])));
    assert_eq!(stated["referenceMap"], reference);
    let tensors = SafeTensors::deserialize(&file).expect("a good file");
    assert_eq!(info.parameters, tensors.iter().map(|(_, view)| view.shape().iter().product::<usize>()).sum::<usize>());
}

#[test]
fn refuses_wrong_tensors() {
    let file = synthetic_model(SMALL, 1);
    let key = "blocks.1.mlp.fc1.weight";
    // Of this tensor alone: its bytes end there.
    let entry = |dtype: &str, shape: &str| format!(r#"206208],"dtype":"{dtype}","shape":{shape}"#);
    let truth = entry("F32", "[96,48]");
    let surplus = r#""norm.weight":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"pos_embed":"#;
    for (truth, lie, names) in [
        (key, "other", "blocks.1.mlp.fc1.weight is missing"),
        (r#""pos_embed":"#, surplus, "norm.weight is not part"),
        (&truth, &entry("F32", "[48,96]"), "blocks.1.mlp.fc1.weight has shape [48, 96], expected [96, 48]"),
        (&truth, &entry("I32", "[96,48]"), "blocks.1.mlp.fc1.weight is stored as I32"),
    ] {
        refused(load(&replaced(&file, truth, lie)), names);
    }
    for poison in [f32::NAN, f32::INFINITY] {
        let (mut poisoned, at) = (file.clone(), position_of(&file, key) + 8);
        poisoned[at..at + 4].copy_from_slice(&poison.to_le_bytes());
        refused(load(&poisoned), "blocks.1.mlp.fc1.weight holds");
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
        refused(load(&stating(&[(key, value)])), names);
    }
    refused(load(&replaced(&synthetic_model(SMALL, 1), r#""format":"#, r#""other":"#)), "converted first");
}

#[test]
fn refuses_what_is_not_a_model_file() {
    let good = synthetic_model(SMALL, 1);
    refused(load(b"PK\x03\x04\x00\x00\x08\x08"), "attn-fiqa convert");
    refused(load(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "git-lfs");
    refused(load(&good[..good.len() / 2]), "cut short in blocks.0.mlp.fc1.weight");
    refused(load(&[good.as_slice(), &[0; 4]].concat()), "4 bytes more");
}
