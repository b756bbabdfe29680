//! Photos of people, degraded more and more, and pieces of photos without people.

use attn_fiqa::crop::CROP_SIZE;
use image::{RgbImage, imageops};

use crate::network::Scorer;
use crate::render::Rng;
use crate::report::people::People;
use crate::report::series::{Series, Set, each_kind, mixed};
use crate::report::statistics::auc;
use crate::report::text::{Goal, number, table};
use crate::report::write::{Inputs, Photos, Writer};

/// Pieces of each picture.
const CROPS_EACH: usize = 10;
/// Most photos that are degraded: one of each person.
const MOST_PHOTOS: usize = 24;
/// From this level of a series on, a photo is called poor: more than half of the severity.
const POOR: usize = 3;

impl Writer {
    pub fn photos(&mut self, inputs: &Inputs, photos: &Photos) -> Result<(), String> {
        let faces = one_of_each(&photos.people);
        self.add("## Photos, degraded more and more\n");
        self.add(format!("One photo each of {} people.\n", faces.len()));
        let mut sets = each_kind(&faces, inputs.seed);
        sets.push(("mixed", mixed(&faces, inputs.seed)));
        self.degraded_photos(inputs, &sets)?;
        self.pieces(inputs, photos, &faces)
    }

    /// Within a photo, and between people.
    fn degraded_photos(&mut self, inputs: &Inputs, sets: &[Set]) -> Result<(), String> {
        let scorers = inputs.scorers();
        let mut rows = vec![];
        for (name, pictures) in sets {
            let mut row = vec![(*name).to_string()];
            for (index, scorer) in scorers.iter().enumerate() {
                let series = Series::measure(pictures, |faces| scorer.scores(faces))?;
                let (right, between) = (series.pairs_right(), between_people(&series));
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
        let names: Vec<&str> = scorers.iter().map(|scorer| scorer.name()).collect();
        self.add(format!("For each model ({}):\n", names.join("; then ")));
        let head = [vec!["degradation"], ["Spearman, pooled", "pairs", "between"].repeat(scorers.len())].concat();
        self.add(table(&head, &rows));
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
        let mut text = format!("Against {} square pieces of photos without people: AUC {ours:.3}", crops.len());
        for previous in &inputs.previous {
            text += &format!("; {}: {:.3}", previous.name(), above(previous)?);
        }
        self.add(text + ".\n");
        Ok(())
    }
}

/// The first photo of each person who is measured, of as many as are degraded.
fn one_of_each(people: &People) -> Vec<RgbImage> {
    let mut pairs = people.pairs.clone();
    pairs.dedup_by_key(|[face, _]| people.entries[*face].identity);
    pairs.iter().take(MOST_PHOTOS).map(|[face, _]| people.corpus.image(*face)).collect()
}

/// Untouched photos against poor ones of other people; NaN if there is only one person.
fn between_people(series: &Series) -> f64 {
    let people = series.scores[0].len();
    let against = |person: usize| {
        let others = |scores: &Vec<f64>| -> Vec<f64> {
            (0..people).filter(|other| *other != person).map(|other| scores[other]).collect()
        };
        auc(&series.scores[0][person..=person], &series.scores[POOR..].iter().flat_map(others).collect::<Vec<_>>())
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
        // Two people, six levels; the second person's best photo is not better than their own poor ones.
        let mut scores = vec![vec![0.9, 0.5]; POOR];
        scores.resize(LEVELS, vec![0.1, 0.5]);
        assert_eq!(between_people(&Series { scores }), 1.0);
        // The second person's untouched photo scores below the first person's poor ones.
        let mut scores = vec![vec![0.9, 0.5]; POOR];
        scores.resize(LEVELS, vec![0.7, 0.1]);
        assert_eq!(between_people(&Series { scores }), 0.5);
        assert!(between_people(&Series { scores: vec![vec![0.5]; LEVELS] }).is_nan());
    }
}
