//! Photos of people, degraded, and pieces of photos without people.

use attn_fiqa::crop::CROP_SIZE;
use image::{RgbImage, imageops};

use crate::network::Scorer;
use crate::render::Rng;
use crate::report::series::{Series, Set, each_kind, mixed};
use crate::report::statistics::auc;
use crate::report::text::{Goal, number, table};
use crate::report::write::{Inputs, Photos, Writer};

/// Pieces of each picture.
const CROPS_EACH: usize = 10;
/// How often each photo is degraded, each time with other random numbers: few photos are available.
const TIMES: usize = 6;
/// From this level of a series on, a photo is called poor: more than half of the severity.
const POOR: usize = 3;

impl Writer {
    pub fn photos(&mut self, inputs: &Inputs, photos: &Photos) -> Result<(), String> {
        let faces: Vec<RgbImage> = photos.faces.iter().map(|(_, face)| face.clone()).collect();
        let names: Vec<&str> = photos.faces.iter().map(|(name, _)| name.as_str()).collect();
        self.add("## Real photos\n");
        self.add(format!("Faces of {}, each degraded {TIMES} times by other chances.\n", names.join(", ")));
        let repeated: Vec<RgbImage> = (0..TIMES).flat_map(|_| faces.iter().cloned()).collect();
        let mut sets = each_kind(&repeated, inputs.seed);
        sets.push(("mixed", mixed(&repeated, inputs.seed)));
        self.degraded_photos(inputs, &sets, faces.len())?;
        self.pieces(inputs, photos, &faces)
    }

    /// Within a photo, and between people.
    fn degraded_photos(&mut self, inputs: &Inputs, sets: &[Set], people: usize) -> Result<(), String> {
        let scorers: Vec<&Scorer> = [&inputs.model].into_iter().chain(&inputs.previous).collect();
        let mut rows = vec![];
        for (name, pictures) in sets {
            let mut row = vec![(*name).to_string()];
            for (index, scorer) in scorers.iter().enumerate() {
                let series = Series::measure(pictures, |faces| scorer.scores(faces))?;
                let (right, between) = (series.pairs_right(), between_people(&series, people));
                row.extend([number(series.pooled(), 2), number(right, 3), number(between, 3)]);
                if index == 0 {
                    self.goals.push(Goal::least(&format!("real photos, pairs right, {name}"), 0.9, right));
                    self.goals.push(Goal::least(
                        &format!("real photos, good above others' poor, {name}"),
                        0.8,
                        between,
                    ));
                }
            }
            rows.push(row);
        }
        self.add(
            "“Pairs”: of two severities of one photo, how often the milder one scores higher. “Between”: the probability that \
             an untouched photo scores above one of somebody else at more than half of the severity (AUC).\n",
        );
        let head = ["degradation", "Spearman, pooled", "pairs", "between", "previous: Spearman", "pairs", "between"];
        self.add(table(&head[..rows[0].len()], &rows));
        Ok(())
    }

    fn pieces(&mut self, inputs: &Inputs, photos: &Photos, faces: &[RgbImage]) -> Result<(), String> {
        let crops = pieces_of(&photos.others, inputs.seed);
        if crops.is_empty() {
            return Ok(());
        }
        let above =
            |scorer: &Scorer| -> Result<f64, String> { Ok(auc(&scorer.scores(faces)?, &scorer.scores(&crops)?)) };
        let ours = above(&inputs.model)?;
        self.goals.push(Goal::least("real face against real non-face, AUC", 0.95, ours));
        let previous = match &inputs.previous {
            Some(previous) => format!(" (the previous model: {:.3})", above(previous)?),
            None => String::new(),
        };
        self.add(format!("Against {} square pieces of photos without people: AUC {ours:.3}{previous}.\n", crops.len()));
        Ok(())
    }
}

/// Untouched photos against poor ones of other people; NaN if there is only one person. Faces take turns: one photo of each
/// of the `people`, then the next.
fn between_people(series: &Series, people: usize) -> f64 {
    let of = |levels: &[Vec<f64>], wanted: &dyn Fn(usize) -> bool| -> Vec<f64> {
        let scores = levels.iter().flat_map(|scores| scores.iter().enumerate());
        scores.filter(|(face, _)| wanted(face % people)).map(|(_, score)| *score).collect()
    };
    let against = |person: usize| {
        let good = of(&series.scores[..1], &|other| other == person);
        auc(&good, &of(&series.scores[POOR..], &|other| other != person))
    };
    (0..people).map(against).sum::<f64>() / people as f64
}

/// Square pieces of any pictures, as wide as a locator's mistakes.
fn pieces_of(pictures: &[RgbImage], seed: u64) -> Vec<RgbImage> {
    let mut rng = Rng::new(seed, 65);
    let mut crops = Vec::new();
    for picture in pictures {
        let least = picture.width().min(picture.height());
        for _ in 0..CROPS_EACH {
            let side = ((least as f32 * rng.range(0.3, 0.95)) as u32).max(16).min(least);
            let mut at = |room: u32| if room > 0 { rng.index(room as usize) as u32 } else { 0 };
            let (x, y) = (at(picture.width() - side), at(picture.height() - side));
            let piece = imageops::crop_imm(picture, x, y, side, side).to_image();
            crops.push(imageops::resize(&piece, CROP_SIZE as u32, CROP_SIZE as u32, imageops::FilterType::Triangle));
        }
    }
    crops
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::series::LEVELS;

    #[test]
    fn between_people_never_compares_a_person_with_themselves() {
        // Two people in turns, six levels; the second person's best photo is not better than their own poor ones.
        let level = |first: f64, second: f64| vec![first, second, first, second];
        let mut scores = vec![level(0.9, 0.5); POOR];
        scores.resize(LEVELS, level(0.1, 0.5));
        assert_eq!(between_people(&Series { scores }, 2), 1.0);
        // The second person's untouched photo scores below the first person's poor ones.
        let mut scores = vec![level(0.9, 0.5); POOR];
        scores.resize(LEVELS, level(0.7, 0.1));
        assert_eq!(between_people(&Series { scores }, 2), 0.5);
        assert!(between_people(&Series { scores: vec![vec![0.5]; LEVELS] }, 1).is_nan());
    }
}
