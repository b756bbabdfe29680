//! Photos of people, degraded, and pieces of photos without people.

use image::RgbImage;

use super::super::non_faces::crops_of;
use super::super::series::{Series, degraded, mixed};
use super::super::statistics::auc;
use super::super::text::{Goal, number, table};
use super::super::write::{Inputs, Photos, Writer};
use crate::degrade::KINDS;

/// Pieces of each picture.
const CROPS_EACH: usize = 10;

impl Writer {
    pub fn photos(&mut self, inputs: &Inputs, photos: &Photos) -> Result<(), String> {
        let faces: Vec<RgbImage> = photos.faces.iter().map(|(_, face)| face.clone()).collect();
        let plain = inputs.model.scores(&faces)?;
        self.add("## Real photos\n");
        let names: Vec<&str> = photos.faces.iter().map(|(name, _)| name.as_str()).collect();
        self.add(format!("Faces of {}.\n", names.join(", ")));
        let mut sets: Vec<(&str, Vec<Vec<RgbImage>>)> =
            KINDS.iter().map(|&kind| (kind.name(), degraded(&faces, kind, inputs.seed))).collect();
        sets.push(("mixed", mixed(&faces, inputs.seed)));
        let mut rows = vec![];
        for (name, pictures) in &sets {
            let ours = Series::measure(pictures, |faces| inputs.model.scores(faces))?;
            let mut row = vec![(*name).to_string(), number(ours.pooled(), 2), number(ours.pairs_right(), 3)];
            if let Some(previous) = &inputs.previous {
                let theirs = Series::measure(pictures, |faces| previous.scores(faces))?;
                row.extend([number(theirs.pooled(), 2), number(theirs.pairs_right(), 3)]);
            }
            rows.push(row);
            self.goals.push(Goal::least(&format!("real photos, pairs right, {name}"), 0.9, ours.pairs_right()));
        }
        let head =
            ["degradation", "Spearman, pooled", "pairs of one photo right", "previous: Spearman", "previous: pairs"];
        self.add(table(&head[..rows[0].len()], &rows));
        let crops = crops_of(&photos.others, CROPS_EACH, inputs.seed);
        if !crops.is_empty() {
            let above = auc(&plain, &inputs.model.scores(&crops)?);
            if let Some(previous) = &inputs.previous {
                let theirs = auc(&previous.scores(&faces)?, &previous.scores(&crops)?);
                self.add(format!("The previous model, faces against the same pieces: AUC {theirs:.3}.\n"));
            }
            self.goals.push(Goal::least("real face against real non-face, AUC", 0.95, above));
            self.add(format!("Against {} square pieces of photos without people: AUC {above:.3}.\n", crops.len()));
        }
        Ok(())
    }
}
