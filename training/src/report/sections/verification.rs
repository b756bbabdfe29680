//! How well identities are told apart, and what is gained by discarding the poorest faces.

use std::fmt::Write;

use attn_fiqa::edc::{Curve, Definition, Settings, plot};
use image::RgbImage;

use crate::network::{Embed, Scorer};
use crate::render::Rng;
use crate::report::baselines::{brightness, sharpness};
use crate::report::mix::{Mix, Sample};
use crate::report::text::{Goal, number, table};
use crate::report::verification::{Verification, curves, error_at};
use crate::report::write::{Inputs, Writer};

/// The partial area of the field: up to 30 % discarded, at a false match rate of 0.001.
const ISO: Settings = Settings { definition: Definition::Iso, fmr: 1e-3, limit: 0.3 };
const CR_FIQA: Settings = Settings { definition: Definition::CrFiqa, ..ISO };
/// Discard fractions that matter in practice: the picture ends here.
const DRAWN: f64 = 0.6;
/// Steps of a curve's file: the curves themselves have one for each face.
const POINTS: usize = 200;

/// A recogniser's verdicts: of all pairs, and of each face against the enrolment pictures.
struct Verdicts {
    all: Verification,
    references: Verification,
}

impl Verdicts {
    fn new(network: &dyn Embed, mix: &Mix, images: &[RgbImage], seed: u64) -> Result<Self, String> {
        let identities: Vec<u32> = mix.0.iter().map(|sample| sample.identity).collect();
        let embeddings = network.embed_both_ways(images)?;
        let similarity = |a: usize, b: usize| network.similarity(&embeddings[a], &embeddings[b]);
        let probe_and_reference = |a: usize, b: usize| mix.0[a].is_reference() != mix.0[b].is_reference();
        Ok(Self {
            all: Verification::new(&identities, similarity, |_, _| true, seed),
            references: Verification::new(&identities, similarity, probe_and_reference, seed),
        })
    }
}

impl Writer {
    pub fn verification(
        &mut self,
        inputs: &Inputs,
        mix: &Mix,
        images: &[RgbImage],
        scores: &[f64],
    ) -> Result<(), String> {
        let judge = |network: &dyn Embed| Verdicts::new(network, mix, images, inputs.seed);
        let [iresnet, real] = [judge(&inputs.iresnet)?, judge(&inputs.judge)?];
        self.recognisers(inputs, &iresnet, &real)?;
        let mut methods = methods(inputs, mix, images, scores)?;
        methods.push(("utility known afterwards", iresnet.all.utility()));
        self.discarding(&iresnet, &real, &methods)
    }

    /// What discarding gains.
    fn discarding(&mut self, iresnet: &Verdicts, real: &Verdicts, methods: &[(&str, Vec<f64>)]) -> Result<(), String> {
        let iso = curves(&iresnet.all, methods, ISO)?;
        let above_best = iso.iter().map(|(_, curve)| curve.above_best().unwrap_or(f64::NAN)).collect();
        let [all, references] = [paucs(&iso), paucs(&curves(&iresnet.references, methods, ISO)?)];
        self.goals_of_discarding(methods, &all, &references);
        let columns = [
            ("ISO style", all),
            ("above the theoretical best", above_best),
            ("CR-FIQA style", paucs(&curves(&iresnet.all, methods, CR_FIQA)?)),
            ("ISO style, against references", references),
            ("ISO style, dlib", paucs(&curves(&real.all, methods, ISO)?)),
        ];
        self.add(format!(
            "pAUC up to a discard fraction of {} at FMR {}, by the convolutional recogniser (the last column: by dlib's), \
             lower is better. Every face is compared with every other, as benchmarks do; in one column, each that is no \
             reference with the references, as systems do: calm pictures that were not degraded.\n",
            ISO.limit, ISO.fmr
        ));
        let row = |(index, (name, _)): (usize, &(&str, Vec<f64>))| {
            [vec![(*name).to_string()], columns.iter().map(|(_, values)| number(values[index], 4)).collect()].concat()
        };
        let head = [vec!["discarded by"], columns.iter().map(|(title, _)| *title).collect()].concat();
        self.add(table(&head, &methods.iter().enumerate().map(row).collect::<Vec<_>>()));
        self.add(
            "The last row discards by what the convolutional recogniser itself made of each face (its mean similarity to the \
             others of its identity): no measure that sees one picture can be expected to do better by its verdict.\n\n\
             ![Error versus discard](model/edc.svg)\n",
        );
        let drawn: Vec<(&str, &Curve)> = iso.iter().map(|(name, curve)| (*name, curve)).collect();
        let picture = plot(&drawn, "held-out rendered identities", DRAWN).map_err(|error| error.to_string())?;
        self.curves.push(("edc.svg".into(), picture));
        self.curves.push(("edc.csv".into(), points(&iso)));
        Ok(())
    }

