//! Pictures without a face, and what covers a face.

use image::RgbImage;

use crate::batches::non_face;
use crate::degrade::{Kind, Severities};
use crate::network::Scorer;
use crate::render::Rng;
use crate::report::statistics::auc;
use crate::report::text::Goal;
use crate::report::write::{Inputs, Writer, calm_faces};

/// Number of pictures without a face.
const NON_FACES: usize = 600;
/// Severities of the occluders: hand to half a face.
const OCCLUDERS: [f32; 2] = [0.15, 0.7];
/// A patch counts as the occluder's from this share on.
const MOSTLY: f32 = 0.5;

impl Writer {
    pub fn non_faces(&mut self, inputs: &Inputs, scores: &[f64]) -> Result<(), String> {
        let mut rng = Rng::new(inputs.seed, 64);
        let others: Vec<RgbImage> = (0..NON_FACES).map(|_| non_face(&inputs.corpus, &mut rng).image).collect();
        let ours = auc(scores, &inputs.model.scores(&others)?);
        let calm = calm_faces(&inputs.corpus, inputs.faces * 3);
        let below = occluders_below(&calm, &inputs.model, inputs.seed)?;
        self.goals.push(Goal::least("face against non-face, AUC", 0.98, ours));
        self.goals.push(Goal::least("occluders below the face in the heatmap", 0.8, below));
        self.add("## Non-faces and occluders\n");
        self.add(format!(
            "A face of the natural mix scores above one of {NON_FACES} pictures of no face (patterns, rooms, print, pieces \
             of faces, half faces; the generator that training used, other seeds) with a probability of {ours:.3}. In \
             {:.0} % of {} faces with an occluder, its patches lie below the median of the others.\n",
            below * 100.0,
            calm.len()
        ));
        Ok(())
    }
}

/// Of faces with an occluder, the share in which the mean of its patches is below the median of the others.
fn occluders_below(faces: &[RgbImage], scorer: &Scorer, seed: u64) -> Result<f64, String> {
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
