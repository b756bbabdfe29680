//! The report, section by section.

use std::fmt::Write;

use attn_fiqa::edc::{Curve, Definition, Settings};
use image::RgbImage;

use super::baselines::{brightness, sharpness};
use super::groups::{Group, quality_groups, tone_groups};
use super::heatmaps::occluders_below;
use super::mix::{Mix, Sample};
use super::non_faces::{against_non_faces, crops_of};
use super::posed::{Change, posed};
use super::series::{Series, degraded, mixed};
use super::statistics::{auc, deviation};
use super::text::{Goal, goals, number, table};
use super::verification::{Verification, curves};
use crate::corpus::{Corpus, Recipe};
use crate::degrade::KINDS;
use crate::network::{Recognizer, Scorer};
use crate::render::{Head, Rng};

/// What is measured, and with what.
pub struct Inputs {
    pub head: Head,
    pub corpus: Corpus,
    /// The corpus's.
    pub seed: u64,
    pub recognizer: Recognizer,
    pub model: Scorer,
    pub recognition_only: Scorer,
    /// The model that this one replaces.
    pub previous: Option<Scorer>,
    /// Faces of each series.
    pub faces: usize,
    pub photos: Option<Photos>,
}

/// Pictures from outside.
pub struct Photos {
    /// Aligned faces, by file name.
    pub faces: Vec<(String, RgbImage)>,
    /// Pictures of no people.
    pub others: Vec<RgbImage>,
}

/// The finished report.
pub struct Report {
    pub text: String,
    /// File names and contents.
    pub curves: Vec<(String, String)>,
    /// The goals, for the terminal.
    pub summary: String,
}

/// Pictures of no face, rendered or cut.
const NON_FACES: usize = 600;
const CROPS_EACH: usize = 10;
/// The partial area of the field: up to 30 % discarded, at a false match rate of 0.001.
const ISO: Settings = Settings { definition: Definition::Iso, fmr: 1e-3, limit: 0.3 };
const CR_FIQA: Settings = Settings { definition: Definition::CrFiqa, ..ISO };

/// What rendering alone can change.
const POSED: [(&str, Change); 3] = [
    ("yaw", |scene, share, side| scene.pose.yaw = 65.0 * share * side),
    ("pitch", |scene, share, side| scene.pose.pitch = 32.0 * share * side),
    ("expression", |scene, share, _| {
        scene.expression.mouth_open = share;
        scene.expression.eyes_open = [1.0 - 0.8 * share; 2];
    }),
];

/// Measures everything.
///
/// # Errors
/// One line: what could not be measured.
pub fn write_report(inputs: &Inputs) -> Result<Report, String> {
    let mut writer = Writer { text: String::new(), goals: vec![], curves: vec![] };
    let mix = Mix::new(&inputs.corpus, inputs.seed);
    let images = mix.images();
    let scores = inputs.model.scores(&images)?;
    let spread = deviation(&scores);
    writer.verification(inputs, &mix, &images, &scores)?;
    writer.series(inputs)?;
    writer.quality_groups(&mix, &scores);
    writer.tones(inputs, spread)?;
    writer.non_faces(inputs, &scores)?;
    if let Some(photos) = &inputs.photos {
        writer.photos(inputs, photos)?;
    }
    Ok(writer.finish())
}

struct Writer {
    text: String,
    goals: Vec<Goal>,
    curves: Vec<(String, String)>,
}

impl Writer {
    fn add(&mut self, text: impl AsRef<str>) {
        self.text.push_str(text.as_ref());
        self.text.push('\n');
    }

