//! Pictures of a folder.

use std::path::{Path, PathBuf};

use image::RgbImage;

/// Pictures of a folder, in the order of their names.
///
/// # Errors
/// One line: the folder cannot be read, or holds no picture.
pub fn pictures_of(folder: &Path) -> Result<Vec<RgbImage>, String> {
    let unreadable = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let picture = |path: &PathBuf| attn_fiqa::decode::decode(&std::fs::read(path).ok()?).ok();
    let pictures: Vec<_> = paths.iter().filter_map(picture).collect();
    if pictures.is_empty() {
        return Err(format!("{} holds no picture that can be read", folder.display()));
    }
    Ok(pictures)
}
