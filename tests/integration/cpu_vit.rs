//! The network on the CPU equals its definition in burn's tensors.

use std::collections::HashMap;

use attn_fiqa::FaceCrop;
use attn_fiqa::crop::{Color, NUM_PATCHES};
use attn_fiqa::device::{Arithmetic, Device};
use attn_fiqa::model::{Model, ModelInfo, Precision, model_file, synthetic_model, synthetic_model_in};
use attn_fiqa::quality::{patch_map, quality_score};
use attn_fiqa::vit::VitConfig;
use safetensors::SafeTensors;

use crate::common::{
    DEFAULT_MODEL, SMALL, defined, max_difference, noise_crop, patch_maps, small_model, tokens, values,
};

/// Both sum in single precision, each in its own order: 1e-5 is what the score may be off, and any patch here.
const PARITY: f64 = 1e-5;

/// Widths that no tile divides, one head and many, heads of one number, one block and several.
const SHAPES: [[usize; 4]; 10] = [
    [1, 1, 1, 1],
    [1, 2, 1, 1],
    [7, 2, 7, 3],
    [15, 3, 3, 2],
    [33, 2, 11, 1],
    [48, 1, 4, 2],
    [40, 4, 5, 4],
    [64, 2, 1, 16],
    [257, 2, 1, 2],
    [272, 2, 17, 1],
];

fn on_cpu(file: &[u8], arithmetic: Arithmetic) -> Model {
    Model::from_bytes(file, &Device::Cpu(arithmetic)).expect("a good model")
}

#[track_caller]
fn assert_same(file: &[u8], crops: &[FaceCrop], what: &str) {
    let vit = defined(file);
    let expected = values(patch_map(&vit.last_block, tokens(&vit, crops)));
    let off = max_difference(&patch_maps(&on_cpu(file, Arithmetic::Single), crops), &expected);
    assert!(off < PARITY, "{what}: off by {off:.1e}");
}

#[test]
fn it_equals_its_definition_at_any_size() {
    for (i, [embed_dim, depth, num_heads, mlp_ratio]) in SHAPES.into_iter().enumerate() {
        let config = VitConfig { embed_dim, depth, num_heads, mlp_ratio };
        let seed = i as u32;
        assert_same(&synthetic_model(config, seed), &[noise_crop(seed), noise_crop(seed + 50)], &format!("{config:?}"));
    }
}

#[test]
fn it_equals_its_definition_as_shipped() {
    assert_same(DEFAULT_MODEL, &[noise_crop(1), noise_crop(2)], "the default model");
}

/// The numbers of a synthetic model, by key.
fn numbers(config: VitConfig, seed: u32) -> HashMap<String, Vec<f32>> {
    let file = synthetic_model(config, seed);
    let tensors = SafeTensors::deserialize(&file).expect("a good file").tensors();
    let floats = |data: &[u8]| data.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
    tensors.into_iter().map(|(key, view)| (key, floats(view.data()))).collect()
}

fn write(numbers: &HashMap<String, Vec<f32>>, precision: Precision) -> Vec<u8> {
    let info = ModelInfo::new(SMALL, Color::Rgb).named("test", "CC0-1.0", "a test");
    let pieces = model_file(&info, precision, |slot| Ok(numbers[&slot.key].clone()));
    pieces.collect::<attn_fiqa::Result<Vec<_>>>().expect("numbers that fit").concat()
}

#[test]
fn it_equals_its_definition_however_it_is_stored() {
    let numbers = numbers(SMALL, 4);
    for precision in [Precision::F32, Precision::F16, Precision::Int8] {
        assert_same(&write(&numbers, precision), &[noise_crop(3)], &format!("{precision:?}"));
    }
}

#[test]
fn a_batch_equals_its_singles() {
    let model = small_model(8);
    let crops: Vec<_> = (20..25).map(noise_crop).collect();
    let singles: Vec<f32> = crops.iter().flat_map(|crop| patch_maps(&model, std::slice::from_ref(crop))).collect();
    assert_eq!(patch_maps(&model, &crops), singles);
}

#[test]
fn permuting_patches_permutes_the_map() {
    let (mut numbers, crop) = (numbers(SMALL, 5), noise_crop(6));
    let before = patch_maps(&on_cpu(&write(&numbers, Precision::F32), Arithmetic::Single), std::slice::from_ref(&crop));
    // 45 and 196 have no common factor: a full cycle without a fixed grid direction.
    let source = |to: usize| (45 * to + 17) % NUM_PATCHES;
    let places = numbers["pos_embed"].clone();
    let moved = (0..NUM_PATCHES).flat_map(|to| places[source(to) * SMALL.embed_dim..][..SMALL.embed_dim].to_vec());
    numbers.insert("pos_embed".into(), moved.collect());
    let moved = image::RgbImage::from_fn(112, 112, |x, y| {
        let from = source((y / 8 * 14 + x / 8) as usize) as u32;
        *crop.image().get_pixel(from % 14 * 8 + x % 8, from / 14 * 8 + y % 8)
    });
    let moved = FaceCrop::from_aligned(&moved).expect("112×112");
    let after = patch_maps(&on_cpu(&write(&numbers, Precision::F32), Arithmetic::Single), &[moved]);
    let expected: Vec<f32> = (0..NUM_PATCHES).map(|to| before[source(to)]).collect();
    assert!(max_difference(&after, &expected) < PARITY);
    assert!(max_difference(&after, &before) > 1e-2, "the order was really changed");
    assert!((quality_score(&after) - quality_score(&before)).abs() < PARITY);
}

#[test]
fn integers_move_a_score_by_thousandths_of_what_eight_bits_do() {
    let crops: Vec<_> = (1..4).map(noise_crop).collect();
    for (what, file) in [("default", DEFAULT_MODEL), ("synthetic", &synthetic_model_in(SMALL, 6, Precision::Int8))] {
        let [single, integer] = [Arithmetic::Single, Arithmetic::Integer].map(|arithmetic| {
            let model = on_cpu(file, arithmetic);
            assert_eq!(model.network.is_integer(), arithmetic == Arithmetic::Integer);
            patch_maps(&model, &crops)
        });
        let maps = single.chunks(NUM_PATCHES).zip(integer.chunks(NUM_PATCHES));
        let off =
            maps.map(|(single, integer)| (quality_score(single) - quality_score(integer)).abs()).fold(0.0, f64::max);
        // Twice, and for a patch ten times twice, what single precision may be off.
        assert!(off > 0.0 && off < 2.0 * PARITY, "{what}: the score is off by {off:.1e}");
        assert!(max_difference(&integer, &single) < 20.0 * PARITY, "{what}");
    }
}

#[test]
fn other_weights_become_finer_integers_if_asked() {
    let crops: Vec<_> = (1..4).map(noise_crop).collect();
    let (single, eight) = (synthetic_model(SMALL, 6), synthetic_model_in(SMALL, 6, Precision::Int8));
    let exact = patch_maps(&on_cpu(&single, Arithmetic::Single), &crops);
    let off = |file: &[u8]| max_difference(&patch_maps(&on_cpu(file, Arithmetic::Integer), &crops), &exact);
    let (asked, stored) = (off(&single), off(&eight));
    // Eleven bits are eight times as fine as eight, and the tokens' 13 take little of it away.
    assert!(asked > 0.0 && asked < stored / 4.0, "{asked:.1e}, and {stored:.1e} where eight bits are stored");
}
