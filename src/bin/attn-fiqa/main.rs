//! The command line `attn-fiqa`: the same library as in the browser, natively. One file per verb.

mod calibrate;
mod convert;
mod engine;
mod evaluate;
mod heatmap;
mod info;
mod inputs;
mod output;
mod print;
mod progress;
mod score;
mod tables;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Face image quality from the attention of a face-recognition Vision Transformer.
///
/// Images stay on this machine: nothing is uploaded, nothing is fetched.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Score(score::Args),
    Convert(convert::Args),
    Calibrate(calibrate::Args),
    Evaluate(evaluate::Args),
    Info(info::Args),
}

/// What a verb ends with, if not well: a wrong call or an unreadable model, exit code 2.
type Failure = String;

fn main() -> ExitCode {
    let result = match Cli::parse().verb {
        Verb::Score(args) => score::run(&args),
        Verb::Convert(args) => convert::run(&args),
        Verb::Calibrate(args) => calibrate::run(&args),
        Verb::Evaluate(args) => evaluate::run(&args),
        Verb::Info(args) => info::run(&args),
    };
    result.unwrap_or_else(|failure| {
        eprintln!("attn-fiqa: {failure}");
        ExitCode::from(2)
    })
}

fn unreadable(path: &Path, error: std::io::Error) -> Failure {
    format!("cannot read {}: {error}", path.display())
}
