//! How well a recogniser tells identities apart, and how much better after the poorest images are discarded.

use std::collections::HashMap;

use attn_fiqa::edc::{Comparison, Curve, Settings, evaluate};

use super::statistics::auc;
use crate::render::Rng;

/// Non-mated pairs for each mated one, up to which they are drawn.
const NON_MATED_PER_MATED: usize = 6;

/// Mated and non-mated pairs with their similarity.
pub struct Verification {
    names: Vec<String>,
    /// Indices of two images, whether they show one identity, and their similarity.
    pairs: Vec<([usize; 2], bool, f64)>,
}

impl Verification {
    /// All mated pairs that are `compared`, and non-mated ones drawn at random, with the similarity of each.
    pub fn new(
        identities: &[u32],
        similarity: impl Fn(usize, usize) -> f64,
        compared: impl Fn(usize, usize) -> bool,
        seed: u64,
    ) -> Self {
        let count = identities.len();
        let mut pairs = Vec::new();
        for a in 0..count {
            let mated = (a + 1..count).filter(|&b| identities[a] == identities[b] && compared(a, b));
            pairs.extend(mated.map(|b| ([a, b], true, similarity(a, b))));
        }
        let (mut rng, mated) = (Rng::new(seed, 62), pairs.len());
        while pairs.len() < mated * (1 + NON_MATED_PER_MATED) && identities.iter().any(|id| *id != identities[0]) {
            let [a, b] = [rng.index(count), rng.index(count)];
            if identities[a] != identities[b] && compared(a, b) {
                pairs.push(([a, b], false, similarity(a, b)));
            }
        }
        Self { names: (0..count).map(|index| index.to_string()).collect(), pairs }
    }

    /// Numbers of mated and non-mated pairs.
    pub fn counts(&self) -> (usize, usize) {
        let mated = self.pairs.iter().filter(|pair| pair.1).count();
        (mated, self.pairs.len() - mated)
    }

    /// The mean similarity of each image to the others of its identity: its utility, which no look at one picture tells.
    pub fn utility(&self) -> Vec<f64> {
        let mut sums = vec![(0.0, 0); self.names.len()];
        for (images, _, similarity) in self.pairs.iter().filter(|pair| pair.1) {
            for &image in images {
                sums[image].0 += similarity;
                sums[image].1 += 1;
            }
        }
        sums.into_iter().map(|(sum, count)| sum / f64::from(count.max(1))).collect()
    }

    /// Area under the receiver operating characteristic.
    pub fn auc(&self) -> f64 {
        let of =
            |mated: bool| -> Vec<f64> { self.pairs.iter().filter(|pair| pair.1 == mated).map(|pair| pair.2).collect() };
        auc(&of(true), &of(false))
    }

    /// The error-versus-discard curve of some scores, one for each image.
    ///
    /// # Errors
    /// Those of [`evaluate`], in one line.
    pub fn curve(&self, scores: &[f64], settings: Settings) -> Result<Curve, String> {
        let scores: HashMap<String, f64> = self.names.iter().cloned().zip(scores.iter().copied()).collect();
        let comparisons: Vec<Comparison> = self
            .pairs
            .iter()
            .map(|&([a, b], mated, similarity)| Comparison {
                images: [&self.names[a], &self.names[b]],
                mated,
                similarity,
            })
            .collect();
        evaluate(&scores, &comparisons, settings).map_err(|error| error.to_string())
    }
}

/// The curves of several methods, by name.
///
/// # Errors
/// Those of [`Verification::curve`].
pub fn curves<'a>(
    verification: &Verification,
    methods: &[(&'a str, Vec<f64>)],
    settings: Settings,
) -> Result<Vec<(&'a str, Curve)>, String> {
    methods.iter().map(|(name, scores)| Ok((*name, verification.curve(scores, settings)?))).collect()
}

/// The error of a curve of steps at a discard fraction.
pub fn error_at(curve: &Curve, fraction: f64) -> f64 {
    let after = curve.points.partition_point(|point| point.discard_fraction <= fraction);
    curve.points[after.saturating_sub(1)].error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_compared_is_a_pair() {
        let identities = [0, 0, 0, 1, 1];
        let reference = [true, false, false, true, false];
        let of = |compared: &dyn Fn(usize, usize) -> bool| Verification::new(&identities, |_, _| 0.0, compared, 1);
        let (all, some) = (of(&|_, _| true), of(&|a, b| reference[a] != reference[b]));
        assert_eq!(all.counts(), (4, 4 * NON_MATED_PER_MATED));
        assert_eq!(some.counts(), (3, 3 * NON_MATED_PER_MATED));
        assert!(some.pairs.iter().all(|([a, b], _, _)| reference[*a] != reference[*b]));
    }
}
