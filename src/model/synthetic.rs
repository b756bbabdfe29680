//! A model file made from a formula instead of training: what the self test, tests and benchmarks run on. Its scores
//! mean nothing, but anyone can compute them: `tests/reference/synthetic.py` does, in double precision.

use std::collections::HashMap;

use super::layout::{is_matrix, layout};
use super::{ModelInfo, Precision, model_file};
use crate::crop::Color;
use crate::error::Result;
use crate::tensor_file::Slot;
use crate::vit::VitConfig;

/// The bytes of a model file of this shape, with pseudo-random f32 weights.
///
/// Matrices are uniform in ±1/√inputs, norms in 1 ± 0.1, biases in ±0.1, `pos_embed` in ±0.5: enough to give every
/// token its own attention without saturating the softmax.
pub fn synthetic_model(config: VitConfig, seed: u32) -> Vec<u8> {
    synthetic_model_in(config, seed, Precision::F32)
}

/// The same, stored in this precision.
pub fn synthetic_model_in(config: VitConfig, seed: u32, precision: Precision) -> Vec<u8> {
    let mut noise = Noise(seed);
    let drawn: HashMap<_, _> =
        layout(config).into_iter().map(|slot| (slot.key.clone(), values(&slot, &mut noise))).collect();
    let info = ModelInfo::new(config, Color::Rgb).named("synthetic", "CC0-1.0", "pseudo-random; scores mean nothing");
    let pieces = model_file(&info, precision, |slot| Ok(drawn[&slot.key].clone()));
    pieces.collect::<Result<Vec<_>>>().expect("any precision holds numbers of about 1").concat()
}

/// A linear congruential generator: exact in any language.
pub struct Noise(pub u32);

impl Noise {
    /// The next 24 bits. Constants: Numerical Recipes, 2nd edition, section 7.1.
    pub fn bits(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 8
    }

    /// Uniform in [−1, 1).
    fn uniform(&mut self) -> f64 {
        f64::from(self.bits()) / f64::from(1 << 23) - 1.0
    }
}

fn values(slot: &Slot, noise: &mut Noise) -> Vec<f32> {
    let (centre, spread) = match slot.key.as_str() {
        "pos_embed" => (0.0, 0.5),
        _ if is_matrix(slot) => (0.0, 1.0 / (slot.row_len() as f64).sqrt()),
        key if key.ends_with("weight") => (1.0, 0.1),
        _ => (0.0, 0.1),
    };
    (0..slot.count()).map(|_| (centre + spread * noise.uniform()) as f32).collect()
}
