//! A model file made from a formula instead of training: what the self test, tests and benchmarks run on. Its scores
//! mean nothing, but anyone can compute them: `tests/reference/synthetic.py` does, in double precision.

use std::collections::HashMap;

use safetensors::{Dtype, serialize, tensor::TensorView};

use super::layout::{Slot, layout};
use crate::vit::VitConfig;

/// The bytes of a model file of this shape, with pseudo-random f32 weights.
///
/// Matrices are uniform in ±1/√inputs, norms in 1 ± 0.1, biases in ±0.1, `pos_embed` in ±0.5: enough to give every
/// token its own attention without saturating the softmax.
pub fn synthetic_model(config: VitConfig, seed: u32) -> Vec<u8> {
    let mut noise = Noise(seed);
    let tensors: Vec<_> = layout(config)
        .into_iter()
        .map(|Slot { key, shape }| {
            let values = values(&key, &shape, &mut noise);
            (key, shape, values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())
        })
        .collect();
    let views = tensors.iter().map(|(key, shape, bytes)| {
        (key, TensorView::new(Dtype::F32, shape.clone(), bytes).expect("four bytes a value"))
    });
    serialize(views, Some(metadata(config))).expect("a handful of small tensors")
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

fn values(key: &str, shape: &[usize], noise: &mut Noise) -> Vec<f32> {
    let count: usize = shape.iter().product();
    let (centre, spread) = match (key, shape) {
        ("pos_embed", _) => (0.0, 0.5),
        (key, [_]) if key.ends_with("weight") => (1.0, 0.1),
        (_, [_]) => (0.0, 0.1),
        (_, [rows, ..]) => (0.0, 1.0 / ((count / rows) as f64).sqrt()),
        (_, []) => unreachable!("no scalars among the keys"),
    };
    (0..count).map(|_| (centre + spread * noise.uniform()) as f32).collect()
}

fn metadata(config: VitConfig) -> HashMap<String, String> {
    [
        ("format", super::metadata::FORMAT.to_owned()),
        ("version", super::metadata::VERSION.to_owned()),
        ("name", "synthetic".to_owned()),
        ("licence", "CC0-1.0".to_owned()),
        ("provenance", "pseudo-random weights from a formula; scores mean nothing".to_owned()),
        ("heads", config.num_heads.to_string()),
        ("depth", config.depth.to_string()),
        ("mlp_ratio", config.mlp_ratio.to_string()),
        ("color", "rgb".to_owned()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}
