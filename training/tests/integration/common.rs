//! What tests need from outside, and a folder for what they write.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use attn_fiqa_training::render::Head;

/// MakeHuman's head; only tests that are ignored may use it.
pub static HEAD: LazyLock<Head> = LazyLock::new(|| Head::load(&head_folder()).expect("head data in ATTN_FIQA_HEAD"));

/// The face locator; `npm run locator` makes it.
pub const LOCATOR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../www/models/locator.safetensors");
/// Face-api's weights; `npm ci` gets them.
pub const FACE_API: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../node_modules/@vladmandic/face-api/model");

pub fn head_folder() -> PathBuf {
    std::env::var_os("ATTN_FIQA_HEAD").expect("set ATTN_FIQA_HEAD to the folder of MakeHuman's head").into()
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
