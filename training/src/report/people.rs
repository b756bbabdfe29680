//! Photos of real people, as they are and spoilt, and what a recogniser makes of each beside another photo of the same person.

use std::path::Path;

use attn_fiqa::calibration::Attempt;
use attn_fiqa::edc::{Comparison, threshold};
use image::RgbImage;
use rayon::prelude::*;

use super::mix::Mix;
use super::statistics::mean;
use crate::corpus::{Corpus, Entry, read_people};
use crate::degrade::DEGREES;
use crate::network::Embed;
use crate::render::Rng;

/// The false match rate at which a comparison fails.
pub const FMR: f64 = 1e-3;
/// How the faces come: as they are, then in each of [`DEGREES`].
pub const CONDITIONS: usize = 1 + DEGREES.len();

/// A corpus of photos.
pub struct People {
    pub corpus: Corpus,
    /// Who is on each face.
    pub entries: Vec<Entry>,
    /// The faces that are measured, and for each the photo of the same person that it is compared with. All others are strangers
    /// only: they fix the judge's threshold.
    pub pairs: Vec<[usize; 2]>,
}

/// A photo in one condition, compared with the other one as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    pub similarity: f64,
    /// Whether the judge takes them for two people.
    pub failed: bool,
    /// What is left of the similarity of untouched photos: 1 all, 0 none, as between strangers.
    pub utility: f64,
}

/// All trials, `[condition][pair]`.
pub struct Judged {
    pub trials: Vec<Vec<Trial>>,
    pub threshold: f64,
    /// Mean similarity of untouched photos of one person, and of two.
    pub levels: [f64; 2],
    /// Pairs of strangers, untouched.
    pub strangers: usize,
}

impl People {
    /// Reads a corpus of photos. `only`: names of the people to be measured; all of whom there are several photos, if none is named.
    ///
    /// # Errors
    /// One line: what is missing.
    pub fn read(folder: &Path, only: &[String]) -> Result<Self, String> {
        let (corpus, entries) = (Corpus::read(folder)?, read_people(folder)?);
        if entries.iter().map(|entry| entry.identity).ne(corpus.identities.iter().copied()) {
            return Err(format!("people.json in {} is of another corpus: make it again", folder.display()));
        }
        if let Some(name) = only.iter().find(|name| entries.iter().all(|entry| entry.person != **name)) {
            return Err(format!("nobody in {} is called {name}", folder.display()));
        }
        let next = |index: usize| {
            let others = (index + 1..entries.len()).chain(0..index);
            others.into_iter().find(|&other| entries[other].identity == entries[index].identity)
        };
        let wanted = |index: &usize| only.is_empty() || only.contains(&entries[*index].person);
        let pairs =
            (0..entries.len()).filter(wanted).filter_map(|index| Some([index, next(index)?])).collect::<Vec<_>>();
        if pairs.is_empty() {
            return Err(format!("nobody in {} has two photos: names must agree up to the first `-`", folder.display()));
        }
        Ok(Self { corpus, entries, pairs })
    }

    /// The measured faces in one condition.
    pub fn images(&self, condition: usize) -> Vec<RgbImage> {
        let image = |[face, _]: &[usize; 2]| {
            let crop = self.corpus.image(*face);
            let Some(degree) = condition.checked_sub(1) else { return crop };
            DEGREES[degree].apply(&crop, &mut Rng::new((condition * self.entries.len() + face) as u64, 67))
        };
        self.pairs.par_iter().map(image).collect()
    }

    /// The measured faces in a natural mix, each as often as it takes for so many.
    pub fn mixed(&self, least: usize, seed: u64) -> Vec<RgbImage> {
        let times = least.div_ceil(self.pairs.len()) as u64;
        let once = |time: u64| {
            let mix = Mix::natural(&self.corpus, seed << 16 | time).images();
            self.pairs.iter().map(move |[face, _]| mix[*face].clone()).collect::<Vec<_>>()
        };
        (0..times).flat_map(once).collect()
    }

    /// The person of each pair.
    pub fn identities(&self) -> Vec<u32> {
        self.pairs.iter().map(|[face, _]| self.entries[*face].identity).collect()
    }

    /// Has a recogniser compare everything.
    ///
    /// # Errors
    /// Those of the recogniser, or too few strangers for a false match rate of 0.001.
    pub fn judged(&self, judge: &dyn Embed) -> Result<Judged, String> {
        let faces: Vec<RgbImage> = (0..self.entries.len()).map(|index| self.corpus.image(index)).collect();
        let clean = judge.embed(&faces)?;
        let strangers = self.strangers(judge, &clean);
        let comparison = |&similarity: &f64| Comparison { images: ["", ""], mated: false, similarity };
        let comparisons: Vec<Comparison> = strangers.iter().map(comparison).collect();
        let threshold = threshold(&comparisons, FMR).map_err(|error| error.to_string())?;
        let mated = self.pairs.iter().map(|[face, other]| judge.similarity(&clean[*face], &clean[*other]));
        let levels = [mean(&mated.collect::<Vec<_>>()), mean(&strangers)];
        let trial = |embedding: &Vec<f32>, [_, other]: &[usize; 2]| {
            let similarity = judge.similarity(embedding, &clean[*other]);
            let utility = (similarity - levels[1]) / (levels[0] - levels[1]);
            Trial { similarity, failed: similarity < threshold, utility: utility.clamp(0.0, 1.0) }
        };
        let mut trials = Vec::with_capacity(CONDITIONS);
        for condition in 0..CONDITIONS {
            let embeddings = judge.embed(&self.images(condition))?;
            trials.push(embeddings.iter().zip(&self.pairs).map(|(embedding, pair)| trial(embedding, pair)).collect());
        }
        Ok(Judged { trials, threshold, levels, strangers: strangers.len() })
    }

    fn strangers(&self, judge: &dyn Embed, embeddings: &[Vec<f32>]) -> Vec<f64> {
        let of = |a: usize| {
            let others = (0..a).filter(move |&b| self.entries[a].identity != self.entries[b].identity);
            others.map(move |b| judge.similarity(&embeddings[a], &embeddings[b]))
        };
        (0..embeddings.len()).flat_map(of).collect()
    }
}

impl Judged {
    /// Scores `[condition][pair]` as attempts, all conditions together.
    pub fn attempts(&self, scores: &[Vec<f64>]) -> Vec<Attempt> {
        self.attempts_in(scores, |_| true)
    }

    /// The same where the whole face is seen.
    pub fn uncovered_attempts(&self, scores: &[Vec<f64>]) -> Vec<Attempt> {
        self.attempts_in(scores, |condition| condition == 0 || !DEGREES[condition - 1].hides())
    }

    fn attempts_in(&self, scores: &[Vec<f64>], wanted: impl Fn(usize) -> bool) -> Vec<Attempt> {
        let all = self.trials.iter().zip(scores).enumerate().filter(|(condition, _)| wanted(*condition));
        let all = all.flat_map(|(_, (trials, scores))| trials.iter().zip(scores));
        all.map(|(trial, &score)| Attempt { score, failed: trial.failed }).collect()
    }

    /// Mean utility and share of failures of a condition.
    pub fn condition(&self, condition: usize) -> [f64; 2] {
        let of = |value: fn(&Trial) -> f64| mean(&self.trials[condition].iter().map(value).collect::<Vec<_>>());
        [of(|trial| trial.utility), of(|trial| f64::from(u8::from(trial.failed)))]
    }
}
