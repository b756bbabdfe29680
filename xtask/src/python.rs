//! Python with PyTorch, for the miniature training among the tests.

use std::path::PathBuf;

use crate::Result;
use crate::run::{apt_install, program, succeeds};

/// Debian's PyTorch: a few hundred megabytes, without the GPU libraries that PyPI's brings.
const PACKAGES: [&str; 2] = ["python3-torch", "python3-numpy"];

/// Finds a Python with PyTorch (`PYTHON`, or by name), or installs it where that is possible.
pub fn with_torch() -> Result<PathBuf> {
    if let Some(python) = find() {
        return Ok(python);
    }
    crate::step("installing PyTorch for the miniature training");
    apt_install(&PACKAGES)?;
    find().ok_or_else(|| "python3-torch brought no Python with PyTorch: name one in PYTHON".into())
}

fn find() -> Option<PathBuf> {
    let named = std::env::var_os("PYTHON").map(PathBuf::from);
    let candidates = named.into_iter().chain(["python3", "/usr/bin/python3"].map(PathBuf::from));
    candidates.into_iter().find(|python| succeeds(program(python).args(["-c", "import torch, numpy"])))
}
