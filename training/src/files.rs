//! Folders and files, or one line that says why not.

use std::fs;
use std::path::Path;

pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

pub fn make_folder(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))
}

pub fn write(path: &Path, contents: impl AsRef<[u8]>) -> Result<(), String> {
    fs::write(path, contents).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Writes a picture; the extension says how.
pub fn write_picture(path: &Path, picture: &image::RgbImage) -> Result<(), String> {
    picture.save(path).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
