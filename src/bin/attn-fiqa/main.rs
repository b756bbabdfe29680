//! The command line `attn-fiqa`: the same library as in the browser, natively. One file per verb.

mod batch;
mod calibrate;
mod convert;
mod engine;
mod evaluate;
mod failure;
mod heatmap;
mod info;
mod inputs;
mod ofiq;
mod output;
mod print;
mod progress;
mod score;
mod tables;
mod text;

use std::panic::catch_unwind;
use std::process::ExitCode;
use std::sync::Mutex;

use clap::{Parser, Subcommand};

use failure::Failure;
use print::tell;

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

/// The newest panic. Of a decoder's the library makes an error; one that ends the program is told in a line.
static PANIC: Mutex<String> = Mutex::new(String::new());

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        if let Ok(mut newest) = PANIC.lock() {
            *newest = panic.to_string();
        }
    }));
    let verb = Cli::parse().verb;
    catch_unwind(|| run(&verb)).unwrap_or_else(|_| {
        let panic = PANIC.lock().map_or_else(|_| String::new(), |panic| panic.clone());
        tell(&format!("this is a fault of the program, please report it: {panic}"));
        ExitCode::from(101) // as every program of Rust
    })
}

fn run(verb: &Verb) -> ExitCode {
    let result = match verb {
        Verb::Score(args) => score::run(args),
        Verb::Convert(args) => convert::run(args),
        Verb::Calibrate(args) => calibrate::run(args),
        Verb::Evaluate(args) => evaluate::run(args),
        Verb::Info(args) => info::run(args),
    };
    match result {
        Ok(code) => code,
        Err(Failure::Unread) => ExitCode::from(1),
        Err(Failure::Message(message)) => {
            tell(&message);
            ExitCode::from(2)
        }
    }
}