    fn verification(&mut self, inputs: &Inputs, mix: &Mix, images: &[RgbImage], scores: &[f64]) -> Result<(), String> {
        let identities: Vec<u32> = mix.0.iter().map(|sample| sample.identity).collect();
        let verification = Verification::new(&identities, &inputs.recognizer.embed(images)?, inputs.seed);
        let chance = &mut Rng::new(inputs.seed, 66);
        let untrained = Scorer::untrained(inputs.model.config())?;
        let methods = [
            ("this model", scores.to_vec()),
            ("recognition only", inputs.recognition_only.scores(images)?),
            ("untrained network", untrained.scores(images)?),
            ("sharpness", images.iter().map(sharpness).collect()),
            ("brightness", images.iter().map(brightness).collect()),
            ("known degradation", mix.0.iter().map(|sample| sample.known_quality).collect()),
            ("at random", images.iter().map(|_| f64::from(chance.unit())).collect()),
        ];
        let iso = curves(&verification, &methods, ISO)?;
        let cr_fiqa = curves(&verification, &methods, CR_FIQA)?;
        let at_hundredth = verification.curve(scores, Settings { fmr: 1e-2, ..ISO })?;
        self.add("## Verification and discarding\n");
        self.add(format!(
            "The recogniser is this model's own first phase. {} identities, {} faces of the natural mix (half of them \
             untouched, the others degraded in one to three ways; all poses, expressions and light), {} mated and {} \
             non-mated pairs: AUC {:.4}, FNMR {:.4} at FMR 0.01 and {:.4} at FMR 0.001.\n",
            inputs.corpus.classes(),
            images.len(),
            iso[0].1.mated,
            iso[0].1.non_mated,
            verification.auc(),
            at_hundredth.fnmr(),
            iso[0].1.fnmr(),
        ));
        self.add(format!("pAUC up to a discard fraction of {} at FMR {}, lower is better:\n", ISO.limit, ISO.fmr));
        let rows = iso.iter().zip(&cr_fiqa).map(|((name, iso), (_, cr_fiqa))| {
            let above = iso.above_best().unwrap_or(f64::NAN);
            vec![(*name).into(), number(iso.pauc, 4), number(above, 4), number(cr_fiqa.pauc, 4)]
        });
        let head = ["discarded by", "ISO style", "above the theoretical best", "CR-FIQA style"];
        self.add(table(&head, &rows.collect::<Vec<_>>()));
        self.add("![Error versus discard](model/edc.svg)\n");
        let pauc = |name: &str| iso.iter().find(|(other, _)| *other == name).map_or(f64::NAN, |(_, curve)| curve.pauc);
        let ours = pauc("this model");
        self.goals.push(Goal::most("pAUC over that of random discarding", 0.6, ours / pauc("at random")));
        for rival in ["sharpness", "brightness", "untrained network"] {
            self.goals.push(Goal::most(&format!("pAUC over that of {rival}"), 1.0, ours / pauc(rival)));
        }
        self.curves.push(("edc.svg".into(), super::plot::svg(&iso)));
        for (name, curve) in &iso {
            self.curves.push((format!("edc-{}.csv", name.replace(' ', "-")), points(curve)));
        }
        Ok(())
    }

