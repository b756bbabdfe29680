//! Reading a model file in pieces, writing it in every number type, and what is refused.

use std::collections::HashMap;

use attn_fiqa::crop::Color;
use attn_fiqa::model::{Model, ModelInfo, ModelReader, Precision, Slot, model_file, restate, synthetic_model};
use attn_fiqa::{Error, Result};
use safetensors::SafeTensors;

use crate::common::{SMALL, assert_refused, cpu, max_difference, noise_crop, patch_maps, small_model};

/// The numbers of a synthetic model, by key.
fn numbers() -> HashMap<String, Vec<f32>> {
    let file = synthetic_model(SMALL, 1);
    let tensors = SafeTensors::deserialize(&file).expect("a good file").tensors();
    let floats = |data: &[u8]| data.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
    tensors.into_iter().map(|(key, view)| (key, floats(view.data()))).collect()
}

fn write(dtype: Precision, numbers: &HashMap<String, Vec<f32>>) -> Result<Vec<u8>> {
    let info = ModelInfo::new(SMALL, Color::Rgb).named("test", "CC0-1.0", "a test");
    let pieces: Result<Vec<_>> = model_file(&info, dtype, |slot: &Slot| Ok(numbers[&slot.key].clone())).collect();
    Ok(pieces?.concat())
}

pub fn load(file: &[u8]) -> Result<Model> {
    Model::from_bytes(file, &cpu().device)
}

pub fn refused<T>(result: Result<T>, names: &str) {
    assert_refused(result, "model-format", names);
}

/// The file with its header's text changed, and its length to match.
fn with_header(file: &[u8], change: impl FnOnce(&str) -> String) -> Vec<u8> {
    let (prefix, rest) = file.split_first_chunk().expect("a length");
    let (header, tensors) = rest.split_at(u64::from_le_bytes(*prefix) as usize);
    let header = change(std::str::from_utf8(header).expect("text"));
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), tensors].concat()
}

pub fn replaced(file: &[u8], truth: &str, lie: &str) -> Vec<u8> {
    with_header(file, |header| {
        assert!(header.contains(truth), "{truth} is not in {header}");
        header.replacen(truth, lie, 1)
    })
}

#[test]
fn pieces_of_any_size_give_the_same_network() {
    let file = write(Precision::Int8, &numbers()).expect("numbers");
    let whole = load(&file).expect("a good file");
    let crop = [noise_crop(1)];
    for size in [1, 7, 8, 9, 4096, file.len() - 1] {
        let mut reader = ModelReader::new(cpu().device);
        for piece in file.chunks(size) {
            reader.push(piece).expect("a good file");
        }
        assert_eq!(reader.size(), Some(file.len() as u64));
        let model = reader.finish().expect("a good file");
        assert_eq!(model.info, whole.info);
        assert_eq!(patch_maps(&model, &crop), patch_maps(&whole, &crop), "{size}");
    }
}

#[test]
fn a_wrong_file_is_refused_at_its_first_bytes_and_stays_so() {
    let mut reader = ModelReader::new(cpu().device);
    refused(reader.push(b"<!doctype html><title>Not found</title>"), "a web page");
    refused(reader.push(b"more"), "a web page");
    assert_eq!(reader.sha256(), attn_fiqa::model::sha256_hex(b"<!doctype html><title>Not found</title>more"));
    refused(reader.finish(), "a web page");
}

#[test]
fn a_file_that_ends_early_is_refused() {
    let file = synthetic_model(SMALL, 1);
    for end in [0, 5, 100, file.len() - 1] {
        let mut reader = ModelReader::new(cpu().device);
        reader.push(&file[..end]).expect("nothing wrong so far");
        refused(reader.finish(), if end == file.len() - 1 { "cut short in" } else { "ends after" });
    }
}

#[test]
fn smaller_files_keep_the_map() {
    let (numbers, crop) = (numbers(), [noise_crop(1)]);
    let single = write(Precision::F32, &numbers).expect("numbers");
    let exact = patch_maps(&load(&single).expect("single precision"), &crop);
    assert_eq!(exact, patch_maps(&small_model(1), &crop), "single precision is written bit by bit");
    // Half precision keeps 11 bits of each weight, eight bits with a scale for each row about 7 of the largest.
    for (dtype, tolerance) in [(Precision::F16, 1e-2), (Precision::Int8, 1e-1)] {
        let file = write(dtype, &numbers).expect("numbers");
        let off = max_difference(&patch_maps(&load(&file).expect("a good file"), &crop), &exact);
        assert!(off > 0.0 && off < tolerance, "{dtype:?}: {off}");
        assert!(file.len() < single.len() * 7 / 10, "{dtype:?}: {} of {}", file.len(), single.len());
    }
}

#[test]
fn other_readers_read_what_is_written() {
    for dtype in [Precision::F32, Precision::F16, Precision::Int8] {
        let file = write(dtype, &numbers()).expect("numbers");
        let tensors = SafeTensors::deserialize(&file).expect("a good file").tensors();
        for (key, view) in tensors {
            let at = view.data().as_ptr() as usize - file.as_ptr() as usize;
            assert_eq!(at % (view.dtype().bitsize() / 8), 0, "{dtype:?}: {key} is not aligned to its numbers");
        }
    }
}

