//! A checkpoint of any bytes is a list of tensors or an error: never a panic, nothing executed, no memory that only a
//! header claims. What can be converted is read back as a model.
#![no_main]

use attn_fiqa::checkpoint::{Architecture, Checkpoint, slot_values};
use attn_fiqa::crop::Color;
use attn_fiqa::device::OpenDevice;
use attn_fiqa::model::{Model, ModelInfo, Precision, model_file};
use attn_fiqa::Result;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let Ok(checkpoint) = Checkpoint::from_bytes(file.to_vec()) else { return };
    for (key, shape) in checkpoint.tensors() {
        if let Ok(values) = checkpoint.values(key) {
            assert_eq!(values.len(), shape.iter().product::<usize>(), "{key}");
        }
    }
    let Ok(architecture) = Architecture::infer(&checkpoint, Some(2)) else { return };
    for precision in [Precision::F32, Precision::F16, Precision::Int8] {
        if let Ok(model) = convert(&checkpoint, architecture, precision) {
            Model::from_bytes(&model, &OpenDevice::cpu("fuzzing").device).expect("what was written can be read");
        }
    }
});

fn convert(checkpoint: &Checkpoint, architecture: Architecture, precision: Precision) -> Result<Vec<u8>> {
    let info = ModelInfo::new(architecture.config, Color::Rgb).named("fuzzed", "none", "fuzzing");
    let pieces: Result<Vec<_>> = model_file(&info, precision, |slot| slot_values(checkpoint, slot)).collect();
    Ok(pieces?.concat())
}
