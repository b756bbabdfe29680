//! Comparisons → pairs with a quality, checked: a number that is not finite has no place in the order and would go unnoticed.

use std::collections::HashMap;

use super::Comparison;
use crate::error::{Error, Result};

/// A comparison and what its images are worth.
pub struct Pair<'a> {
    /// The lower score of the two images.
    pub quality: f64,
    pub comparison: Comparison<'a>,
}

pub fn pairs<'a>(scores: &HashMap<String, f64>, comparisons: &[Comparison<'a>]) -> Result<Vec<Pair<'a>>> {
    let pairs: Vec<_> = comparisons.iter().map(|comparison| pair(scores, comparison)).collect::<Result<_>>()?;
    for (mated, name) in [(true, "mated"), (false, "non-mated")] {
        if !comparisons.iter().any(|comparison| comparison.mated == mated) {
            return Err(Error::UnsupportedInput(format!("there is no {name} pair: both kinds are needed")));
        }
    }
    Ok(pairs)
}

fn pair<'a>(scores: &HashMap<String, f64>, comparison: &Comparison<'a>) -> Result<Pair<'a>> {
    let [a, b] = comparison.images;
    let score = |image: &str| match scores.get(image) {
        Some(score) if score.is_finite() => Ok(*score),
        Some(score) => Err(Error::UnsupportedInput(format!("the score of {image} is {score}, not a finite number"))),
        None => Err(Error::UnsupportedInput(format!("{image} is compared, but has no score"))),
    };
    let quality = score(a)?.min(score(b)?);
    if !comparison.similarity.is_finite() && !comparison.failed() {
        let similarity = comparison.similarity;
        return Err(Error::UnsupportedInput(format!(
            "the similarity of {a} and {b} is {similarity}, not a finite number"
        )));
    }
    Ok(Pair { quality, comparison: *comparison })
}
