//! The command line `attn-fiqa`: the same library as in the browser, natively. One file per verb.

mod heatmap;
mod info;
mod inputs;
mod print;
mod score;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use attn_fiqa::FaceLocator;
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

/// The embedded face locator, where it had been made when this was built.
#[cfg(locator)]
const LOCATOR: Option<&[u8]> = Some(include_bytes!("../../../www/models/locator.safetensors"));
#[cfg(not(locator))]
const LOCATOR: Option<&[u8]> = None;

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

/// The face locator: the file named, or one beside the model named, or the embedded one.
fn read_locator(path: Option<&Path>, model: Option<&Path>) -> Result<FaceLocator, Failure> {
    let beside = model.map(|model| model.with_file_name("locator.safetensors")).filter(|path| path.exists());
    let bytes = match (path.or(beside.as_deref()), LOCATOR) {
        (Some(path), _) => std::fs::read(path).map_err(|error| unreadable(path, error))?,
        (None, Some(embedded)) => embedded.to_vec(),
        (None, None) => return Err(NO_LOCATOR.into()),
    };
    FaceLocator::from_bytes(&bytes).map_err(|error| format!("the locator: {error}"))
}

const NO_LOCATOR: &str = "this build has no face locator: run `npm run locator` and build again, name its file with \
    --locator, or give --aligned or --landmarks";

fn unreadable(path: &Path, error: std::io::Error) -> Failure {
    format!("cannot read {}: {error}", path.display())
}

/// A file to read an image from, and its name relative to the path that was asked for.
struct Input {
    path: PathBuf,
    relative: PathBuf,
}
