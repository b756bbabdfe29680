//! What is left of the last block, and the patch map that it gives in closed form.

use super::Parts;
use crate::kernels::Norm;
use crate::vit::VitConfig;

/// The last block's norm, queries and keys.
#[derive(Debug)]
pub struct Last {
    norm: Norm,
    /// `[2·D, D]`: the rows of the queries, then those of the keys.
    query_key: Vec<f32>,
    /// `1/(H·√d)`.
    scale: f64,
}

impl Last {
    /// Takes the weights under `key`.
    pub fn new(config: VitConfig, parts: &mut Parts, key: &str) -> Self {
        Self {
            norm: parts.norm(&format!("{key}.norm1")),
            query_key: parts.vector(&format!("{key}.attn.qkv.weight")),
            scale: 1.0 / (config.num_heads as f64 * (config.head_dim() as f64).sqrt()),
        }
    }

    /// Tokens `[N, D]` → patch map `[N]`: [`quality::patch_map`](crate::quality) as two products of a matrix and a vector,
    /// summed in double precision.
    pub fn patch_map(&self, tokens: &[f32]) -> Vec<f32> {
        let width = self.norm.gamma.len();
        let tokens = self.norm.forward(tokens);
        let tokens = || tokens.chunks_exact(width);
        let mut mean = vec![0.0; width];
        tokens().for_each(|token| add(&mut mean, token, 1.0 / tokens().len() as f64));
        let (queries, keys) = self.query_key.split_at(width * width);
        let mut weights = vec![0.0; width];
        for (query, key) in queries.chunks_exact(width).zip(keys.chunks_exact(width)) {
            add(&mut weights, key, dot(query, &mean) * self.scale);
        }
        tokens().map(|token| dot(token, &weights) as f32).collect()
    }
}

/// `sums += factor·values`.
fn add(sums: &mut [f64], values: &[f32], factor: f64) {
    for (sum, &value) in sums.iter_mut().zip(values) {
        *sum += f64::from(value) * factor;
    }
}

fn dot(values: &[f32], weights: &[f64]) -> f64 {
    values.iter().zip(weights).map(|(&value, weight)| f64::from(value) * weight).sum()
}
