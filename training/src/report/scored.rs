//! A model's scores of photos in all conditions, and how they agree with what a recogniser made of the same photos.

use attn_fiqa::calibration::Verdict;
use attn_fiqa::edc::{Comparison, Definition, Settings, evaluate};

use super::people::{CONDITIONS, Judged, People, Trial};
use super::statistics::{auc, mean, spearman};
use crate::network::Scorer;

/// Discard fraction up to which discarding is measured: the field's.
const LIMIT: f64 = 0.3;

/// One model's scores, `[condition][pair]`.
pub struct Scored {
    pub name: String,
    pub scores: Vec<Vec<f64>>,
    /// Deviation of its score over the natural mix of rendered faces: the unit of shifts and prices.
    pub spread: f64,
    pub verdict_scores: Option<[f64; 2]>,
}

impl Scored {
    /// Scores the people of a set in all conditions.
    ///
    /// # Errors
    /// Those of the scorer.
    pub fn new(people: &People, scorer: &Scorer, spread: f64) -> Result<Self, String> {
        let scores = (0..CONDITIONS).map(|condition| scorer.scores(&people.images(condition)));
        let scores = scores.collect::<Result<_, _>>()?;
        Ok(Self { name: scorer.name().into(), scores, spread, verdict_scores: scorer.verdict_scores() })
    }

    /// What could be known before the recogniser is asked: of each photo the mean similarity in this condition over other people's
    /// photos; with `own`, together with how similar this person's two photos are when nothing is wrong, which one photo does not
    /// show.
    pub fn known(judged: &Judged, identities: &[u32], own: bool) -> Self {
        let of_others = |trials: &[Trial], person: u32| {
            let others = trials.iter().zip(identities).filter(|(_, other)| **other != person);
            mean(&others.map(|(trial, _)| trial.similarity).collect::<Vec<_>>())
        };
        let score = |trials: &[Trial], pair: usize| {
            let untouched = if own { judged.trials[0][pair].similarity } else { 0.0 };
            of_others(trials, identities[pair]) + untouched
        };
        let scores = judged.trials.iter().map(|trials| (0..trials.len()).map(|pair| score(trials, pair)).collect());
        let name = if own { "known: kind, degree and the untouched pair" } else { "known: kind and degree" };
        Self { name: name.into(), scores: scores.collect(), spread: 1.0, verdict_scores: None }
    }

    /// How much too high the mean score of each condition is for its utility, in deviations of the natural mix: its distance from
    /// the straight line that fits all conditions best (least squares).
    pub fn prices(&self, judged: &Judged) -> Vec<f64> {
        let utility: Vec<f64> = (0..CONDITIONS).map(|condition| judged.condition(condition)[0]).collect();
        let scores: Vec<f64> = self.scores.iter().map(|scores| mean(scores)).collect();
        let [from, slope] = line(&utility, &scores);
        utility.iter().zip(&scores).map(|(utility, score)| (score - from - slope * utility) / self.spread).collect()
    }

    /// Probability that a comparison that succeeds has a higher score than one that fails.
    pub fn foretells(&self, judged: &Judged) -> f64 {
        let attempts = judged.attempts(&self.scores);
        let of = |failed: bool| -> Vec<f64> {
            attempts.iter().filter(|attempt| attempt.failed == failed).map(|attempt| attempt.score).collect()
        };
        auc(&of(false), &of(true))
    }

    /// Spearman's correlation of score and similarity, over all trials, and within a person, on average.
    pub fn correlations(&self, judged: &Judged, identities: &[u32]) -> [f64; 2] {
        let pairs = |wanted: &dyn Fn(usize) -> bool| -> (Vec<f64>, Vec<f64>) {
            let conditions = self.scores.iter().zip(&judged.trials);
            let all = conditions.flat_map(|(scores, trials)| scores.iter().zip(trials).enumerate());
            all.filter(|(pair, _)| wanted(*pair)).map(|(_, (score, trial))| (*score, trial.similarity)).unzip()
        };
        let of = |(scores, similarities): (Vec<f64>, Vec<f64>)| spearman(&scores, &similarities);
        let mut people = identities.to_vec();
        people.dedup();
        let within: Vec<f64> = people.iter().map(|person| of(pairs(&|pair| identities[pair] == *person))).collect();
        [of(pairs(&|_| true)), mean(&within)]
    }

    /// What is left of the errors when up to [`LIMIT`] of the comparisons are discarded by score, over what is left when they are
    /// discarded at random: pAUC in ISO's definition. 1: no better than chance.
    ///
    /// # Errors
    /// Those of [`evaluate`], in one line.
    pub fn discarding(&self, judged: &Judged) -> Result<f64, String> {
        let names: Vec<String> =
            (0..self.scores.iter().map(Vec::len).sum()).map(|trial: usize| trial.to_string()).collect();
        // The other photo is as good as a photo gets, and the threshold is known: as if one pair of strangers were exactly there.
        let other = ("other", f64::MAX);
        let scores = names.iter().map(String::as_str).zip(self.scores.iter().flatten().copied()).chain([other]);
        let scores = scores.map(|(name, score)| (name.to_string(), score)).collect();
        let mated = names.iter().zip(judged.trials.iter().flatten()).map(|(name, trial)| Comparison {
            images: [name.as_str(), other.0],
            mated: true,
            similarity: trial.similarity,
        });
        let strangers = Comparison { images: [other.0; 2], mated: false, similarity: judged.threshold };
        let settings = Settings { definition: Definition::Iso, fmr: 1.0, limit: LIMIT };
        let comparisons: Vec<Comparison> = mated.chain([strangers]).collect();
        let curve = evaluate(&scores, &comparisons, settings).map_err(|error| error.to_string())?;
        Ok(curve.pauc / (curve.fnmr() * LIMIT))
    }

