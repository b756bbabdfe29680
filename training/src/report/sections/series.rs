//! The same faces, degraded more and more.

use image::RgbImage;
use rayon::prelude::*;

use crate::corpus::{DETAIL, MOST_PITCH, MOST_YAW, identity_seed, portrait, target};
use crate::network::Scorer;
use crate::render::{Head, Person, Scene};
use crate::report::baselines::sharpness;
use crate::report::series::{LEVELS, Series, each_kind, mixed, utility_left};
use crate::report::text::{Goal, number, table};
use crate::report::write::{Inputs, Writer, calm_faces};

/// Changes a calm scene by a share of 0 to 1, to a side of −1 or 1.
type Change = fn(&mut Scene, f32, f32);

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
        let people: Vec<u64> = (0..calm.len() as u64).map(|ordinal| identity_seed(inputs.seed, ordinal)).collect();
        sets.extend(POSED.map(|(name, change)| (name, posed(&inputs.head, &people, change))));
        sets.push(("mixed", mixed(&calm, inputs.seed)));
        let untrained = Scorer::untrained(inputs.model.config())?;
        let mut rows = vec![];
        for (name, pictures) in &sets {
            let by = |scorer: &Scorer| Series::measure(pictures, |faces| scorer.scores(faces));
            let ours = by(&inputs.model)?;
            let sharp = Series::measure(pictures, |faces| Ok(faces.iter().map(sharpness).collect()))?;
            let of = |series: &Series| format!("{:.2} ({:.2})", series.pooled(), series.pairs_right());
            let left = number(utility_left(pictures, &inputs.iresnet)?, 2);
            let [only, none] = [by(&inputs.recognition_only)?, by(&untrained)?];
            let mut row = vec![(*name).to_string(), left, of(&ours), of(&only), of(&none), of(&sharp)];
            for previous in &inputs.previous {
                row.push(of(&by(previous)?));
            }
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
        let head = ["degradation", "left", "this model", "recognition only", "untrained", "sharpness"];
        let head: Vec<&str> = head.into_iter().chain(inputs.previous.iter().map(Scorer::name)).collect();
        self.add(table(&head, &rows));
        Ok(())
    }
}

/// Faces at each level of a change, `[level][face]`.
fn posed(head: &Head, identities: &[u64], change: Change) -> Vec<Vec<RgbImage>> {
    let levels = |(index, &identity): (usize, &u64)| -> Vec<RgbImage> {
        let person = Person::new(head, identity, 0, DETAIL);
        let side = if index.is_multiple_of(2) { 1.0 } else { -1.0 };
        let at = |level: usize| {
            let mut scene = portrait(identity, 0, 0);
            change(&mut scene, level as f32 / (LEVELS - 1) as f32, side);
            scene.aligned(head, &person, &target(identity, 0)).render_person(head, &person).image
        };
        (0..LEVELS).map(at).collect()
    };
    let faces: Vec<Vec<RgbImage>> = identities.par_iter().enumerate().map(levels).collect();
    (0..LEVELS).map(|level| faces.iter().map(|levels| levels[level].clone()).collect()).collect()
}
