//! The command line `attn-fiqa`: the same library as in the browser, natively. One file per verb.

mod heatmap;
mod info;
mod inputs;
mod score;

use std::path::{Path, PathBuf};
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
    Info(info::Args),
}

/// What a verb ends with, if not well: a wrong call or an unreadable model, exit code 2.
type Failure = String;

/// The embedded default model; its card is www/models/README.md.
const DEFAULT_MODEL: &[u8] = include_bytes!("../../../www/models/default.safetensors");

fn main() -> ExitCode {
    let result = match Cli::parse().verb {
        Verb::Score(args) => score::run(&args),
        Verb::Info(args) => info::run(&args),
    };
    result.unwrap_or_else(|failure| {
        eprintln!("attn-fiqa: {failure}");
        ExitCode::from(2)
    })
}

/// The bytes of a model file, the embedded one by default.
fn read_model(path: Option<&Path>) -> Result<Vec<u8>, Failure> {
    match path {
        None => Ok(DEFAULT_MODEL.to_vec()),
        Some(path) => std::fs::read(path).map_err(|error| unreadable(path, error)),
    }
}

fn unreadable(path: &Path, error: std::io::Error) -> Failure {
    format!("cannot read {}: {error}", path.display())
}

/// A file to read an image from, and its name relative to the path that was asked for.
struct Input {
    path: PathBuf,
    relative: PathBuf,
}
