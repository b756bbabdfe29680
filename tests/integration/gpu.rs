//! The network on a GPU equals its definition in burn's tensors.

use attn_fiqa::device::open_gpu;
use attn_fiqa::model::{Model, Precision, synthetic_model_in};
use attn_fiqa::quality::patch_map;
use attn_fiqa::vit::VitConfig;

use crate::common::{defined, max_difference, noise_crop, patch_maps, tokens, values};

/// Both sum in single precision, each in its own order.
const PARITY: f64 = 1e-5;

/// Width, depth, heads, MLP ratio: rows that end within a tile and on its edge, heads of four numbers and the widest, one block
/// and several; then sizes that the kernels leave to burn's tensors.
const SHAPES: [[usize; 4]; 9] = [
    [4, 2, 1, 1],
    [64, 1, 2, 3],
    [36, 3, 3, 2],
    [132, 2, 11, 1],
    [256, 2, 1, 2],
    [128, 3, 4, 4],
    [1, 2, 1, 1],
    [30, 2, 5, 2],
    [260, 2, 1, 1],
];

#[test]
#[cfg_attr(not(feature = "gpu"), ignore = "needs --features gpu")]
fn it_equals_its_definition_at_any_size() {
    let gpu = pollster::block_on(open_gpu(true)).expect("a GPU; Mesa's software one will do: mesa-vulkan-drivers");
    for (i, [embed_dim, depth, num_heads, mlp_ratio]) in SHAPES.into_iter().enumerate() {
        let config = VitConfig { embed_dim, depth, num_heads, mlp_ratio };
        let file = synthetic_model_in(config, i as u32, Precision::F32);
        let crops: Vec<_> = (0..=i as u32 % 3).map(noise_crop).collect();
        let vit = defined(&file);
        let expected = values(patch_map(&vit.last_block, tokens(&vit, &crops)));
        let model = Model::from_bytes(&file, &gpu.device).expect("a good model");
        let off = max_difference(&patch_maps(&model, &crops), &expected);
        assert!(off < PARITY, "{config:?}, {} crops: off by {off:.1e}", crops.len());
    }
}
