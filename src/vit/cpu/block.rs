//! One pre-norm transformer block: `x += attn(norm1 x); x += mlp(norm2 x)`.

use super::{Parts, Team};
use crate::kernels::{COLUMNS, Heads, Norm, Packed, Weights, attend, for_each_chunk, product};
use crate::vit::VitConfig;

/// Weights of a block.
#[derive(Debug)]
pub struct Block {
    num_heads: usize,
    norm1: Norm,
    qkv: Weights,
    proj: Weights,
    proj_bias: Vec<f32>,
    norm2: Norm,
    fc1: Weights,
    fc1_bias: Vec<f32>,
    fc2: Weights,
    fc2_bias: Vec<f32>,
}

impl Block {
    /// Takes the weights under `key`.
    pub fn new(config: VitConfig, parts: &mut Parts, key: &str) -> Self {
        Self {
            num_heads: config.num_heads,
            norm1: parts.norm(&format!("{key}.norm1")),
            qkv: parts.matrix(&format!("{key}.attn.qkv.weight")),
            proj: parts.matrix(&format!("{key}.attn.proj.weight")),
            proj_bias: parts.vector(&format!("{key}.attn.proj.bias")),
            norm2: parts.norm(&format!("{key}.norm2")),
            fc1: parts.matrix(&format!("{key}.mlp.fc1.weight")),
            fc1_bias: parts.vector(&format!("{key}.mlp.fc1.bias")),
            fc2: parts.matrix(&format!("{key}.mlp.fc2.weight")),
            fc2_bias: parts.vector(&format!("{key}.mlp.fc2.bias")),
        }
    }

    /// This participant's rows of tokens `[N, D]`, in place; false if another one gave no answer. Two sweeps: keys and values of all
    /// tokens must be there before any is attended.
    pub fn forward(&self, tokens: &mut [f32], team: &dyn Team) -> bool {
        let (width, qkv_width) = (self.proj.outputs(), self.qkv.outputs());
        let own = |width: usize| team.rows().start * width..team.rows().end * width;
        let mut qkv = vec![0.0; tokens.len() * 3];
        let tokens = &mut tokens[own(width)];
        for_each_chunk(&mut qkv[own(qkv_width)], qkv_width, COLUMNS, Packed::default, |packed, first, qkv| {
            let rows = qkv.len() / qkv_width;
            packed.set_normed(&tokens[first * width..][..rows * width], &self.norm1);
            product(packed, &self.qkv, None, false, qkv);
        });
        if !team.gather(&mut qkv) {
            return false;
        }
        let (heads, qkv) = (Heads::new(&qkv, width, self.num_heads), &qkv[own(qkv_width)]);
        for_each_chunk(tokens, width, COLUMNS, Scratch::default, |scratch, first, tokens| {
            let rows = tokens.len() / width;
            self.attend(scratch, &qkv[first * qkv_width..][..rows * qkv_width], &heads, tokens);
            self.mlp(scratch, tokens);
        });
        true
    }

    /// `x += proj(attention)`.
    fn attend(&self, scratch: &mut Scratch, qkv: &[f32], heads: &Heads, tokens: &mut [f32]) {
        let (Scratch { packed, wide }, width) = (scratch, self.proj.outputs());
        wide.resize(tokens.len(), 0.0);
        attend(qkv, heads, wide);
        packed.set(tokens.len() / width, |i| &wide[i * width..][..width], |value| value);
        product(packed, &self.proj, Some(&self.proj_bias), true, tokens);
    }

    /// `x += fc2(ReLU6(fc1(norm2 x)))`.
    fn mlp(&self, scratch: &mut Scratch, tokens: &mut [f32]) {
        let Scratch { packed, wide } = scratch;
        let (rows, width) = (tokens.len() / self.fc2.outputs(), self.fc1.outputs());
        wide.resize(rows * width, 0.0);
        packed.set_normed(tokens, &self.norm2);
        product(packed, &self.fc1, Some(&self.fc1_bias), false, wide);
        packed.set(rows, |i| &wide[i * width..][..width], |value| value.clamp(0.0, 6.0));
        product(packed, &self.fc2, Some(&self.fc2_bias), true, tokens);
    }
}

/// Memory that is used again and again.
#[derive(Default)]
struct Scratch {
    packed: Packed,
    /// Attended values, then the MLP's hidden numbers.
    wide: Vec<f32>,
}
