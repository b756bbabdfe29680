//! Whether a heatmap shows what is in front of a face.

use image::RgbImage;

use crate::degrade::{Kind, Severities};
use crate::network::Scorer;
use crate::render::Rng;

/// Severities of the occluders: hand to half a face.
const OCCLUDERS: [f32; 2] = [0.15, 0.7];
/// A patch counts as the occluder's from this share on.
const MOSTLY: f32 = 0.5;

/// Of faces with an occluder, the share in which the mean of its patches is below the median of the others.
///
/// # Errors
/// Those of [`Scorer::maps`].
pub fn occluders_below(faces: &[RgbImage], scorer: &Scorer, seed: u64) -> Result<f64, String> {
    let occluder = |index: usize| {
        let mut rng = Rng::new(seed << 32 | index as u64, 63);
        (Severities::of(Kind::Occlusion, rng.range(OCCLUDERS[0], OCCLUDERS[1])), rng.bits())
    };
    let occluders: Vec<_> = (0..faces.len()).map(occluder).collect();
    let pictures: Vec<_> = faces.iter().zip(&occluders).map(|(face, (what, seed))| what.apply(face, *seed)).collect();
    let (mut below, mut count) = (0, 0);
    for (map, (what, seed)) in scorer.maps(&pictures)?.iter().zip(&occluders) {
        let covered = what.covered(*seed);
        let of = |hidden: bool| -> Vec<f32> {
            map.iter().zip(covered).filter(|(_, share)| (*share > MOSTLY) == hidden).map(|(value, _)| *value).collect()
        };
        let (hidden, mut free) = (of(true), of(false));
        if hidden.is_empty() || free.is_empty() {
            continue;
        }
        free.sort_by(f32::total_cmp);
        count += 1;
        below += usize::from(hidden.iter().sum::<f32>() / (hidden.len() as f32) < free[free.len() / 2]);
    }
    Ok(below as f64 / count.max(1) as f64)
}
