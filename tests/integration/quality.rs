//! Properties of the method, on random weights.

use attn_fiqa::FaceCrop;
use attn_fiqa::crop::{Color, NUM_PATCHES};
use attn_fiqa::model::synthetic_model;
use attn_fiqa::normalize::normalize;
use attn_fiqa::quality::{attention_scores_explicit, patch_map, patch_map_explicit, per_head_maps, quality_score};
use attn_fiqa::vit::{Block, Vit, VitConfig, attention_scores};
use burn::module::Param;
use burn::tensor::{Int, Tensor};

use crate::common::{SMALL, defined, flex, max_difference, noise_crop, small_vit, tokens, values};

/// Single precision over sums of 196 values of about 1: 196·2⁻²⁴ ≈ 1e-5.
const ROUNDING: f64 = 1e-5;

/// The patch maps of some crops, one after the other.
fn maps(vit: &Vit, crops: &[FaceCrop]) -> Vec<f32> {
    values(patch_map(&vit.last_block, tokens(vit, crops)))
}

#[test]
fn score_is_the_mean_of_all_attention_scores() {
    let vit = small_vit(7);
    let tokens = tokens(&vit, &[noise_crop(1)]);
    let map = values(patch_map(&vit.last_block, tokens.clone()));
    let all = values(attention_scores_explicit(&vit.last_block, tokens));
    assert_eq!(all.len(), SMALL.num_heads * NUM_PATCHES * NUM_PATCHES);
    assert!((quality_score(&map) - quality_score(&all)).abs() < ROUNDING);
}

#[test]
fn closed_form_equals_explicit_form() {
    for seed in 0..3 {
        let vit = small_vit(seed);
        let tokens = tokens(&vit, &[noise_crop(seed), noise_crop(seed + 10)]);
        let closed = values(patch_map(&vit.last_block, tokens.clone()));
        let explicit = values(patch_map_explicit(attention_scores_explicit(&vit.last_block, tokens)));
        assert!(max_difference(&closed, &explicit) < ROUNDING);
    }
}

#[test]
fn patch_map_is_the_mean_of_the_heads() {
    let vit = small_vit(3);
    let tokens = tokens(&vit, &[noise_crop(4)]);
    let heads = values(per_head_maps(attention_scores_explicit(&vit.last_block, tokens.clone())));
    let map = values(patch_map(&vit.last_block, tokens));
    let mean: Vec<f32> = (0..NUM_PATCHES)
        .map(|j| heads.iter().skip(j).step_by(NUM_PATCHES).sum::<f32>() / SMALL.num_heads as f32)
        .collect();
    assert!(max_difference(&map, &mean) < ROUNDING);
}

#[test]
fn permuting_patches_permutes_the_map() {
    let mut vit = small_vit(5);
    let crop = noise_crop(6);
    let before = maps(&vit, std::slice::from_ref(&crop));
    // 45 and 196 have no common factor: a full cycle without a fixed grid direction.
    let source = |to: usize| (45 * to + 17) % NUM_PATCHES;
    let order = Tensor::<1, Int>::from_data(
        (0..NUM_PATCHES).map(|to| source(to) as i32).collect::<Vec<_>>().as_slice(),
        &flex(),
    );
    let pos_embed = vit.patch_embed.pos_embed.val().select(1, order);
    vit.patch_embed.pos_embed = Param::from_tensor(pos_embed);
    let moved = image::RgbImage::from_fn(112, 112, |x, y| {
        let from = source((y / 8 * 14 + x / 8) as usize) as u32;
        *crop.image().get_pixel(from % 14 * 8 + x % 8, from / 14 * 8 + y % 8)
    });
    let after = maps(&vit, &[FaceCrop::from_aligned(&moved).expect("112×112")]);
    let expected: Vec<f32> = (0..NUM_PATCHES).map(|to| before[source(to)]).collect();
    assert!(max_difference(&after, &expected) < ROUNDING);
    assert!(max_difference(&after, &before) > 1e-2, "the order was really changed");
}

#[test]
fn a_batch_equals_its_singles() {
    let vit = small_vit(8);
    let crops: Vec<_> = (20..25).map(noise_crop).collect();
    let batch = maps(&vit, &crops);
    let singles: Vec<f32> = crops.iter().flat_map(|crop| maps(&vit, std::slice::from_ref(crop))).collect();
    assert!(max_difference(&batch, &singles) < ROUNDING);
}

#[test]
fn values_projection_and_mlp_of_the_last_block_do_not_matter() {
    let vit = small_vit(9);
    let images = normalize(&[noise_crop(2)], Color::Rgb, &flex());
    let cut = values(patch_map(&vit.last_block, vit.forward(images.clone())));
    let tokens = vit.patch_embed.forward(images);
    let entering = vit.blocks.iter().fold(tokens, |tokens, block| block.forward(tokens));
    let (first, second) = (uncut_last_block(&vit, 1), uncut_last_block(&vit, 2));
    for block in [&first, &second] {
        let [queries, keys, _] = block.attn.project(block.norm1.forward(entering.clone()));
        assert!(max_difference(&cut, &values(patch_map_explicit(attention_scores(queries, keys)))) < ROUNDING);
    }
    let outputs = [&first, &second].map(|block| values(block.forward(entering.clone())));
    assert!(max_difference(&outputs[0], &outputs[1]) > 1e-2, "the parts that differ do matter to recognition");
}

/// The last block as in an uncut checkpoint: its norm, queries and keys; values, projection and MLP of another network.
fn uncut_last_block(vit: &Vit, seed: u32) -> Block {
    let other = synthetic_model(VitConfig { depth: 2, ..SMALL }, seed);
    let mut block = defined(&other).blocks.remove(0);
    let last = &vit.last_block;
    let values = block.attn.qkv.weight.val().chunk(3, 1).remove(2);
    block.attn.qkv.weight =
        Param::from_tensor(Tensor::cat(vec![last.query.weight.val(), last.key.weight.val(), values], 1));
    block.norm1 = last.norm.clone();
    block
}
