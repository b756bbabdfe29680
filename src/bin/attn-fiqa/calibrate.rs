//! `attn-fiqa calibrate`: reference faces → a copy of the model that knows a score's place among them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use attn_fiqa::assess::Request;
use attn_fiqa::calibration::Reference;
use attn_fiqa::model::{restate, sha256_hex};
use attn_fiqa::{Assessor, Crop, Error};

use crate::batch;
use crate::engine::{EngineArgs, read_model};
use crate::failure::Failure;
use crate::inputs::{self, Input};
use crate::output::{Output, refuse_shared};
use crate::print::{say, tell};
use crate::progress::progress_bar;
use crate::text::shown;

/// Score reference faces and write their distribution into a copy of the model: percentile, verdict, the heatmap's range.
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
    /// Images, or folders of images.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let inputs = inputs::list(&args.paths)?;
    let read: Vec<_> = inputs.iter().map(|input| input.path.as_path()).chain(args.engine.files()).collect();
    refuse_shared(&[&args.out], &read)?;
    let out = Output::check(&args.out)?;
    let assessor = args.engine.assessor(false)?;
    let maps = score_all(&assessor, args, &inputs)?;
    let reference = Reference::measure(&maps)?;
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

/// The patch maps of all faces; what cannot be scored is reported and left out.
fn score_all(assessor: &Assessor, args: &Args, inputs: &[Input]) -> Result<Vec<Vec<f32>>, Failure> {
    let request = Request::from(if args.engine.aligned { Crop::Aligned } else { Crop::Detect });
    let bar = progress_bar(inputs.len());
    let mut maps = Vec::new();
    let score = |input: &Input| score_one(assessor, &request, input);
    batch::in_order(&args.engine.pool()?, inputs, score, |input, result| {
        bar.set_message(shown(&input.relative));
        match result {
            Ok(map) => maps.push(map),
            Err(error) => bar.suspend(|| tell(&format!("{}: {error}", shown(&input.path)))),
        }
        bar.inc(1);
        Ok(())
    })?;
    bar.finish_and_clear();
    Ok(maps)
}

fn score_one(assessor: &Assessor, request: &Request, input: &Input) -> Result<Vec<f32>, Error> {
    let assessment = pollster::block_on(assessor.assess_bytes(&input.read()?, request))?;
    Ok(assessment.patch_map)
}

fn summarise(out: &Path, reference: &Reference, faces: usize, images: usize, sha256: &str) -> Result<(), Failure> {
    let reference = reference.to_string();
    let measured = reference.lines().filter_map(|line| line.split_once(' '));
    let mut rows = vec![("faces", format!("{faces} of {images} images"))];
    rows.extend(measured.map(|(name, value)| (name, value.trim_start().to_owned())));
    rows.extend([("model", shown(out)), ("sha256", sha256.to_owned())]);
    say(&rows)
}