    /// The share of a condition's photos that get a verdict; `None` if the model gives none.
    pub fn share(&self, condition: usize, verdict: Verdict) -> Option<f64> {
        let limits = self.verdict_scores?;
        let hits = self.scores[condition].iter().filter(|score| Verdict::of(**score, limits) == verdict).count();
        Some(hits as f64 / self.scores[condition].len() as f64)
    }

    /// Of the attempts with a verdict, how many there are and the share that fails; `None` if the model gives none.
    pub fn failures(&self, judged: &Judged, verdict: Verdict) -> Option<(usize, f64)> {
        let limits = self.verdict_scores?;
        let attempts = judged.attempts(&self.scores);
        let of: Vec<f64> = attempts
            .iter()
            .filter(|attempt| Verdict::of(attempt.score, limits) == verdict)
            .map(|attempt| f64::from(u8::from(attempt.failed)))
            .collect();
        Some((of.len(), mean(&of)))
    }
}

/// Intercept and slope of the line with the least squared error.
fn line(x: &[f64], y: &[f64]) -> [f64; 2] {
    let (centre_x, centre_y) = (mean(x), mean(y));
    let covariance: f64 = x.iter().zip(y).map(|(x, y)| (x - centre_x) * (y - centre_y)).sum();
    let variance: f64 = x.iter().map(|x| (x - centre_x).powi(2)).sum();
    let slope = covariance / variance;
    [centre_y - slope * centre_x, slope]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::people::Trial;

    /// Two people with one pair each; utility falls from condition to condition, the last half fails.
    fn judged() -> Judged {
        let utility = |condition: usize| 1.0 - condition as f64 / CONDITIONS as f64;
        let trial = |condition| Trial {
            similarity: utility(condition),
            failed: utility(condition) < 0.5,
            utility: utility(condition),
        };
        let trials = (0..CONDITIONS).map(|condition| vec![trial(condition); 2]).collect();
        Judged { trials, threshold: 0.5, levels: [1.0, 0.0], strangers: 1000 }
    }

    fn scored(score: impl Fn(f64) -> f64) -> Scored {
        let scores =
            (0..CONDITIONS).map(|condition| vec![score(1.0 - condition as f64 / CONDITIONS as f64); 2]).collect();
        Scored { name: "x".into(), scores, spread: 0.5, verdict_scores: Some([-1.0, -0.7]) }
    }

    #[test]
    fn a_score_that_is_a_line_in_utility_has_no_wrong_price() {
        let (judged, scored) = (judged(), scored(|utility| utility - 1.5));
        assert!(scored.prices(&judged).iter().all(|price| price.abs() < 1e-9));
        assert_eq!(scored.foretells(&judged), 1.0);
        let [all, within] = scored.correlations(&judged, &[0, 1]);
        assert!((all - 1.0).abs() < 1e-9 && (within - 1.0).abs() < 1e-9);
    }

    #[test]
    fn discarding_the_right_ones_leaves_few_errors() {
        let judged = judged();
        // 16 of 33 conditions fail. Discarded first, (16 − k)/(33 − k) are left after k; discarded last, 16/(33 − k): the means of these
        // steps up to 0.3, over 16/33.
        let best = scored(|utility| utility).discarding(&judged).unwrap();
        assert!((best - 0.8217).abs() < 1e-3, "{best}");
        let worst = scored(|utility| -utility).discarding(&judged).unwrap();
        assert!((worst - 1.168).abs() < 1e-3, "{worst}");
    }

    #[test]
    fn one_condition_too_high_is_found_in_deviations() {
        let (judged, mut scored) = (judged(), scored(|utility| utility - 1.5));
        scored.scores[5] = vec![scored.scores[5][0] + 0.5; 2];
        let prices = scored.prices(&judged);
        // One deviation, less what it bends the line: a share of about 1/33 and its leverage.
        assert!((0.85..1.0).contains(&prices[5]), "{}", prices[5]);
        assert!(prices.iter().enumerate().all(|(condition, price)| condition == 5 || price.abs() < 0.15));
    }

    #[test]
    fn verdicts_are_counted() {
        let (judged, scored) = (judged(), scored(|utility| utility - 1.5));
        assert_eq!(
            (scored.share(0, Verdict::Good), scored.share(CONDITIONS - 1, Verdict::Poor)),
            (Some(1.0), Some(1.0))
        );
        let rate = |verdict| scored.failures(&judged, verdict).unwrap().1;
        assert_eq!([rate(Verdict::Good), rate(Verdict::Fair), rate(Verdict::Poor)], [0.0, 0.0, 1.0]);
    }
}
