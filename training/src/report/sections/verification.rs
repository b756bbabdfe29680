//! Who is told from whom, and what discarding the poorest faces gains.

use std::fmt::Write;

use attn_fiqa::edc::{Curve, Definition, Settings};
use image::RgbImage;

use crate::network::{Embed, Scorer};
use crate::render::Rng;
use crate::report::baselines::{brightness, sharpness};
use crate::report::mix::Mix;
use crate::report::plot;
use crate::report::text::{Goal, number, table};
use crate::report::verification::{Verification, curves, error_at};
use crate::report::write::{Inputs, Writer};

/// The partial area of the field: up to 30 % discarded, at a false match rate of 0.001.
const ISO: Settings = Settings { definition: Definition::Iso, fmr: 1e-3, limit: 0.3 };
const CR_FIQA: Settings = Settings { definition: Definition::CrFiqa, ..ISO };
/// Steps of a curve's file: the curves themselves have one for each face.
const POINTS: usize = 200;

impl Writer {
    pub fn verification(
        &mut self,
        inputs: &Inputs,
        mix: &Mix,
        images: &[RgbImage],
        scores: &[f64],
    ) -> Result<(), String> {
        let [iresnet, vit] = self.recognisers(inputs, mix, images)?;
        let mut methods = methods(inputs, mix, images, scores)?;
        methods.push(("utility known afterwards", iresnet.utility()));
        let [iso, cr_fiqa] = [curves(&iresnet, &methods, ISO)?, curves(&iresnet, &methods, CR_FIQA)?];
        let own = curves(&vit, &methods, ISO)?;
        self.add(format!(
            "pAUC up to a discard fraction of {} at FMR {}, by the convolutional recogniser (the last column: by the ViT), \
             lower is better:\n",
            ISO.limit, ISO.fmr
        ));
        let rows = iso.iter().zip(cr_fiqa.iter().zip(&own)).map(|((name, iso), ((_, cr_fiqa), (_, own)))| {
            let above = iso.above_best().unwrap_or(f64::NAN);
            let numbers = [iso.pauc, above, cr_fiqa.pauc, own.pauc].map(|value| number(value, 4));
            [vec![(*name).to_string()], numbers.to_vec()].concat()
        });
        let head = ["discarded by", "ISO style", "above the theoretical best", "CR-FIQA style", "ISO style, ViT"];
        self.add(table(&head, &rows.collect::<Vec<_>>()));
        self.add(
            "The last row discards by what the recogniser itself made of each face (its mean similarity to the others of its \
             identity): no measure that sees one picture can be expected to do better.\n\n![Error versus \
             discard](model/edc.svg)\n",
        );
        let pauc = |name: &str| iso.iter().find(|(other, _)| *other == name).map_or(f64::NAN, |(_, curve)| curve.pauc);
        let ours = pauc("this model");
        self.goals.push(Goal::most("pAUC over that of random discarding", 0.6, ours / pauc("at random")));
        for rival in ["sharpness", "brightness", "untrained network"] {
            self.goals.push(Goal::most(&format!("pAUC over that of {rival}"), 1.0, ours / pauc(rival)));
        }
        self.curves.push(("edc.svg".into(), plot::svg(&iso)));
        self.curves.push(("edc.csv".into(), points(&iso)));
        Ok(())
    }

    /// How well both recognisers tell the faces apart.
    fn recognisers(&mut self, inputs: &Inputs, mix: &Mix, images: &[RgbImage]) -> Result<[Verification; 2], String> {
        let identities: Vec<u32> = mix.0.iter().map(|sample| sample.identity).collect();
        let verification = |network: &dyn Embed| -> Result<Verification, String> {
            Ok(Verification::new(&identities, &network.embed(images)?, inputs.seed))
        };
        let both = [verification(&inputs.iresnet)?, verification(&inputs.vit)?];
        let (mated, non_mated) = both[0].counts();
        self.add("## Verification and discarding\n");
        self.add(format!(
            "{} identities, {} faces of the natural mix (half of them in another tone only, the others degraded in one to \
             three ways, mostly a little; all poses, expressions and light), {mated} mated and {non_mated} non-mated pairs. \
             Two recognisers judge, both trained on other identities: the convolutional one, by which the targets of the \
             quality phase were measured, and the weaker ViT that the model itself was before that phase.\n",
            inputs.corpus.classes(),
            images.len(),
        ));
        let scores = vec![0.0; images.len()];
        let mut rows = vec![];
        for (name, verification) in ["convolutional", "this model's ViT after phase one"].iter().zip(&both) {
            let at = |fmr: f64| -> Result<String, String> {
                Ok(number(verification.curve(&scores, Settings { fmr, ..ISO })?.fnmr(), 4))
            };
            rows.push(vec![(*name).to_string(), number(verification.auc(), 4), at(1e-2)?, at(1e-3)?]);
        }
        self.add(table(&["recogniser", "AUC", "FNMR at FMR 0.01", "FNMR at FMR 0.001"], &rows));
        Ok(both)
    }
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
        ("known degradation", mix.0.iter().map(|sample| sample.known_quality).collect()),
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
