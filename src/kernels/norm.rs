//! Layer norm.

use std::array;

/// A layer norm over each row.
#[derive(Debug)]
pub struct Norm {
    /// Factors, one for each number of a row.
    pub gamma: Vec<f32>,
    /// Summands, one for each number of a row.
    pub beta: Vec<f32>,
    /// Added to the variance.
    pub epsilon: f32,
}

impl Norm {
    /// Rows through it.
    pub fn forward(&self, rows: &[f32]) -> Vec<f32> {
        let normed = |row| {
            let [mean, factor] = self.moments(row);
            let parameters = self.gamma.iter().zip(&self.beta);
            row.iter().zip(parameters).map(move |(value, (gamma, beta))| (value - mean) * factor * gamma + beta)
        };
        rows.chunks_exact(self.gamma.len()).flat_map(normed).collect()
    }

    /// Mean of a row, and one over its standard deviation.
    pub fn moments(&self, row: &[f32]) -> [f32; 2] {
        let mean = sum(row, |value| value) / row.len() as f32;
        let variance = sum(row, |value| (value - mean) * (value - mean)) / row.len() as f32;
        [mean, 1.0 / (variance + self.epsilon).sqrt()]
    }
}

/// Sum of a row in several partial sums, which the compiler keeps in vectors.
fn sum(row: &[f32], map: impl Fn(f32) -> f32) -> f32 {
    const PARTS: usize = 16;
    let (chunks, rest) = row.as_chunks::<PARTS>();
    let parts = chunks.iter().fold([0.0; PARTS], |sums, chunk| array::from_fn(|i| sums[i] + map(chunk[i])));
    parts.into_iter().chain(rest.iter().map(|&value| map(value))).sum()
}
