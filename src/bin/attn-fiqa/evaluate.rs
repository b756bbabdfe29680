//! `attn-fiqa evaluate`: scores and comparisons → how well the scores predict recognition errors.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use attn_fiqa::edc::{self, Curve, Definition, Settings};

use crate::tables::{read_pairs, read_scores};
use crate::{Failure, output};

/// Measure how well scores predict recognition errors: the error-versus-discard curve (EDC).
///
/// The recogniser's comparisons are given; nothing is recognised here. A pair is worth what its poorer image is.
#[derive(clap::Args)]
pub struct Args {
    /// Scores: CSV with the columns image and score, or what `score --format csv` prints.
    #[arg(long, value_name = "CSV")]
    scores: PathBuf,
    /// Comparisons: CSV with the columns image_a, image_b, mated (0 or 1) and similarity (higher is more alike).
    #[arg(long, value_name = "CSV")]
    pairs: PathBuf,
    /// How the curve is drawn; numbers of two definitions do not compare.
    #[arg(long, value_enum, default_value_t = Definition::Iso)]
    definition: Definition,
    /// False match rate that sets the threshold, above 0, at most 1.
    #[arg(long, default_value_t = 1e-3)]
    fmr: f64,
    /// Discard fraction up to which the partial area is taken, above 0, at most 1.
    #[arg(long, default_value_t = 0.3)]
    limit: f64,
    /// Leave out pairs with an image whose score is empty.
    #[arg(long)]
    skip_unscored: bool,
    /// Write the curve's points into this file.
    #[arg(long, value_name = "CSV")]
    curve: Option<PathBuf>,
    /// Draw the curve into this file.
    #[arg(long, value_name = "SVG")]
    plot: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let scores = read_scores(&args.scores)?;
    let pairs = read_pairs(&args.pairs, &scores, args.skip_unscored)?;
    let settings = Settings { definition: args.definition, fmr: args.fmr, limit: args.limit };
    let curve = edc::evaluate(&scores.scored, &pairs.comparisons, settings).map_err(|error| error.to_string())?;
    if let Some(path) = &args.curve {
        write(path, table(&curve))?;
    }
    if let Some(path) = &args.plot {
        let name = args.scores.display().to_string();
        write(path, edc::plot(&[(&name, &curve)], &name, 1.0).map_err(|error| error.to_string())?)?;
    }
    summarise(&curve, pairs.skipped);
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: String) -> Result<(), Failure> {
    output::write(path, std::iter::once(Ok(text.into_bytes())))
}

/// The points as CSV.
fn table(curve: &Curve) -> String {
    let mut text = String::from("discard_fraction,error\n");
    for point in &curve.points {
        // Writing into a string does not fail.
        let _ = writeln!(text, "{},{}", point.discard_fraction, point.error);
    }
    text
}

fn summarise(curve: &Curve, skipped: usize) {
    let Settings { definition, fmr, limit } = curve.settings;
    println!("definition  {}", definition.title());
    println!("mated       {} pairs", curve.mated);
    println!("non-mated   {} pairs", curve.non_mated);
    if skipped > 0 {
        println!("skipped     {skipped} pairs with an image that could not be scored");
    }
    println!("FMR         {fmr} asked for, {:.6} reached at 0 % discard", curve.fmr_reached);
    println!("threshold   {:.6} ({})", curve.thresholds[0], meaning(definition));
    println!("FNMR        {:.6} at 0 % discard", curve.fnmr());
    println!("pAUC        {:.6} up to a discard fraction of {limit}", curve.pauc);
    if let (Some(best), Some(above)) = (curve.best, curve.above_best()) {
        println!("best        {best:.6} under the theoretical best");
        println!("above best  {above:.6}");
    }
    let end = curve.points[curve.points.len() - 1].discard_fraction;
    println!("AUC         {:.6} up to a discard fraction of {end}", curve.auc);
}

fn meaning(definition: Definition) -> &'static str {
    match definition {
        Definition::Iso => "similarity, at every discard",
        Definition::CrFiqa => "distance arccos(cosine)/π, at 0 % discard",
    }
}
