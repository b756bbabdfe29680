//! The command line of the training crate: one file for each verb.

mod cli;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about, version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Render faces into a folder, with truth.json
    Render(cli::render::Arguments),
    /// Render the aligned faces of many identities, to train and measure with
    Corpus(cli::corpus::Arguments),
    /// Write training batches to the standard output
    Batches(cli::batches::Arguments),
    /// Cut, store and calibrate a checkpoint
    Export(cli::export::Arguments),
    /// Measure a model and write docs/model.md
    Report(cli::report::Arguments),
    /// Render the committed test faces (tests/fixtures/faces)
    Fixtures(cli::fixtures::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().verb {
        Verb::Render(arguments) => cli::render::run(&arguments),
        Verb::Corpus(arguments) => cli::corpus::run(&arguments),
        Verb::Batches(arguments) => cli::batches::run(&arguments),
        Verb::Export(arguments) => cli::export::run(&arguments),
        Verb::Report(arguments) => cli::report::run(&arguments),
        Verb::Fixtures(arguments) => cli::fixtures::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
