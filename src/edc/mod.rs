//! Scores + comparisons → error-versus-discard curve (EDC): how fast the recognition errors fall as the poorest images are discarded.
//!
//! Two definitions are in use, and they rank methods differently: [`Definition::Iso`] and [`Definition::CrFiqa`], one
//! file each. So a curve carries its definition, and numbers of two definitions never share a table. In both, the
//! quality of a pair is the lower one of its two images.

mod cr_fiqa;
mod iso;
mod pairs;
#[cfg(feature = "cli")]
mod plot;

use std::collections::HashMap;

use crate::error::{Error, Result};

#[cfg(feature = "cli")]
pub use plot::plot;

/// How a curve is drawn from pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Definition {
    /// As ISO/IEC 29794-1 has it: the threshold is fixed once, at 0 % discard; mated pairs are discarded; every change of
    /// quality is a point, equal ones go together; the curve is a staircase down to no error at full discard.
    Iso,
    /// As the code of CR-FIQA (arXiv 2112.06592) has it, the paper's family: mated and non-mated pairs are discarded
    /// together, in 20 steps of 5 %, and the threshold is found anew at each; the curve is linear between them.
    CrFiqa,
}

impl Definition {
    /// The name, and what tells it from the other.
    pub fn title(self) -> &'static str {
        match self {
            Definition::Iso => "ISO style (iso): threshold fixed at 0 % discard",
            Definition::CrFiqa => "CR-FIQA style (cr-fiqa): threshold found anew at each discard",
        }
    }
}

/// Two images, as a recogniser compared them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison<'a> {
    /// Their names, as the scores have them; which comes first does not matter.
    pub images: [&'a str; 2],
    /// Whether both show one person.
    pub mated: bool,
    /// The recogniser's similarity: higher is more alike; for [`Definition::CrFiqa`] a cosine, −1 to 1. −∞ where the
    /// comparison failed: ISO/IEC 19795-1 counts that as a non-match, of mated pairs as an error.
    pub similarity: f64,
}

impl Comparison<'_> {
    /// Whether the recogniser gave no similarity.
    pub fn failed(&self) -> bool {
        self.similarity == f64::NEG_INFINITY
    }
}

/// What to measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How the curve is drawn.
    pub definition: Definition,
    /// False match rate that sets the threshold, above 0, at most 1.
    pub fmr: f64,
    /// Discard fraction up to which the partial area is taken, above 0, at most 1.
    pub limit: f64,
}

/// One point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Share of the pairs discarded, the poorest first: 0 to 1.
    pub discard_fraction: f64,
    /// False non-match rate (FNMR) among the mated pairs kept: 0 to 1, lower is better.
    pub error: f64,
}

/// An error-versus-discard curve and what is read off it.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What was asked for.
    pub settings: Settings,
    /// Mated pairs.
    pub mated: usize,
    /// Non-mated pairs.
    pub non_mated: usize,
    /// By discard fraction, ascending from 0. ISO: each error holds up to the next point, the last is (1, 0).
    /// CR-FIQA: linear between points, the last at 0.95.
    pub points: Vec<CurvePoint>,
    /// ISO: one, a similarity; below it a mated pair is an error. CR-FIQA: one for each point, a distance
    /// arccos(cosine)/π from 0 to 1; a mated pair is an error unless its distance is below.
    pub thresholds: Vec<f64>,
    /// False match rate at the first threshold: few non-mated pairs, or equal ones, may miss the one asked for.
    pub fmr_reached: f64,
    /// Area under the curve over all its discard fractions; lower is better. Not divided by their width.
    pub auc: f64,
    /// Area under the curve up to the limit; lower is better. Not divided by the limit.
    pub pauc: f64,
    /// Area up to the limit under the theoretical best, an error that falls by as much as is discarded. ISO only.
    pub best: Option<f64>,
}

impl Curve {
    /// False non-match rate before anything is discarded, 0 to 1.
    pub fn fnmr(&self) -> f64 {
        self.points[0].error
    }

    /// pAUC − theoretical best: 0 or more, lower is better, comparable between recognisers. ISO only.
    ///
    /// Even a perfect order stays a little above 0: errors are counted among the pairs that are left.
    pub fn above_best(&self) -> Option<f64> {
        self.best.map(|best| self.pauc - best)
    }
}

/// The similarity below which a mated comparison counts as failed, at a false match rate: that of [`Definition::Iso`].
///
/// # Errors
/// [`Error::UnsupportedInput`] for an FMR outside (0, 1], a similarity that is not finite (but for the −∞ of failed
/// comparisons), or so few non-mated comparisons that
/// not one of them may match.
pub fn threshold(comparisons: &[Comparison], fmr: f64) -> Result<f64> {
    within_one("FMR", fmr)?;
    let non_mated: Vec<_> = comparisons.iter().filter(|comparison| !comparison.mated).collect();
    if let Some(wrong) = non_mated.iter().find(|pair| !pair.similarity.is_finite() && !pair.failed()) {
        return Err(Error::UnsupportedInput(format!("a similarity is {}, not a finite number", wrong.similarity)));
    }
    let mut similarities: Vec<f64> = non_mated.iter().map(|pair| pair.similarity).collect();
    let (found, needed) = (similarities.len(), (1.0 / fmr).ceil());
    if (found as f64) < needed {
        return Err(Error::UnsupportedInput(format!(
            "{found} non-mated comparisons, at least {needed} are needed at an FMR of {fmr}"
        )));
    }
    similarities.sort_by(f64::total_cmp);
    Ok(iso::threshold(&similarities, fmr))
}

fn within_one(name: &str, value: f64) -> Result<()> {
    if value > 0.0 && value <= 1.0 {
        return Ok(());
    }
    Err(Error::UnsupportedInput(format!("the {name} is {value}: it must be above 0 and at most 1")))
}

/// Draws the curve of images' quality scores, where higher is better, over comparisons of these images.
///
/// Only the order of the scores matters; neither the order of the comparisons nor that of their images does.
///
/// # Errors
/// [`Error::UnsupportedInput`] for an FMR or limit outside (0, 1], an image without a score, a number that is not
/// finite (but for the −∞ of failed comparisons), no mated or no non-mated pair, and under [`Definition::CrFiqa`] also for a similarity that is not a cosine and
/// where either kind of pair is used up by 95 % discard.
pub fn evaluate(scores: &HashMap<String, f64>, comparisons: &[Comparison], settings: Settings) -> Result<Curve> {
    within_one("FMR", settings.fmr)?;
    within_one("limit", settings.limit)?;
    let pairs = pairs::pairs(scores, comparisons)?;
    match settings.definition {
        Definition::Iso => Ok(iso::curve(&pairs, settings)),
        Definition::CrFiqa => cr_fiqa::curve(pairs, settings),
    }
}

/// Whether mated pairs are less alike than non-mated ones, by the medians: then these are likely distances, where lower is
/// more alike, and every number of a curve is meaningless. Failed comparisons do not count.
pub fn look_like_distances(comparisons: &[Comparison]) -> bool {
    let median = |mated: bool| {
        let of_kind = comparisons.iter().filter(|comparison| comparison.mated == mated && !comparison.failed());
        let mut similarities: Vec<_> = of_kind.map(|comparison| comparison.similarity).collect();
        similarities.sort_by(f64::total_cmp);
        similarities.get(similarities.len() / 2).copied()
    };
    median(true).zip(median(false)).is_some_and(|(mated, non_mated)| mated < non_mated)
}
