//! Crop → tokens.

use std::ops::Range;

use super::Parts;
use crate::crop::{CHANNELS, CROP_SIZE, GRID_SIZE, NUM_PATCHES, PATCH_SIZE};
use crate::kernels::{Packed, Weights, product};

/// Numbers in a patch.
const PATCH: usize = CHANNELS * PATCH_SIZE * PATCH_SIZE;

/// The projection of patches, and what each place adds.
#[derive(Debug)]
pub struct Embed {
    projection: Weights,
    /// `pos_embed` and the projection's bias, `[196, D]`.
    places: Vec<f32>,
}

impl Embed {
    pub fn new(parts: &mut Parts) -> Self {
        let bias = parts.vector("patch_embed.proj.bias");
        let mut places = parts.vector("pos_embed");
        for place in places.chunks_exact_mut(bias.len()) {
            for (value, bias) in place.iter_mut().zip(&bias) {
                *value += bias;
            }
        }
        Self { projection: parts.matrix("patch_embed.proj.weight"), places }
    }

    pub fn is_integer(&self) -> bool {
        self.projection.is_integer()
    }

    /// `[3, 112, 112]` → `[196, D]`, row-major, top-left patch first; only these rows are right.
    pub fn forward(&self, planes: &[f32], rows: Range<usize>) -> Vec<f32> {
        let (patches, mut packed) = (patches(planes), Packed::default());
        packed.set(rows.len(), |i| &patches[(rows.start + i) * PATCH..][..PATCH], |value| value);
        let mut tokens = self.places.clone();
        let width = self.projection.outputs();
        product(&packed, &self.projection, None, true, &mut tokens[rows.start * width..rows.end * width]);
        tokens
    }
}

/// `[3, 112, 112]` → `[196, 192]`, each patch flattened in the order channel, y, x.
fn patches(planes: &[f32]) -> Vec<f32> {
    let mut patches = vec![0.0; NUM_PATCHES * PATCH];
    let (strips, _) = patches.as_chunks_mut::<PATCH_SIZE>();
    for (i, strip) in strips.iter_mut().enumerate() {
        let (patch, line) = (i / (PATCH / PATCH_SIZE), i % (PATCH / PATCH_SIZE));
        let (channel, y) = (line / PATCH_SIZE, patch / GRID_SIZE * PATCH_SIZE + line % PATCH_SIZE);
        let start = (channel * CROP_SIZE + y) * CROP_SIZE + patch % GRID_SIZE * PATCH_SIZE;
        strip.copy_from_slice(&planes[start..][..PATCH_SIZE]);
    }
    patches
}