#[test]
fn rows_of_zeros_and_of_extremes_survive_eight_bits() {
    let mut numbers = numbers();
    let key = "blocks.0.mlp.fc1.weight";
    let rows = numbers.get_mut(key).expect("is there");
    rows[..SMALL.embed_dim].fill(0.0);
    rows[SMALL.embed_dim..2 * SMALL.embed_dim].fill(f32::MIN_POSITIVE / 4.0);
    rows[2 * SMALL.embed_dim] = 1e30;
    let file = write(Precision::Int8, &numbers).expect("numbers");
    load(&file).expect("finite numbers stay finite");
}

#[test]
fn half_precision_says_what_it_cannot_hold() {
    let mut numbers = numbers();
    numbers.get_mut("blocks.0.attn.proj.weight").expect("is there")[3] = 1e6;
    refused(write(Precision::F16, &numbers), "blocks.0.attn.proj.weight holds 1000000 at index 3");
}

#[test]
fn scales_come_before_their_numbers_and_are_finite() {
    let file = write(Precision::Int8, &numbers()).expect("numbers");
    let key = "blocks.0.attn.proj.weight";
    refused(load(&replaced(&file, &format!("\"{key}.scale\""), "\"other\"")), &format!("{key}.scale is missing"));
    refused(load(&moved_first(&file, key)), &format!("{key} lies before its scales"));
    let mut poisoned = file.clone();
    let at = position_of(&file, &format!("{key}.scale"));
    poisoned[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
    refused(load(&poisoned), &format!("{key}.scale holds NaN"));
}

/// The same tensors, this one's bytes before all others.
fn moved_first(file: &[u8], key: &str) -> Vec<u8> {
    let (_, header) = SafeTensors::read_metadata(file).expect("a good file");
    let mut tensors = SafeTensors::deserialize(file).expect("a good file").tensors();
    tensors.sort_by_key(|(name, view)| (name != key, view.data().as_ptr()));
    let (mut json, mut bytes) = (serde_json::json!({ "__metadata__": header.metadata() }), Vec::new());
    for (name, view) in tensors {
        let start = bytes.len();
        bytes.extend(view.data());
        let (dtype, shape, data_offsets) = (view.dtype(), view.shape(), [start, bytes.len()]);
        json[name] = serde_json::json!({ "dtype": dtype, "shape": shape, "data_offsets": data_offsets });
    }
    let json = json.to_string();
    [&(json.len() as u64).to_le_bytes(), json.as_bytes(), &bytes].concat()
}

pub fn position_of(file: &[u8], key: &str) -> usize {
    let tensors = SafeTensors::deserialize(file).expect("a good file");
    tensors.tensor(key).expect("is there").data().as_ptr() as usize - file.as_ptr() as usize
}

#[test]
fn hostile_headers_are_refused() {
    let file = synthetic_model(SMALL, 1);
    for length in [1 << 63, u64::MAX, 1 << 40, 0, 1, file.len() as u64] {
        let mut lying = file.clone();
        lying[..8].copy_from_slice(&u64::to_le_bytes(length));
        refused(load(&lying), "safetensors");
    }
    let twice = "\"pos_embed\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"pos_embed\":";
    refused(load(&replaced(&file, "\"pos_embed\":", twice)), "pos_embed is there twice");
    refused(load(&replaced(&file, "\"name\":", "\"name\":\"first\",\"name\":")), "name is there twice");
    for (truth, lie) in [
        ("\"shape\":[1,196,48]", "\"shape\":[1,196,49]"),
        ("\"shape\":[1,196,48]", "\"shape\":[4294967296,4294967296,4294967296]"),
        ("\"data_offsets\":[0,", "\"data_offsets\":[4,"),
        ("\"data_offsets\":[0,", "\"data_offsets\":[18446744073709551615,"),
        ("\"data_offsets\":[0,", "\"data_offsets\":[-1,"),
        ("\"shape\":[48]", "\"shape\":[18446744073709551615,18446744073709551615]"),
        ("\"dtype\":\"F32\"", "\"dtype\":\"F99\""),
        ("{", "["),
    ] {
        refused(load(&replaced(&file, truth, lie)), "safetensors header");
    }
    let deep = format!("{{\"x\":{}", "[".repeat(100_000));
    refused(load(&with_header(&file, |_| deep)), "safetensors header");
}

#[test]
fn a_restated_model_keeps_its_tensors() {
    let file = write(Precision::F16, &numbers()).expect("numbers");
    let copy = restate(&file, &[("map_range", "[-1.0, 2.0]".into())]).expect("a good file");
    let (before, after) = (load(&file).expect("a good file"), load(&copy).expect("a good file"));
    assert_eq!(after.info.reference.map_range, Some([-1.0, 2.0]));
    assert_eq!((before.info.name, before.info.config), (after.info.name, after.info.config));
    let tensors = |file: &[u8]| SafeTensors::deserialize(file).expect("a good file").tensors().len();
    assert_eq!(tensors(&file), tensors(&copy));
    let end = |file: &[u8]| file[file.len() - 1000..].to_vec();
    assert_eq!(end(&file), end(&copy));
    assert!(matches!(restate(b"none", &[]), Err(Error::ModelFormat(_))));
}
