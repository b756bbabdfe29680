//! Why a photo is poor: the checks that fall short and the parts of the face that the model cannot use, worst first,
//! each with a sentence that tells the person what to do.

use std::ops::Range;

use serde::Serialize;

use super::Measurement;
use super::check::Sentence;
use super::limits::{Limits, Severity};
use crate::crop::GRID_SIZE;

/// Standard deviations below the model's reference map from which a region is a reason, and a serious one. Photos like those of
/// the reference stay below 2, dark glasses begin at 5, masks and hands at 8.
const REGION_LIMITS: (f64, f64) = (3.0, 5.0);
/// Unit of a region's value: the standard deviation of a patch of the model's reference map, on average. One for all patches:
/// studio photos are so alike in some that everyday ones would seem covered there.
pub const DEVIATIONS: &str = "σ";
/// Standard deviations that a region lies lower than the middle one, from which something is in front of it: blur, noise and
/// darkness lower all of them. Nine of ten pairs of dark glasses, every mask and hand; one of seven everyday portraits.
const COVERED: f64 = 2.6;
/// What is covered only beside another part: a turned head, a beard and a shadow lower these as much.
const BESIDE: [Region; 3] = [Region::Cheeks, Region::Jaw, Region::Border];
/// Most regions named: the score falls as a whole, and a list of all of them explains nothing.
const MOST_REGIONS: usize = 2;

/// A part of the face on the crop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// Above the brows.
    Forehead,
    /// Both eyes and brows.
    Eyes,
    /// Bridge to tip.
    Nose,
    /// Either side of the nose.
    Cheeks,
    /// Lips.
    Mouth,
    /// Below the lips.
    Jaw,
    /// Everything around the face.
    Border,
}

/// A reason and what to do about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Advice {
    /// The check's id, or `region-` and the region's.
    pub id: &'static str,
    /// Which of its id's sentences it is, where there are two: [`Sentences`](super::Sentences) has them.
    pub variant: Option<&'static str>,
    /// `warn` or `fail`.
    pub severity: Severity,
    /// The check's raw value; of a region, how far it lies below good photos.
    pub value: f64,
    /// Of the value: the check's; of a region [`DEVIATIONS`].
    pub unit: &'static str,
    /// A short English sentence to the person in the photo.
    pub text: &'static str,
}

/// What the model saw.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// What each patch contributes, row-major.
    pub patch_map: &'a [f32],
    /// Mean and standard deviation of each patch over good photos; without it no region is named.
    pub reference: Option<&'a [[f64; 2]]>,
    /// Whether the score is poor: then there is a reason, where the model has a reference.
    pub poor: bool,
    /// Whether the score is good: then a part of the face is a reason only if something is in front of it.
    pub good: bool,
}

/// Why, worst first: what fails before what warns, then by how far it falls short. One cause gives one reason: what
/// another reason explains is left out.
pub fn advise(measurements: &[Measurement], limits: &Limits, seen: Seen) -> Vec<Advice> {
    let mut reasons: Vec<Reason> = measurements.iter().filter_map(|m| from_check(m, limits)).collect();
    leave_out_explained(&mut reasons);
    let regions = shortfalls(seen);
    let middle = regions.get(regions.len() / 2).map_or(0.0, |(_, shortfall)| *shortfall);
    let low = || regions.iter().filter(|(_, shortfall)| *shortfall > REGION_LIMITS.0);
    let mistaken =
        |region: Region| MISTAKEN.iter().any(|id| has(&reasons, id) && explains(region.id(), Severity::Warn, id));
    let is_covered = |(region, shortfall): &&(Region, f64)| shortfall - middle > COVERED || mistaken(*region);
    let begins = low().filter(is_covered).any(|(region, _)| !BESIDE.contains(region));
    let covered = low().filter(is_covered).filter(|_| begins);
    let from_region = |region: &(Region, f64)| from_region(region, seen.good);
    let covered: Vec<Reason> = covered.take(MOST_REGIONS).map(from_region).collect();
    reasons.extend(covered);
    leave_out_explained(&mut reasons);
    if reasons.is_empty() && !seen.good {
        reasons.extend(low().take(MOST_REGIONS).map(from_region));
    }
    if reasons.is_empty() && seen.poor {
        reasons.extend(regions.first().map(from_region));
    }
    reasons.sort_by(|a, b| b.advice.severity.cmp(&a.advice.severity).then(b.short.total_cmp(&a.short)));
    reasons.into_iter().map(|reason| reason.advice).collect()
}

