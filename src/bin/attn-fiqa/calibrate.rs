//! `attn-fiqa calibrate`: reference faces → a copy of the model that knows a score's place among them and, where a recogniser's
//! comparisons of them are given, from which scores on it fails.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use attn_fiqa::assess::Request;
use attn_fiqa::calibration::{Attempt, Reference, verdict_scores};
use attn_fiqa::model::{restate, sha256_hex};
use attn_fiqa::quality::quality_score;
use attn_fiqa::{Assessor, Crop, Error, edc};

use crate::batch;
use crate::engine::{EngineArgs, read_model};
use crate::failure::Failure;
use crate::inputs::{self, Input};
use crate::output::{Output, refuse_shared};
use crate::print::{say, tell};
use crate::progress::progress_bar;
use crate::tables::{Scores, name_of, read_pairs};
use crate::text::shown;

/// Score reference faces and write their distribution into a copy of the model: percentile, the heatmap's range, and with
/// --pairs the verdict. Without --pairs the verdict stays as the model has it.
///
/// Take photos of the kind that will be assessed, good and poor ones in their natural mix, at least 100 faces. Images
/// without a face are skipped and counted.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    engine: EngineArgs,
    /// Model file to write (.safetensors).
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// A recogniser's comparisons of these images: CSV with the columns image_a and image_b (named as `score` names them), mated
    /// (0 or 1, false or true) and similarity (higher is more alike; empty, nan or -inf for a comparison that failed).
    #[arg(long, value_name = "CSV")]
    pairs: Option<PathBuf>,
    /// False match rate at which a comparison counts as failed, above 0, at most 1.
    #[arg(long, default_value_t = 1e-3, requires = "pairs")]
    fmr: f64,
    /// Images, or folders of images.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let inputs = inputs::list(&args.paths)?;
    let read = inputs.iter().map(|input| input.path.as_path()).chain(args.engine.files()).chain(args.pairs.as_deref());
    refuse_shared(&[&args.out], &read.collect::<Vec<_>>())?;
    let out = Output::check(&args.out)?;
    let assessor = args.engine.assessor(false)?;
    let (maps, scores) = score_all(&assessor, args, &inputs)?;
    let verdict_scores = args.pairs.as_ref().map(|pairs| learn_verdict(&scores, pairs, args.fmr)).transpose()?;
    let reference = Reference { verdict_scores, ..Reference::measure(&maps)? };
    let model = read_model(args.engine.model.as_deref())?;
    let version = env!("CARGO_PKG_VERSION");
    let provenance =
        format!("{}; calibrated on {} faces by attn-fiqa {version}", assessor.model().provenance, maps.len());
    let texts = [reference.texts(), vec![("provenance", provenance)]].concat();
    let file = restate(&model, &texts)?;
    let sha256 = sha256_hex(&file);
    out.write(std::iter::once(Ok(file)))?;
    summarise(&args.out, &reference, maps.len(), inputs.len(), &sha256)?;
    Ok(ExitCode::from(u8::from(maps.len() < inputs.len())))
}

/// The patch maps of all faces, and their scores by name; what cannot be scored is reported and left out.
fn score_all(assessor: &Assessor, args: &Args, inputs: &[Input]) -> Result<(Vec<Vec<f32>>, Scores), Failure> {
    let request = Request::from(if args.engine.aligned { Crop::Aligned } else { Crop::Detect });
    let bar = progress_bar(inputs.len());
    let (mut maps, mut scores) = (Vec::new(), Scores::default());
    let score = |input: &Input| score_one(assessor, &request, input);
    batch::in_order(&args.engine.pool()?, inputs, score, |input, result| {
        bar.set_message(shown(&input.relative));
        match result {
            Ok(map) => {
                scores.scored.insert(name_of(&input.path), quality_score(&map));
                maps.push(map);
            }
            Err(error) => {
                bar.suspend(|| tell(&format!("{}: {error}", shown(&input.path))));
                scores.unscored.insert(name_of(&input.path));
            }
        }
        bar.inc(1);
        Ok(())
    })?;
    bar.finish_and_clear();
    Ok((maps, scores))
}

fn score_one(assessor: &Assessor, request: &Request, input: &Input) -> Result<Vec<f32>, Error> {
    let assessment = pollster::block_on(assessor.assess_bytes(&input.read()?, request))?;
    Ok(assessment.patch_map)
}

/// The verdict's scores. Of a mated pair the poorer photo is the one that is assessed; the other must be a good one, of the better
/// half of all: when two poor photos are compared, nobody knows which one is to blame.
fn learn_verdict(scores: &Scores, path: &Path, fmr: f64) -> Result<[f64; 2], Failure> {
    let pairs = read_pairs(path, scores, true)?;
    let threshold = edc::threshold(&pairs.comparisons, fmr)?;
    let mut sorted: Vec<f64> = scores.scored.values().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let attempt = |pair: &edc::Comparison| {
        let [a, b] = pair.images.map(|image| scores.scored[image]);
        let is_good = a.max(b) >= sorted[sorted.len() / 2];
        (pair.mated && is_good).then(|| Attempt { score: a.min(b), failed: pair.similarity < threshold })
    };
    let attempts: Vec<Attempt> = pairs.comparisons.iter().filter_map(attempt).collect();
    verdict_scores(&attempts).map_err(|error| format!("{}: {error}", shown(path)).into())
}

fn summarise(out: &Path, reference: &Reference, faces: usize, images: usize, sha256: &str) -> Result<(), Failure> {
    let reference = reference.to_string();
    let measured = reference.lines().filter_map(|line| line.split_once(' '));
    let mut rows = vec![("faces", format!("{faces} of {images} images"))];
    rows.extend(measured.map(|(name, value)| (name, value.trim_start().to_owned())));
    rows.extend([("model", shown(out)), ("sha256", sha256.to_owned())]);
    say(&rows)
}
