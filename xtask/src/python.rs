//! Python with PyTorch, for the miniature training among the tests.

use std::path::PathBuf;

use crate::run::{apt_install, program, succeeds};

/// Debian's PyTorch: a few hundred megabytes, without the GPU libraries that PyPI's brings.
const PACKAGES: [&str; 2] = ["python3-torch", "python3-numpy"];

/// Finds a Python with PyTorch (`PYTHON`, or by name), or installs it where that is possible; without one its test says
/// that it is skipped.
pub fn with_torch() -> Option<PathBuf> {
    if let Some(python) = find() {
        return Some(python);
    }
    crate::step("installing PyTorch for the miniature training");
    if let Err(error) = apt_install(&PACKAGES) {
        println!("the miniature training will be skipped: {error}");
    }
    find()
}

fn find() -> Option<PathBuf> {
    let named = std::env::var_os("PYTHON").map(PathBuf::from);
    let candidates = named.into_iter().chain(["python3", "/usr/bin/python3"].map(PathBuf::from));
    candidates.into_iter().find(|python| succeeds(program(python).args(["-c", "import torch, numpy"])))
}
