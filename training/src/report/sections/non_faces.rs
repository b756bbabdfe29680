//! Pictures without a face, and what covers a face.

use crate::network::Scorer;
use crate::report::heatmaps::occluders_below;
use crate::report::non_faces::against_non_faces;
use crate::report::text::Goal;
use crate::report::write::{Inputs, Writer, calm_faces};

/// Number of pictures without a face.
const NON_FACES: usize = 600;

impl Writer {
    pub fn non_faces(&mut self, inputs: &Inputs, scores: &[f64]) -> Result<(), String> {
        let against =
            |scorer: &Scorer, scores: &[f64]| against_non_faces(&inputs.corpus, scores, NON_FACES, scorer, inputs.seed);
        let ours = against(&inputs.model, scores)?;
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
