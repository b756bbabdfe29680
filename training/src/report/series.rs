//! The same faces at growing severity.

use image::RgbImage;
use rayon::prelude::*;

use super::statistics::{mean, spearman};
use crate::degrade::{KINDS, Severities};
use crate::network::Embed;
use crate::render::Rng;

/// Severities of a series: none to full in six even steps.
pub const LEVELS: usize = 6;

/// Scores of some faces at each level, the mildest first: `scores[level][face]`.
pub struct Series {
    pub scores: Vec<Vec<f64>>,
}

impl Series {
    /// Scores pictures, `[level][face]`.
    ///
    /// # Errors
    /// Those of `score`.
    pub fn measure(
        pictures: &[Vec<RgbImage>],
        score: impl Fn(&[RgbImage]) -> Result<Vec<f64>, String>,
    ) -> Result<Self, String> {
        Ok(Self { scores: pictures.iter().map(|faces| score(faces)).collect::<Result<_, _>>()? })
    }

    /// Spearman's correlation of score and mildness, over all faces and levels together.
    pub fn pooled(&self) -> f64 {
        let levels = self.scores.iter().enumerate();
        let pairs = levels.flat_map(|(level, scores)| scores.iter().map(move |score| (*score, -(level as f64))));
        let (scores, mildness): (Vec<f64>, Vec<f64>) = pairs.unzip();
        spearman(&scores, &mildness)
    }

    /// Of all pairs of levels of one face, the share in which the milder one scores higher.
    pub fn pairs_right(&self) -> f64 {
        let (mut right, mut count) = (0, 0);
        for (level, milder) in self.scores.iter().enumerate() {
            for heavier in &self.scores[level + 1..] {
                right += milder.iter().zip(heavier).filter(|(a, b)| a > b).count();
                count += milder.len();
            }
        }
        right as f64 / count.max(1) as f64
    }
}

/// What a recogniser still makes of faces at the last level: the similarity of each to its untouched picture less that to
/// the nearest untouched one of another face, on average, over the same of the untouched ones. 1: all; 0: as near to another.
///
/// # Errors
/// Those of [`Embed::embed`].
pub fn utility_left(pictures: &[Vec<RgbImage>], network: &dyn Embed) -> Result<f64, String> {
    let (Some(first), Some(last)) = (pictures.first(), pictures.last()) else {
        return Err("a series needs pictures".into());
    };
    let (untouched, last) = (network.embed(first)?, network.embed(last)?);
    let utility = |(face, embedding): (usize, &Vec<f32>)| {
        let others = untouched.iter().enumerate().filter(|(other, _)| *other != face);
        let nearest = others.map(|(_, other)| network.similarity(embedding, other)).fold(-1.0, f64::max);
        network.similarity(embedding, &untouched[face]) - nearest
    };
    let of = |embeddings: &[Vec<f32>]| mean(&embeddings.iter().enumerate().map(utility).collect::<Vec<_>>());
    Ok(of(&last) / of(&untouched))
}

/// Pictures of faces at each level, `[level][face]`, of what its name says.
pub type Set = (&'static str, Vec<Vec<RgbImage>>);

/// Faces at each level of each kind.
pub fn each_kind(faces: &[RgbImage], seed: u64) -> Vec<Set> {
    let at_levels = |kind| at_levels(faces, |_| Severities::of(kind, 1.0), seed);
    KINDS.iter().map(|&kind| (kind.name(), at_levels(kind))).collect()
}

/// Faces at each level of several kinds at once, each face of its own.
pub fn mixed(faces: &[RgbImage], seed: u64) -> Vec<Vec<RgbImage>> {
    let full = |face: usize| {
        let mut rng = Rng::new(seed << 32 | face as u64, 61);
        let both = [Severities::random(&mut rng), Severities::random(&mut rng)];
        let mut sum = Severities::default();
        for (kind, total) in sum.0.iter_mut().enumerate() {
            *total = both[0].0[kind].max(both[1].0[kind]);
        }
        // The worst of them reaches severity 0.8: the kinds add up.
        let most = sum.0.iter().copied().fold(0.1, f32::max);
        sum.scaled(0.8 / most)
    };
    at_levels(faces, full, seed)
}

fn at_levels(faces: &[RgbImage], full: impl Fn(usize) -> Severities + Sync, seed: u64) -> Vec<Vec<RgbImage>> {
    let at = |level: usize| {
        let share = level as f32 / (LEVELS - 1) as f32;
        let degrade =
            |(index, face): (usize, &RgbImage)| full(index).scaled(share).apply(face, seed << 32 | index as u64);
        faces.par_iter().enumerate().map(degrade).collect()
    };
    (0..LEVELS).map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sees the grey of a picture as an angle.
    struct Angle;

    impl Embed for Angle {
        fn embed(&self, images: &[RgbImage]) -> Result<Vec<Vec<f32>>, String> {
            let angle = |image: &RgbImage| f32::from(image.as_raw()[0]).to_radians();
            Ok(images.iter().map(|image| vec![angle(image).cos(), angle(image).sin()]).collect())
        }
    }

    #[test]
    fn utility_is_left_where_a_face_is_nearer_to_itself_than_to_others() {
        let grey = |degrees: u8| RgbImage::from_pixel(1, 1, image::Rgb([degrees; 3]));
        let untouched = vec![grey(0), grey(90)];
        let left = |last: [u8; 2]| utility_left(&[untouched.clone(), last.map(grey).to_vec()], &Angle).unwrap();
        assert!((left([0, 90]) - 1.0).abs() < 1e-6);
        assert!(left([45, 45]).abs() < 1e-6);
        assert!((left([90, 0]) + 1.0).abs() < 1e-6);
        assert!(utility_left(&[], &Angle).is_err());
    }
}