/// Removes what another of the reasons explains.
fn leave_out_explained(reasons: &mut Vec<Reason>) {
    let causes: Vec<_> = reasons.iter().map(|Reason { advice, .. }| (advice.id, advice.severity)).collect();
    reasons.retain(|reason| !causes.iter().any(|&(cause, severity)| explains(cause, severity, reason.advice.id)));
}

fn explains(cause: &str, severity: Severity, id: &str) -> bool {
    let mut rows = EXPLAINS.iter();
    rows.any(|(other, least, effects)| *other == cause && severity >= *least && effects.contains(&id))
}

fn has(reasons: &[Reason], id: &str) -> bool {
    reasons.iter().any(|reason| reason.advice.id == id)
}

/// What a covered part of the face is taken for, however little of it is covered.
const MISTAKEN: [&str; 2] = ["eyes-open", "natural-colour"];
/// A cause, from which severity on, and what falls short along with it. Darkness and blur hide detail, a covered part of the
/// face moves the landmarks and has no colour of skin, who is too far away is not too close, of a face of a few pixels nothing
/// can be said of what surrounds it, and an edge that only touches the face hides no mask.
const EXPLAINS: [(&str, Severity, &[&str]); 15] = [
    (
        "light",
        Severity::Warn,
        &[
            "contrast",
            "even-light",
            "natural-colour",
            "sharpness",
            "real-resolution",
            "noise",
            "compression",
            "eyes-open",
            "mouth-closed",
        ],
    ),
    ("contrast", Severity::Warn, &["natural-colour"]),
    ("over-exposure", Severity::Warn, &["contrast", "sharpness", "natural-colour", "even-light"]),
    (
        "inter-eye-distance",
        Severity::Warn,
        &["sharpness", "real-resolution", "compression", "crop-left", "crop-right", "margin-above"],
    ),
    ("inter-eye-distance", Severity::Fail, &["region-forehead", "region-border"]),
    ("real-resolution", Severity::Warn, &["sharpness", "compression", "contrast", "eyes-open"]),
    ("sharpness", Severity::Warn, &["contrast", "eyes-open"]),
    ("noise", Severity::Warn, &["sharpness", "eyes-open"]),
    ("compression", Severity::Warn, &["sharpness", "eyes-open"]),
    (
        "in-picture",
        Severity::Warn,
        &[
            "crop-left",
            "crop-right",
            "margin-above",
            "yaw",
            "pitch",
            "roll",
            "eyes-open",
            "mouth-closed",
            "even-light",
            "region-forehead",
            "region-cheeks",
            "region-jaw",
            "region-border",
        ],
    ),
    ("in-picture", Severity::Fail, &["region-eyes", "region-nose", "region-mouth"]),
    ("mouth-closed", Severity::Warn, &["region-mouth", "region-jaw"]),
    ("region-eyes", Severity::Warn, &["eyes-open"]),
    (
        "region-mouth",
        Severity::Warn,
        &["natural-colour", "even-light", "over-exposure", "eyes-open", "yaw", "pitch", "roll"],
    ),
    ("region-cheeks", Severity::Warn, &["natural-colour", "even-light", "over-exposure"]),
];

/// A piece of advice, and by what share of its limit it falls short.
struct Reason {
    short: f64,
    advice: Advice,
}

fn from_check(measurement: &Measurement, limits: &Limits) -> Option<Reason> {
    let Measurement { check, value, quality, .. } = *measurement;
    let severity = limits.severity(check, quality);
    let limit = limits.of(check).warn;
    let row = check.row();
    let advice = || {
        let Sentence { variant, text } = row.sentences.about(value);
        Advice { id: row.id, variant, severity, value, unit: row.unit, text }
    };
    (severity > Severity::Ok).then(|| Reason { short: (limit - quality) / limit, advice: advice() })
}

