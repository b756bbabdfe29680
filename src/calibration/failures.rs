//! Comparisons that failed → the two scores between which the verdict changes.
//!
//! A recogniser compared photos with good photos of the same people at a fixed false match rate. The share that fails falls
//! as the score rises: isotonic regression finds it without supposing a form.

use crate::error::{Error, Result};

/// A photo is poor while more than this share of the comparisons at its score fails.
pub const POOR_FAILS: f64 = 0.25;
/// Photos are good from where less than this share of theirs fails, all together. At one score so small a rate is not to be
/// measured: a single failure of a kind that is rare (dark glasses) would decide.
pub const GOOD_FAILS: f64 = 0.025;
/// Fewest failures at poor scores: the rate is then right within ±30 % with a probability of 90 % (Doddington's rule of 30).
const MIN_FAILURES: usize = 30;
/// Fewest comparisons at good scores: if none of them failed, the rate is below [`GOOD_FAILS`] with a probability of 95 % (rule
/// of three).
const MIN_GOOD: usize = 300;

/// A photo's comparison with a good photo of the same person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attempt {
    /// Of the photo that is assessed.
    pub score: f64,
    /// Whether the recogniser took it for somebody else.
    pub failed: bool,
}

/// Scores next to each other that share one failure rate.
#[derive(Clone, Copy)]
struct Block {
    lowest: f64,
    count: usize,
    failures: usize,
}

impl Block {
    fn rate(&self) -> f64 {
        self.failures as f64 / self.count as f64
    }

    fn with(self, next: Self) -> Self {
        Self { lowest: self.lowest, count: self.count + next.count, failures: self.failures + next.failures }
    }
}

/// The scores below which a photo is poor, and from which it is good: below the first more than [`POOR_FAILS`] of the
/// comparisons fail, from the second on less than [`GOOD_FAILS`].
///
/// # Errors
/// [`Error::UnsupportedInput`] for a score that is not finite, too few comparisons that say anything about one of the two, or a
/// recogniser that fails too often even with the best photos.
pub fn verdict_scores(attempts: &[Attempt]) -> Result<[f64; 2]> {
    let refused = |what: String| Err(Error::UnsupportedInput(what));
    if let Some(attempt) = attempts.iter().find(|attempt| !attempt.score.is_finite()) {
        return refused(format!("a score is {}, not a finite number", attempt.score));
    }
    let blocks = isotonic(attempts);
    // Each with all of the better ones.
    let mut onwards = blocks.clone();
    (1..blocks.len()).rev().for_each(|next| onwards[next - 1] = onwards[next - 1].with(onwards[next]));
    let failures: usize = attempts.iter().filter(|attempt| attempt.failed).count();
    let fair = blocks.iter().position(|block| block.rate() <= POOR_FAILS);
    let good = onwards.iter().position(|block| block.rate() < GOOD_FAILS);
    let (Some(fair), Some(good)) = (fair, good.max(fair)) else {
        return refused(format!(
            "{failures} of {} comparisons fail, and {} % or more even of those with the best scores: no score is good",
            attempts.len(),
            100.0 * GOOD_FAILS
        ));
    };
    let poor: usize = blocks[..fair].iter().map(|block| block.failures).sum();
    if poor < MIN_FAILURES {
        return refused(format!(
            "{poor} comparisons of poor photos fail, at least {MIN_FAILURES} are needed: add pairs with poorer photos"
        ));
    }
    let best = onwards[good].count;
    if best < MIN_GOOD {
        return refused(format!(
            "{best} comparisons are of good photos, at least {MIN_GOOD} are needed: add pairs of good photos"
        ));
    }
    Ok([blocks[fair].lowest, blocks[good].lowest])
}

/// The failure rate that never rises with the score and is nearest to the data (pool adjacent violators): blocks by ascending
/// score.
fn isotonic(attempts: &[Attempt]) -> Vec<Block> {
    let mut sorted = attempts.to_vec();
    sorted.sort_by(|a, b| a.score.total_cmp(&b.score));
    let mut blocks: Vec<Block> = Vec::new();
    for equal in sorted.chunk_by(|a, b| a.score == b.score) {
        let failures = equal.iter().filter(|attempt| attempt.failed).count();
        let mut block = Block { lowest: equal[0].score, count: equal.len(), failures };
        while let Some(before) = blocks.pop_if(|before| before.rate() <= block.rate()) {
            block = before.with(block);
        }
        blocks.push(block);
    }
    blocks
}
