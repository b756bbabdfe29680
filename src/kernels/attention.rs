//! Softmax attention, a few queries at a time: their weights are made, normed and used within the first cache.

use std::array;

use super::dispatch::{Work, run};
use super::exp::exp;
use super::packed::Packed;
use super::tile::{COLUMNS, ROWS, multiply};

/// Keys and values of all heads, packed for tiles.
#[derive(Debug)]
pub struct Heads {
    keys: Vec<Packed>,
    /// Transposed: one row for each number of a head.
    values: Vec<Packed>,
}

impl Heads {
    /// The keys and values of tokens `[tokens, 3·D]`, columns in the order queries, keys, values, heads contiguous
    /// within each.
    pub fn new(qkv: &[f32], embed_dim: usize, num_heads: usize) -> Self {
        let (tokens, dim) = (qkv.len() / (3 * embed_dim), embed_dim / num_heads);
        let part =
            |part: usize, head: usize| move |token: usize| &qkv[(token * 3 + part) * embed_dim + head * dim..][..dim];
        let keys = |head| Packed::new(tokens, part(1, head));
        let values = |head| Packed::transposed(tokens, part(2, head));
        Self { keys: (0..num_heads).map(keys).collect(), values: (0..num_heads).map(values).collect() }
    }
}

/// The attended values of some tokens `[tokens, 3·D]`, of which only the queries are read → `out`, `[tokens, D]`.
pub fn attend(qkv: &[f32], heads: &Heads, out: &mut [f32]) {
    run(Attend { qkv, heads, out });
}

struct Attend<'a> {
    qkv: &'a [f32],
    heads: &'a Heads,
    out: &'a mut [f32],
}

impl Work for Attend<'_> {
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let Self { qkv, heads, out } = self;
        let (dim, tokens) = (heads.keys[0].width(), heads.keys[0].count());
        let embed_dim = dim * heads.keys.len();
        let mut queries = vec![[0.0; COLUMNS]; dim];
        let mut weights = vec![[0.0; COLUMNS]; tokens.next_multiple_of(ROWS)];
        let panels = qkv.chunks(3 * embed_dim * COLUMNS).zip(out.chunks_mut(embed_dim * COLUMNS));
        for (qkv, out) in panels {
            for (head, (keys, values)) in heads.keys.iter().zip(&heads.values).enumerate() {
                gather(&mut queries, qkv, 3 * embed_dim, head * dim);
                for (tile, weights) in weights.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
                    *weights = multiply::<FUSED>(keys.tile(tile, 0, dim), &queries);
                }
                let factor = exponentials(&mut weights[..tokens]);
                for first in (0..dim).step_by(ROWS) {
                    let sums = multiply::<FUSED>(values.tile(first / ROWS, 0, tokens), &weights);
                    for (token, out) in out.chunks_exact_mut(embed_dim).enumerate() {
                        let out = &mut out[head * dim..][..dim][first..];
                        for (out, sums) in out.iter_mut().zip(&sums) {
                            *out = sums[token] * factor[token];
                        }
                    }
                }
            }
        }
    }
}

/// Queries of a head as a panel, scaled: `queries[k][c]` is number `k` of query `c`. The last ones repeat the last query.
#[inline(always)]
fn gather(queries: &mut [[f32; COLUMNS]], rows: &[f32], width: usize, first: usize) {
    let (last, scale) = (rows.len() / width - 1, 1.0 / (queries.len() as f32).sqrt());
    let rows: [&[f32]; COLUMNS] = array::from_fn(|i| &rows[i.min(last) * width + first..][..queries.len()]);
    for (k, lanes) in queries.iter_mut().enumerate() {
        *lanes = rows.map(|row| row[k] * scale);
    }
}

/// Attention scores `[keys][queries]` → e^(score − largest score of the query), in place; one over their sums.
#[inline(always)]
fn exponentials(scores: &mut [[f32; COLUMNS]]) -> [f32; COLUMNS] {
    let largest = scores.iter().fold([f32::NEG_INFINITY; COLUMNS], |largest, scores| {
        array::from_fn(|i| if scores[i] > largest[i] { scores[i] } else { largest[i] })
    });
    let mut sums = [0.0; COLUMNS];
    for scores in scores {
        *scores = array::from_fn(|i| exp(scores[i] - largest[i]));
        sums = array::from_fn(|i| sums[i] + scores[i]);
    }
    sums.map(|sum| 1.0 / sum)
}
