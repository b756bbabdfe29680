//! The same faces, degraded more and more.

use crate::corpus::{MOST_PITCH, MOST_YAW, Recipe};
use crate::network::Scorer;
use crate::report::baselines::sharpness;
use crate::report::posed::{Change, posed};
use crate::report::series::{Series, each_kind, mixed, utility_left};
use crate::report::text::{Goal, number, table};
use crate::report::write::{Inputs, Writer, calm_faces};

/// What rendering alone can change.
const POSED: [(&str, Change); 3] = [
    ("yaw", |scene, share, side| scene.pose.yaw = MOST_YAW * share * side),
    ("pitch", |scene, share, side| scene.pose.pitch = MOST_PITCH * share * side),
    ("expression", |scene, share, _| {
        scene.expression.mouth_open = share;
        scene.expression.eyes_open = [1.0 - 0.8 * share; 2];
    }),
];

impl Writer {
    pub fn series(&mut self, inputs: &Inputs) -> Result<(), String> {
        let calm = calm_faces(&inputs.corpus, inputs.faces);
        let mut sets = each_kind(&calm, inputs.seed);
        let recipe = Recipe { seed: inputs.seed, identities: 1, pictures: 1, looks: 1 };
        let people: Vec<u64> = (0..calm.len() as u64).map(|ordinal| recipe.identity_seed(ordinal)).collect();
        sets.extend(POSED.map(|(name, change)| (name, posed(&inputs.head, &people, change))));
        sets.push(("mixed", mixed(&calm, inputs.seed)));
        let untrained = Scorer::untrained(inputs.model.config())?;
        let mut rows = vec![];
        for (name, pictures) in &sets {
            let ours = Series::measure(pictures, |faces| inputs.model.scores(faces))?;
            let only = Series::measure(pictures, |faces| inputs.recognition_only.scores(faces))?;
            let none = Series::measure(pictures, |faces| untrained.scores(faces))?;
            let sharp = Series::measure(pictures, |faces| Ok(faces.iter().map(sharpness).collect()))?;
            let previous = inputs.previous.as_ref();
            let previous = previous.map(|model| Series::measure(pictures, |faces| model.scores(faces))).transpose()?;
            let of = |series: &Series| format!("{:.2} ({:.2})", series.pooled(), series.pairs_right());
            let left = number(utility_left(pictures, &inputs.iresnet)?, 2);
            let mut row = vec![(*name).to_string(), left, of(&ours), of(&only), of(&none), of(&sharp)];
            row.extend(previous.as_ref().map(of));
            rows.push(row);
            let bound = if *name == "mixed" { 0.85 } else { 0.75 };
            self.goals.push(Goal::least(&format!("Spearman, {name}"), bound, ours.pooled()));
        }
        self.add("## Known degradations\n");
        self.add(format!(
            "{} calm faces of held-out identities at six severities from none to full. Spearman's correlation of score \
             and mildness, pooled over all faces; in brackets, of two severities of one face, how often the milder one \
             scores higher (chance 0.5). “Left”: what the convolutional recogniser still makes of a face at full severity, \
             its similarity to its untouched picture less that to the nearest other face, over the same of untouched faces.\n",
            calm.len()
        ));
        let head =
            ["degradation", "left", "this model", "recognition only", "untrained", "sharpness", "previous model"];
        self.add(table(&head[..rows[0].len()], &rows));
        Ok(())
    }
}