    fn goals_of_discarding(&mut self, methods: &[(&str, Vec<f64>)], all: &[f64], references: &[f64]) {
        let over = |values: &[f64], rival: &str| {
            let of =
                |name: &str| methods.iter().position(|(other, _)| *other == name).map_or(f64::NAN, |at| values[at]);
            of("this model") / of(rival)
        };
        self.goals.push(Goal::most("pAUC over that of random discarding", 0.6, over(all, "at random")));
        let against = "pAUC over that of random discarding, against references";
        self.goals.push(Goal::most(against, 0.6, over(references, "at random")));
        for rival in ["sharpness", "brightness", "untrained network"] {
            self.goals.push(Goal::most(&format!("pAUC over that of {rival}"), 1.0, over(all, rival)));
        }
    }

    /// How well both recognisers tell the faces apart.
    fn recognisers(&mut self, inputs: &Inputs, iresnet: &Verdicts, real: &Verdicts) -> Result<(), String> {
        let (mated, non_mated) = iresnet.all.counts();
        self.add("## Verification and discarding\n");
        self.add(format!(
            "{} identities, {} faces of the natural mix (half of them in another tone only, the others degraded in one to \
             three ways, mostly a little; all poses, expressions and light), {mated} mated and {non_mated} non-mated pairs; \
             {} mated pairs of a face and a reference. Two recognisers judge: the convolutional one, trained on other renders, by \
             which targets of the quality phase were measured (embeddings of a face and of its mirror image are summed), and \
             dlib's, trained on photos of real people, to which renders are strange.\n",
            inputs.corpus.classes(),
            inputs.corpus.rows.len(),
            iresnet.references.counts().0,
        ));
        let unscored = vec![0.0; inputs.corpus.rows.len()];
        let mut rows = vec![];
        for (name, Verdicts { all, references }) in [("convolutional", iresnet), ("dlib", real)] {
            let fnmr = |pairs: &Verification, fmr: f64| -> Result<String, String> {
                Ok(number(pairs.curve(&unscored, Settings { fmr, ..ISO })?.fnmr(), 4))
            };
            let errors = [fnmr(all, 1e-2)?, fnmr(all, 1e-3)?, fnmr(references, 1e-3)?];
            rows.push([vec![name.to_string(), number(all.auc(), 4)], errors.to_vec()].concat());
        }
        let head = ["recogniser", "AUC", "FNMR at FMR 0.01", "FNMR at FMR 0.001", "the same, against references"];
        self.add(table(&head, &rows));
        Ok(())
    }
}

fn paucs(curves: &[(&str, Curve)]) -> Vec<f64> {
    curves.iter().map(|(_, curve)| curve.pauc).collect()
}

/// What faces may be discarded by.
fn methods(
    inputs: &Inputs,
    mix: &Mix,
    images: &[RgbImage],
    scores: &[f64],
) -> Result<Vec<(&'static str, Vec<f64>)>, String> {
    let chance = &mut Rng::new(inputs.seed, 66);
    Ok(vec![
        ("this model", scores.to_vec()),
        ("recognition only", inputs.recognition_only.scores(images)?),
        ("untrained network", Scorer::untrained(inputs.model.config())?.scores(images)?),
        ("sharpness", images.iter().map(sharpness).collect()),
        ("brightness", images.iter().map(brightness).collect()),
        ("known degradation", mix.0.iter().map(Sample::known_quality).collect()),
        ("at random", images.iter().map(|_| f64::from(chance.unit())).collect()),
    ])
}

/// The curves at even steps, a column each.
fn points(curves: &[(&str, Curve)]) -> String {
    let mut text = String::from("discard_fraction");
    for (name, _) in curves {
        text += &format!(",{name}");
    }
    for step in 0..=POINTS {
        let fraction = step as f64 / POINTS as f64 * ISO.limit;
        // Writing into a string does not fail.
        let _ = write!(text, "\n{fraction:.4}");
        for (_, curve) in curves {
            let _ = write!(text, ",{:.5}", error_at(curve, fraction));
        }
    }
    text + "\n"
}
