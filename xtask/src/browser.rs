//! The browser that the tests drive, and the server behind `npm start`.

use std::path::PathBuf;
use std::time::Instant;

use crate::run::{apt_install, output, program, run, succeeds};
use crate::wasm::Engine;
use crate::{Result, package};

/// Names that Chromium goes by.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Serves what is being worked on until it is stopped, and rebuilds the page when a file of it changes.
pub fn develop() -> Result {
    package::build_for_cpu()?;
    package::assemble()?;
    run(program("node").arg("xtask/dev.mjs"), "the demo cannot be served")
}

/// Serves the demo until it is stopped: as soon as the CPU's engine is built; the GPU's, which takes longer and which few
/// need, is built meanwhile.
pub fn start(start: Instant) -> Result {
    let show = || package::assemble().and_then(|()| package::demo());
    package::build_for_cpu()?;
    show()?;
    println!("attn-fiqa: ready after {:.0} s", start.elapsed().as_secs_f64());
    let mut server = program("node")
        .arg("www/serve.mjs")
        .spawn()
        .map_err(|error| format!("the demo cannot be served (node: {error})"))?;
    match Engine::Gpu.build().and_then(|is_new| if is_new { show() } else { Ok(()) }) {
        Ok(()) => {
            println!("attn-fiqa: WebGPU is there too after {:.0} s: reload the page", start.elapsed().as_secs_f64())
        }
        Err(error) => eprintln!("attn-fiqa: {error}; the page runs on the CPU"),
    }
    match server.wait() {
        Ok(status) if status.success() => Ok(()),
        end => Err(format!("the server ended: {end:?}")),
    }
}

/// Finds Chromium (`CHROME_PATH`, or by name), or installs it where that is possible.
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
