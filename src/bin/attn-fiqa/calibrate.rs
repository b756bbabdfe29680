//! `attn-fiqa calibrate`: reference faces → a copy of the model that knows a score's place among them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use attn_fiqa::assess::Request;
use attn_fiqa::calibration::Reference;
use attn_fiqa::model::{restate, sha256_hex};
use attn_fiqa::{Assessor, Crop, Error};

use crate::engine::{EngineArgs, read_model};
use crate::inputs::{self, Input};
use crate::progress::progress_bar;
use crate::{Failure, output};

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
    let inputs = inputs::list(&args.paths);
    let assessor = args.engine.assessor(false)?;
    let maps = score_all(&assessor, args.engine.aligned, &inputs);
    let reference = Reference::measure(&maps).map_err(|error| error.to_string())?;
    let model = read_model(args.engine.model.as_deref())?;
    let version = env!("CARGO_PKG_VERSION");
    let provenance =
        format!("{}; calibrated on {} faces by attn-fiqa {version}", assessor.model().provenance, maps.len());
    let texts = [reference.texts(), vec![("provenance", provenance)]].concat();
    let file = restate(&model, &texts).map_err(|error| error.to_string())?;
    let sha256 = sha256_hex(&file);
    output::write(&args.out, std::iter::once(Ok(file)))?;
    summarise(&args.out, &reference, maps.len(), inputs.len(), &sha256);
    Ok(ExitCode::SUCCESS)
}

/// The patch maps of all faces; what cannot be scored is reported and left out.
fn score_all(assessor: &Assessor, aligned: bool, inputs: &[Input]) -> Vec<Vec<f32>> {
    let request = Request::from(if aligned { Crop::Aligned } else { Crop::Detect });
    let bar = progress_bar(inputs.len());
    let mut maps = Vec::new();
    for input in inputs {
        bar.set_message(input.relative.display().to_string());
        match score_one(assessor, &request, input) {
            Ok(map) => maps.push(map),
            Err(error) => bar.suspend(|| eprintln!("attn-fiqa: {}: {error}", input.path.display())),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    maps
}

fn score_one(assessor: &Assessor, request: &Request, input: &Input) -> Result<Vec<f32>, Error> {
    let assessment = pollster::block_on(assessor.assess_bytes(&input.read()?, request))?;
    Ok(assessment.patch_map)
}

fn summarise(out: &Path, reference: &Reference, faces: usize, images: usize, sha256: &str) {
    println!("faces      {faces} of {images} images");
    print!("{reference}");
    println!("model      {}", out.display());
    println!("sha256     {sha256}");
}
