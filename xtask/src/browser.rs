//! The browser that the tests drive, and the server that they and `npm start` look at.

use std::path::PathBuf;
use std::time::Instant;

use crate::Result;
use crate::run::{apt_install, output, program, run, succeeds};

/// Names that Chromium goes by.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Serves the demo with a script until it is stopped.
pub fn serve(start: Instant, script: &str) -> Result {
    println!("attn-fiqa: ready after {:.0} s", start.elapsed().as_secs_f64());
    run(program("node").arg(script), "the demo cannot be served")
}

/// Finds Chromium (`CHROME_PATH`, or by name), or installs it where that may be.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROME_PATH") {
        let path = PathBuf::from(path);
        return if path.exists() {
            Ok(path)
        } else {
            Err(format!("CHROME_PATH names {}, which does not exist", path.display()))
        };
    }
    if let Some(path) = find() {
        return Ok(path);
    }
    crate::step("installing Chromium for the browser tests");
    let by_hand = "or name a Chromium or Chrome in CHROME_PATH";
    apt_install(&["chromium"]).map_err(|error| format!("no Chromium for the browser tests: {error}, {by_hand}"))?;
    find().ok_or_else(|| format!("the package chromium brought no browser: {by_hand}"))
}

fn find() -> Option<PathBuf> {
    let which = |name: &&str| output(program("sh").args(["-c", "command -v \"$0\"", name])).map(PathBuf::from);
    NAMES.iter().filter_map(which).find(|path| succeeds(program(path).arg("--version")))
}
