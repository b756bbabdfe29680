//! `attn-fiqa evaluate`: scores and comparisons → how well the scores predict recognition errors.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use attn_fiqa::edc::{self, Curve, Definition, Settings};

use crate::failure::Failure;
use crate::output::{Output, refuse_shared};
use crate::print::{say, tell};
use crate::tables::{read_pairs, read_scores};
use crate::text::shown;

/// Measure how well scores predict recognition errors: the error-versus-discard curve (EDC).
///
/// The recogniser's comparisons are given; nothing is recognised here. A pair is worth what its poorer image is.
#[derive(clap::Args)]
pub struct Args {
    /// Scores: CSV with the columns image and score, or what `score --format csv` prints.
    #[arg(long, value_name = "CSV")]
    scores: PathBuf,
    /// Comparisons: CSV with the columns image_a, image_b, mated (0 or 1, false or true) and similarity (higher is more alike;
    /// empty, nan or -inf for a comparison that failed, which counts as a non-match).
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
    /// Leave out pairs with an image whose score is empty or nan.
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
    let outputs: Vec<_> = [&args.curve, &args.plot].into_iter().flatten().map(PathBuf::as_path).collect();
    refuse_shared(&outputs, &[&args.scores, &args.pairs])?;
    let scores = read_scores(&args.scores)?;
    let pairs = read_pairs(&args.pairs, &scores, args.skip_unscored)?;
    let settings = Settings { definition: args.definition, fmr: args.fmr, limit: args.limit };
    let curve = edc::evaluate(&scores.scored, &pairs.comparisons, settings)?;
    if edc::look_like_distances(&pairs.comparisons) {
        tell(DISTANCES);
    }
    if let Some(path) = &args.curve {
        write(path, table(&curve))?;
    }
    if let Some(path) = &args.plot {
        let name = shown(&args.scores);
        write(path, edc::plot(&[(&name, &curve)], &name, 1.0)?)?;
    }
    let failed = pairs.comparisons.iter().filter(|comparison| comparison.failed()).count();
    summarise(&curve, failed, pairs.skipped)?;
    Ok(ExitCode::SUCCESS)
}

const DISTANCES: &str = "mated pairs are less similar than non-mated ones, so these are likely distances: give similarities, where \
    higher is more alike (1 - distance will do); the numbers are meaningless otherwise";

fn write(path: &Path, text: String) -> Result<(), Failure> {
    Output::check(path)?.write(std::iter::once(Ok(text.into_bytes())))
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

fn summarise(curve: &Curve, failed: usize, skipped: usize) -> Result<(), Failure> {
    let Settings { definition, fmr, limit } = curve.settings;
    let mut rows = vec![
        ("definition", definition.title().to_owned()),
        ("mated", format!("{} pairs", curve.mated)),
        ("non-mated", format!("{} pairs", curve.non_mated)),
    ];
    if failed > 0 {
        rows.push(("failed", format!("{failed} comparisons without a similarity, counted as non-matches")));
    }
    if skipped > 0 {
        rows.push(("skipped", format!("{skipped} pairs with an image that could not be scored")));
    }
    rows.extend([
        ("FMR", format!("{fmr} asked for, {:.6} reached at 0 % discard", curve.fmr_reached)),
        ("threshold", format!("{:.6} ({})", curve.thresholds[0], meaning(definition))),
        ("FNMR", format!("{:.6} at 0 % discard", curve.fnmr())),
        ("pAUC", format!("{:.6} up to a discard fraction of {limit}", curve.pauc)),
    ]);
    if let (Some(best), Some(above)) = (curve.best, curve.above_best()) {
        rows.push(("best", format!("{best:.6} under the theoretical best")));
        rows.push(("above best", format!("{above:.6}")));
    }
    let end = curve.points[curve.points.len() - 1].discard_fraction;
    rows.push(("AUC", format!("{:.6} up to a discard fraction of {end}", curve.auc)));
    say(&rows)
}

fn meaning(definition: Definition) -> &'static str {
    match definition {
        Definition::Iso => "similarity, at every discard",
        Definition::CrFiqa => "distance arccos(cosine)/π, at 0 % discard",
    }
}