    fn series(&mut self, inputs: &Inputs) -> Result<(), String> {
        let calm = calm_faces(&inputs.corpus, inputs.faces);
        let mut sets: Vec<(&str, Vec<Vec<RgbImage>>)> =
            KINDS.iter().map(|&kind| (kind.name(), degraded(&calm, kind, inputs.seed))).collect();
        let recipe = Recipe { seed: inputs.seed, identities: 1, pictures: 1, looks: 1 };
        let people: Vec<u64> = (0..inputs.faces as u64).map(|ordinal| recipe.identity_seed(ordinal)).collect();
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
            let mut row = vec![(*name).to_string(), of(&ours), of(&only), of(&none), of(&sharp)];
            row.extend(previous.as_ref().map(of));
            rows.push(row);
            let bound = if *name == "mixed" { 0.85 } else { 0.75 };
            self.goals.push(Goal::least(&format!("Spearman, {name}"), bound, ours.pooled()));
        }
        self.add("## Known degradations\n");
        self.add(format!(
            "{} calm faces of held-out identities at six severities from none to full. Spearman's correlation of score \
             and mildness, pooled over all faces; in brackets, of two severities of one face, how often the milder one \
             scores higher (chance 0.5).\n",
            inputs.faces
        ));
        let head = ["degradation", "this model", "recognition only", "untrained", "sharpness", "previous model"];
        self.add(table(&head[..rows[0].len()], &rows));
        Ok(())
    }

    fn quality_groups(&mut self, mix: &Mix, scores: &[f64]) {
        let groups = quality_groups(mix, scores);
        let falls = groups.windows(2).filter(|pair| pair[1].mean <= pair[0].mean).count();
        self.goals.push(Goal::most("quality groups out of order", 0.0, falls as f64));
        self.add("## Ten groups by known quality\n");
        self.add("The natural mix, from the most to the least degraded; the mean must rise.\n");
        self.add(group_table("group", &groups));
    }

    fn tones(&mut self, inputs: &Inputs, spread: f64) -> Result<(), String> {
        let corpus = &inputs.corpus;
        let calm = (0..corpus.len()).filter(|&index| corpus.rows[index].get("calm") == 1.0);
        let sample = |index: usize| Sample {
            image: corpus.image(index),
            identity: corpus.identities[index],
            row: corpus.rows[index],
            known_quality: 1.0,
        };
        let faces: Vec<Sample> = calm.map(sample).collect();
        let images: Vec<RgbImage> = faces.iter().map(|face| face.image.clone()).collect();
        let scores = inputs.model.scores(&images)?;
        self.add("## Groups that must not differ\n");
        self.add(format!(
            "Mean scores of {} calm, undegraded faces. The shift is the largest difference between the groups' means, in \
             standard deviations of the score over the natural mix ({spread:.3}).\n",
            faces.len()
        ));
        for (what, groups) in tone_groups(&faces, &scores) {
            let filled: Vec<&Group> = groups.iter().filter(|group| group.count > 0).collect();
            let means = || filled.iter().map(|group| group.mean);
            let shift = (means().fold(f64::MIN, f64::max) - means().fold(f64::MAX, f64::min)) / spread;
            self.goals.push(Goal::most(&format!("shift by {what}, in deviations"), 0.25, shift));
            self.add(format!("By {what}: shift {shift:.2}\n"));
            self.add(group_table(what, &groups));
        }
        Ok(())
    }

    fn non_faces(&mut self, inputs: &Inputs, scores: &[f64]) -> Result<(), String> {
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

    fn photos(&mut self, inputs: &Inputs, photos: &Photos) -> Result<(), String> {
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

    fn finish(self) -> Report {
        let summary = goals(&self.goals);
        let text = format!(
            "# The default model, measured\n\nMade by `attn-fiqa-training report`; the model card says how to run it. \
             Higher scores are better; what they do not mean is in the README.\n\n## Goals\n\n{summary}\n{}",
            self.text
        );
        Report { text: text.trim_end().to_string() + "\n", curves: self.curves, summary }
    }
}

/// The first calm pictures, one of each identity as far as that goes.
fn calm_faces(corpus: &Corpus, count: usize) -> Vec<RgbImage> {
    let mut calm: Vec<usize> = (0..corpus.len()).filter(|&index| corpus.rows[index].get("calm") == 1.0).collect();
    let mut seen = vec![0; corpus.classes()];
    let mut turn = |index: usize| {
        let seen = &mut seen[corpus.identities[index] as usize];
        *seen += 1;
        *seen
    };
    calm.sort_by_cached_key(|&index| (turn(index), index));
    calm.truncate(count);
    calm.into_iter().map(|index| corpus.image(index)).collect()
}

fn group_table(what: &str, groups: &[Group]) -> String {
    let row = |group: &Group| {
        let Group { name, count, mean, deviation } = group;
        vec![name.clone(), count.to_string(), number(*mean, 4), number(*deviation, 4)]
    };
    table(&[what, "faces", "mean score", "deviation"], &groups.iter().map(row).collect::<Vec<_>>())
}

fn points(curve: &Curve) -> String {
    let mut text = String::from("discard_fraction,error\n");
    for point in &curve.points {
        // Writing into a string does not fail.
        let _ = writeln!(text, "{:.5},{:.6}", point.discard_fraction, point.error);
    }
    text
}
