//! What the tests need from outside and leave behind.
#![allow(dead_code, reason = "each test file is a crate of its own and uses a part")]

use std::path::{Path, PathBuf};

use attn_fiqa_training::render::Head;

/// The folder of MakeHuman's head: named by ATTN_FIQA_HEAD, or beside the repository; it is not committed.
pub fn head_folder() -> PathBuf {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/makehuman");
    std::env::var_os("ATTN_FIQA_HEAD").map_or_else(beside, PathBuf::from)
}

/// The head; none, with the reason, where it is missing.
pub fn head() -> Option<Head> {
    Head::load(&head_folder()).inspect_err(|error| println!("skipped: {error}; or set ATTN_FIQA_HEAD")).ok()
}

/// A folder that is removed with its owner.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("attn-fiqa-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
