//! Faces against pictures without a face.

use attn_fiqa::crop::CROP_SIZE;
use image::{RgbImage, imageops};

use super::statistics::auc;
use crate::batches::non_face;
use crate::corpus::Corpus;
use crate::network::Scorer;
use crate::render::Rng;

/// Probability that a face scores above a picture without a face.
///
/// # Errors
/// Those of [`Scorer::scores`].
pub fn against_non_faces(
    corpus: &Corpus,
    faces: &[f64],
    count: usize,
    scorer: &Scorer,
    seed: u64,
) -> Result<f64, String> {
    let mut rng = Rng::new(seed, 64);
    let others: Vec<RgbImage> = (0..count).map(|_| non_face(corpus, &mut rng).image).collect();
    Ok(auc(faces, &scorer.scores(&others)?))
}

/// Square pieces of any pictures, as wide as a locator's mistakes.
pub fn crops_of(pictures: &[RgbImage], each: usize, seed: u64) -> Vec<RgbImage> {
    let mut rng = Rng::new(seed, 65);
    let mut crops = Vec::new();
    for picture in pictures {
        let least = picture.width().min(picture.height());
        for _ in 0..each {
            let side = ((least as f32 * rng.range(0.3, 0.95)) as u32).max(16).min(least);
            let mut at = |room: u32| if room > 0 { rng.index(room as usize) as u32 } else { 0 };
            let (x, y) = (at(picture.width() - side), at(picture.height() - side));
            let piece = imageops::crop_imm(picture, x, y, side, side).to_image();
            crops.push(imageops::resize(&piece, CROP_SIZE as u32, CROP_SIZE as u32, imageops::FilterType::Triangle));
        }
    }
    crops
}
