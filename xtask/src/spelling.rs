//! Spelling, by typos: PyPI has it as a ready program, so only pip is needed.

use std::path::PathBuf;

use crate::run::{apt_install, program, run, succeeds, target_dir};
use crate::{Result, step};

/// Fixed: a newer version knows more mistakes, and a build must not fail on a day when nothing changed.
const VERSION: &str = "1.52.0";

/// Checks every file; where typos is not available, a line says so.
pub fn check() -> Result {
    step("spelling");
    if let Some(typos) = typos() {
        return run(&mut program(typos), "misspelt words: see above; a name that is right belongs in _typos.toml");
    }
    println!("skipped: typos is not available; install python3-pip, or run typos {VERSION} yourself");
    Ok(())
}

/// The program, installed among what is built.
fn typos() -> Option<PathBuf> {
    let folder = target_dir().join(format!("typos-{VERSION}"));
    let typos = folder.join("bin/typos");
    let pip = ["-m", "pip", "install", &format!("typos=={VERSION}"), "--target"];
    let install = || succeeds(program("python3").args(pip).arg(&folder));
    (typos.exists() || install() || apt_install(&["python3-pip"]).is_ok() && install()).then_some(typos)
}
