//! A model file of any bytes, in pieces of any size, is a network or an error: never a panic, never another result for
//! other pieces.
#![no_main]

use attn_fiqa::device::OpenDevice;
use attn_fiqa::model::{Model, ModelReader};
use attn_fiqa::{FaceLocator, Result};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&size, file)) = input.split_first() else { return };
    let device = OpenDevice::cpu("fuzzing").device;
    let whole = Model::from_bytes(file, &device).map(|model| model.info);
    let pieces = read_in_pieces(ModelReader::new(device), file, usize::from(size) + 1).map(|model| model.info);
    // Surplus bytes are counted as they come, so that one message depends on the pieces.
    assert_eq!(whole.is_ok(), pieces.is_ok(), "{whole:?} as a whole, {pieces:?} in pieces");
    if let (Ok(whole), Ok(pieces)) = (whole, pieces) {
        assert_eq!(whole, pieces);
        // What was read is backed by bytes that are there.
        assert!(whole.parameters <= file.len());
    }
    // The same header, read by the face locator.
    let _ = FaceLocator::from_bytes(file);
});

fn read_in_pieces(mut reader: ModelReader, file: &[u8], size: usize) -> Result<Model> {
    for piece in file.chunks(size) {
        reader.push(piece)?;
    }
    reader.finish()
}
