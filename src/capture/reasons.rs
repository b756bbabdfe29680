//! Why a photo is poor: the checks that fall short and the parts of the face that the model cannot use, worst first,
//! each with a sentence that tells the person what to do.

use serde::Serialize;

use super::Measurement;
use super::limits::{Limits, Severity};
use super::table::Check;
use crate::crop::GRID_SIZE;

/// Standard deviations below the model's reference map from which a region is a reason, and a serious one. Our choice.
const REGION_LIMITS: (f64, f64) = (1.0, 2.0);
/// Checks that fail along with a face that is too small. When `InterEyeDistance` is reported they are left out: the
/// advice is the same.
const SAID_BY_DISTANCE: [Check; 2] = [Check::HeadSize, Check::Sharpness];
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
    /// `warn` or `fail`.
    pub severity: Severity,
    /// A short English sentence to the person in the photo.
    pub text: &'static str,
}

/// Why, worst first: what fails before what warns, then by how far it falls short.
///
/// `patch_map` and the model's `reference` (mean and standard deviation of each patch over good photos) name the regions;
/// without a reference there are none.
pub fn advise(
    measurements: &[Measurement],
    limits: &Limits,
    patch_map: &[f32],
    reference: Option<&[[f64; 2]]>,
) -> Vec<Advice> {
    let mut reasons: Vec<(Severity, f64, Advice)> = measurements.iter().filter_map(|m| from_check(m, limits)).collect();
    if reasons.iter().any(|(_, _, advice)| advice.id == Check::InterEyeDistance.id()) {
        reasons.retain(|(_, _, advice)| SAID_BY_DISTANCE.iter().all(|check| check.id() != advice.id));
    }
    if let Some(reference) = reference {
        reasons.extend(from_regions(patch_map, reference));
    }
    reasons.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
    reasons.into_iter().map(|(_, _, advice)| advice).collect()
}

fn from_check(measurement: &Measurement, limits: &Limits) -> Option<(Severity, f64, Advice)> {
    let Measurement { check, value, quality, .. } = *measurement;
    let severity = limits.severity(check, quality);
    let limit = limits.of(check).warn;
    (severity > Severity::Ok).then(|| {
        (severity, (limit - quality) / limit, Advice { id: check.id(), severity, text: (check.row().sentence)(value) })
    })
}

/// The regions that fall furthest below the reference.
fn from_regions(patch_map: &[f32], reference: &[[f64; 2]]) -> Vec<(Severity, f64, Advice)> {
    let mut short: Vec<(Region, f64)> = REGIONS
        .iter()
        .map(|&region| (region, shortfall(region, patch_map, reference)))
        .filter(|(_, shortfall)| *shortfall > REGION_LIMITS.0)
        .collect();
    short.sort_by(|a, b| b.1.total_cmp(&a.1));
    short
        .into_iter()
        .take(MOST_REGIONS)
        .map(|(region, shortfall)| {
            let severity = if shortfall > REGION_LIMITS.1 { Severity::Fail } else { Severity::Warn };
            let (id, text) = region.words();
            // Comparable with a check's relative shortfall: all of it at twice the serious limit.
            (severity, shortfall / (2.0 * REGION_LIMITS.1), Advice { id, severity, text })
        })
        .collect()
}

/// Mean over the region of how many standard deviations a patch is below its reference.
fn shortfall(region: Region, patch_map: &[f32], reference: &[[f64; 2]]) -> f64 {
    let patches = (0..patch_map.len()).filter(|&i| Region::of_patch(i / GRID_SIZE, i % GRID_SIZE) == region);
    let below: Vec<f64> = patches.map(|i| (reference[i][0] - f64::from(patch_map[i])) / reference[i][1]).collect();
    below.iter().sum::<f64>() / below.len() as f64
}

const REGIONS: [Region; 7] =
    [Region::Forehead, Region::Eyes, Region::Nose, Region::Cheeks, Region::Mouth, Region::Jaw, Region::Border];

impl Region {
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

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Region::Forehead => ("region-forehead", "Your forehead is hard to see: move hair or a hat out of the way."),
            Region::Eyes => ("region-eyes", "Your eyes are hard to see: take off dark glasses, avoid reflections."),
            Region::Nose => ("region-nose", "The middle of your face is hard to see: uncover it, look straight ahead."),
            Region::Cheeks => ("region-cheeks", "Your cheeks are hard to see: uncover them, use even light."),
            Region::Mouth => ("region-mouth", "Your mouth is hard to see: take off a mask, keep hands away."),
            Region::Jaw => ("region-jaw", "Your chin is hard to see: uncover it, keep it in the picture."),
            Region::Border => ("region-border", "What is around your face distracts: use a plain background."),
        }
    }
}
