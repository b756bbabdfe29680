//! Spelling, by typos: PyPI has it as a ready program, so only pip is needed.

use std::path::PathBuf;

use crate::run::{apt_install, program, run, succeeds, target_dir};
use crate::{Result, step};

/// Fixed: a newer version knows more mistakes, and a build must not fail on a day when nothing changed.
const VERSION: &str = "1.52.0";

/// Checks every file; where typos is not available, a line says so.
pub fn check() -> Result {
    step("spelling");
    let Some(typos) = typos() else {
        println!("skipped: typos is not available; install python3-pip, or run typos {VERSION} yourself");
        return Ok(());
    };
    run(&mut program(typos), "misspelt words: see above; a name that is right belongs in _typos.toml")
}

/// Finds typos among what was built, or installs it there.
fn typos() -> Option<PathBuf> {
    let folder = target_dir().join(format!("typos-{VERSION}"));
    let typos = folder.join("bin/typos");
    if !typos.exists() {
        let pip = || {
            let mut pip = program("python3");
            pip.args(["-m", "pip"]);
            pip
        };
        if !succeeds(pip().arg("--version")) {
            apt_install(&["python3-pip"]).ok()?;
        }
        let wheel = format!("typos=={VERSION}");
        succeeds(pip().args(["install", &wheel, "--target"]).arg(&folder)).then_some(())?;
    }
    Some(typos)
}
