//! The build tool behind the npm scripts: `start`, `dev`, `build`, `test`, `matrix`, `browsers`, `bench`, `soak`,
//! `locator`, `precision`. Each does all the set-up it needs.

mod browser;
mod engines;
mod locator;
mod package;
mod python;
mod run;
mod spelling;
mod tests;
mod wasm;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// What went wrong, in one line that says what to do.
type Result<T = ()> = std::result::Result<T, String>;

fn main() -> ExitCode {
    let start = Instant::now();
    let verb = std::env::args().nth(1).unwrap_or_default();
    let result = match verb.as_str() {
        "start" => browser::start(start),
        "dev" => browser::develop(),
        "build" => package::build().and_then(|()| package::check_budget()),
        "test" => tests::run_all(),
        "matrix" => tests::matrix(std::env::args().skip(2)),
        "browsers" => engines::run_all(),
        "bench" => tests::bench(),
        "soak" => tests::soak(),
        "locator" => package::npm_dependencies().and_then(|()| locator::build()),
        "precision" => tests::precision(),
        other => {
            let tasks = "npm start, npm test, npm run dev, build, matrix, browsers, bench, soak, locator or precision";
            Err(format!("no task {other:?}: {tasks}"))
        }
    };
    match result {
        Ok(()) => {
            println!("attn-fiqa: {verb} done in {:.0} s", start.elapsed().as_secs_f64());
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("attn-fiqa: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The repository. As cargo says at run time: what was built in one checkout may run in another.
fn root() -> PathBuf {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    PathBuf::from(xtask).parent().expect("xtask lies in the repository").to_owned()
}

/// Says what happens next.
fn step(what: &str) {
    println!("\n== {what}");
}
