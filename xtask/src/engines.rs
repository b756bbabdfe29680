//! The browser tests in Firefox and WebKitGTK, Safari's engine: those files of `tests/browser` that need no more of a browser
//! than a page to run in.

use std::path::Path;

use crate::run::{apt_install, program, run};
use crate::{Result, package, step, tests};

/// An engine beside Chromium: as the tests call it, its programs, and the Debian packages that bring them.
struct Engine {
    name: &'static str,
    programs: &'static [&'static str],
    packages: &'static [&'static str],
}

const ENGINES: [Engine; 2] = [
    Engine { name: "firefox", programs: &["/usr/bin/firefox-esr"], packages: &["firefox-esr"] },
    Engine {
        name: "webkit",
        programs: &["/usr/bin/WebKitWebDriver", "/usr/bin/Xvfb"],
        packages: &["webkit2gtk-driver", "xvfb"],
    },
];

/// Files of `tests/browser`, without their ending.
const SHARED: [&str; 11] = [
    "exactness",
    "sources",
    "element-file",
    "upright",
    "colour-file",
    "taken",
    "refusals",
    "lifecycle",
    "abort",
    "crash",
    "isolated",
];

/// Those of them that `npm test` runs: the numbers and the images, in half a minute.
const QUICK: [&str; 2] = ["exactness", "sources"];

/// Runs them all, and installs the engines where that is possible.
pub fn run_all() -> Result {
    package::build()?;
    step("command line");
    run(program("cargo").arg("build"), "the command line does not build, with which scores are compared")?;
    let missing: Vec<&str> =
        ENGINES.iter().filter(|engine| !engine.is_there()).flat_map(|engine| engine.packages).copied().collect();
    if !missing.is_empty() {
        step("installing browsers");
        apt_install(&missing).unwrap_or_else(|error| println!("{error}"));
    }
    run_present(&SHARED)
}

/// Runs the quick ones, in the engines that are there.
pub fn run_quick() -> Result {
    run_present(&QUICK)
}

fn run_present(files: &[&str]) -> Result {
    for engine in &ENGINES {
        if engine.is_there() {
            engine.run(files)?;
        } else {
            println!("\nskipped: {} browser tests in {}: `npm run browsers` installs it", files.len(), engine.name);
        }
    }
    Ok(())
}

impl Engine {
    fn is_there(&self) -> bool {
        self.programs.iter().all(|program| Path::new(program).exists())
    }

    fn run(&self, files: &[&str]) -> Result {
        step(&format!("browser tests in {}", self.name));
        let mut command = tests::node_tests();
        command.args(files.iter().map(|file| format!("tests/browser/{file}.test.mjs")));
        command.env("ATTN_FIQA_ENGINE", self.name);
        run(&mut command, &format!("a browser test failed in {}: see above", self.name))
    }
}
