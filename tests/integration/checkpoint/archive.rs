//! Checkpoints built byte by byte: what PyTorch would write, and what it never would.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

/// A pickle's start: protocol 2, an empty dict.
pub const DICT: &[u8] = b"\x80\x02}";

/// A zip archive of stored entries.
pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a new entry");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

/// A checkpoint of a pickle and its storages.
pub fn archive(pickle: &[u8], storages: &[(&str, &[u8])]) -> Vec<u8> {
    let names: Vec<_> = storages.iter().map(|(key, _)| format!("x/data/{key}")).collect();
    let storages = names.iter().zip(storages).map(|(name, (_, bytes))| (name.as_str(), *bytes));
    zip(&[("x/data.pkl", pickle)].into_iter().chain(storages).collect::<Vec<_>>())
}

/// Opcodes that push a text.
pub fn text(text: &str) -> Vec<u8> {
    [b"X", &(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat()
}

/// Opcodes that push a number: LONG1 of eight bytes.
fn number(number: i64) -> Vec<u8> {
    [b"\x8a\x08", &number.to_le_bytes()[..]].concat()
}

/// Opcodes that push a tuple of numbers.
fn numbers(items: &[i64]) -> Vec<u8> {
    [b"(".to_vec(), items.iter().flat_map(|&item| number(item)).collect(), b"t".to_vec()].concat()
}

/// Opcodes that push a tensor of storage 0, as PyTorch writes them.
pub fn tensor(storage: &str, elements: i64, offset: i64, shape: &[i64], strides: &[i64]) -> Vec<u8> {
    let storage = [
        b"(".to_vec(),
        text("storage"),
        format!("ctorch\n{storage}\n").into_bytes(),
        text("0"),
        text("cpu"),
        number(elements),
        b"tQ".to_vec(),
    ];
    let view = [number(offset), numbers(shape), numbers(strides), b"\x89)tR".to_vec()];
    [&b"ctorch._utils\n_rebuild_tensor_v2\n("[..], &storage.concat(), &view.concat()].concat()
}

/// A checkpoint of zeros in these shapes, all in one storage.
pub fn tensors(shapes: &BTreeMap<String, Vec<usize>>) -> Vec<u8> {
    let most = shapes.values().map(|shape| shape.iter().product()).max().unwrap_or(0_usize);
    let mut pickle = DICT.to_vec();
    for (key, shape) in shapes {
        let shape: Vec<_> = shape.iter().map(|&size| size as i64).collect();
        let strides: Vec<_> = (1..=shape.len()).map(|from| shape[from..].iter().product()).collect();
        pickle.extend([text(key), tensor("FloatStorage", most as i64, 0, &shape, &strides), b"s".to_vec()].concat());
    }
    archive(&[pickle, b".".to_vec()].concat(), &[("0", &vec![0; 4 * most])])
}