/// Nothing of a photo fails that is good all the same.
fn from_region(&(region, shortfall): &(Region, f64), good: bool) -> Reason {
    let severity = if shortfall > REGION_LIMITS.1 && !good { Severity::Fail } else { Severity::Warn };
    let advice = Advice {
        id: region.id(),
        variant: None,
        severity,
        value: shortfall,
        unit: DEVIATIONS,
        text: region.sentence(),
    };
    // Comparable with a check's relative shortfall: all of it at twice the serious limit.
    Reason { short: shortfall / (2.0 * REGION_LIMITS.1), advice }
}

/// How far each region is below the reference, the furthest first; none without a reference.
fn shortfalls(seen: Seen) -> Vec<(Region, f64)> {
    let Some(reference) = seen.reference else { return Vec::new() };
    let deviation = reference.iter().map(|[_, deviation]| deviation).sum::<f64>() / reference.len() as f64;
    let below: Vec<f64> =
        reference.iter().zip(seen.patch_map).map(|([mean, _], value)| (mean - f64::from(*value)) / deviation).collect();
    let mut short = Region::ALL.map(|region| (region, shortfall(region, &below))).to_vec();
    short.sort_by(|a, b| b.1.total_cmp(&a.1));
    short
}

/// How many standard deviations the region is below its reference: the mean of its patches, of those on the worse side where
/// it has two, as a hand covers one of them.
fn shortfall(region: Region, below: &[f64]) -> f64 {
    let side = |columns: Range<usize>| {
        let inside =
            |i: &usize| columns.contains(&(i % GRID_SIZE)) && Region::of_patch(i / GRID_SIZE, i % GRID_SIZE) == region;
        let patches: Vec<f64> = (0..below.len()).filter(inside).map(|i| below[i]).collect();
        patches.iter().sum::<f64>() / patches.len() as f64
    };
    match region {
        Region::Eyes | Region::Cheeks => side(0..GRID_SIZE / 2).max(side(GRID_SIZE / 2..GRID_SIZE)),
        _ => side(0..GRID_SIZE),
    }
}

impl Region {
    /// Every region.
    pub const ALL: [Region; 7] =
        [Region::Forehead, Region::Eyes, Region::Nose, Region::Cheeks, Region::Mouth, Region::Jaw, Region::Border];

    /// The region of a patch, by where the ArcFace template puts eyes (row 6), nose (8) and mouth (11) on the 14×14 grid.
    pub fn of_patch(row: usize, column: usize) -> Self {
        match (row, column) {
            (_, 0 | 1 | 12 | 13) | (0, _) => Region::Border,
            (1..=3, _) => Region::Forehead,
            (4..=7, 3..=5 | 8..=10) => Region::Eyes,
            (4..=9, 6..=7) => Region::Nose,
            (4..=7, _) => Region::Border,
            (8..=9, _) => Region::Cheeks,
            (10..=12, 4..=9) => Region::Mouth,
            (10..=12, _) => Region::Cheeks,
            _ => Region::Jaw,
        }
    }

    /// Stable name, as in results.
    pub fn id(self) -> &'static str {
        match self {
            Region::Forehead => "region-forehead",
            Region::Eyes => "region-eyes",
            Region::Nose => "region-nose",
            Region::Cheeks => "region-cheeks",
            Region::Mouth => "region-mouth",
            Region::Jaw => "region-jaw",
            Region::Border => "region-border",
        }
    }

    /// What to do if it is hard to see.
    pub fn sentence(self) -> &'static str {
        match self {
            Region::Forehead => "Your forehead is hard to see: move hair or a hat out of the way.",
            Region::Eyes => {
                "Your eyes are hard to see: take off dark glasses, keep hands and hair away, avoid reflections."
            }
            Region::Nose => "The middle of your face is hard to see: take your hands away, and look straight ahead.",
            Region::Cheeks => "Your cheeks are hard to see: take your hands, hair or a mask away.",
            Region::Mouth => "Your mouth is hard to see: take off a mask, keep hands away.",
            Region::Jaw => "Your chin is hard to see: take your hands, a scarf or a mask away.",
            Region::Border => "What is around your face distracts: use a plain background.",
        }
    }
}
