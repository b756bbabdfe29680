//! Photos of a folder → their aligned faces, by the library's own locator.

use std::path::{Path, PathBuf};

use attn_fiqa::face::{FaceCrop, FaceLocator, Locator, Pyramid};
use image::RgbImage;

use crate::files::read;

/// Pictures of a folder, with their names, in the order of these.
///
/// # Errors
/// One line: the folder cannot be read, or holds no picture.
pub fn pictures_of(folder: &Path) -> Result<Vec<(String, RgbImage)>, String> {
    let unreadable = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(unreadable)?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let picture = |path: &PathBuf| {
        let bytes = std::fs::read(path).ok()?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        Some((name, attn_fiqa::decode::decode(&bytes).ok()?))
    };
    let pictures: Vec<_> = paths.iter().filter_map(picture).collect();
    if pictures.is_empty() {
        return Err(format!("{} holds no picture that can be read", folder.display()));
    }
    Ok(pictures)
}

/// The largest face of each photo that has one.
///
/// # Errors
/// Those of [`pictures_of`], or an unreadable locator.
pub fn faces_of(folder: &Path, locator: &Path) -> Result<Vec<(String, RgbImage)>, String> {
    let locator = FaceLocator::from_bytes(&read(locator)?).map_err(|error| error.to_string())?;
    let mut faces = Vec::new();
    for (name, photo) in pictures_of(folder)? {
        let pyramid = Pyramid::new(&photo);
        if let Some(face) = locator.locate(&pyramid).first() {
            faces.push((name, FaceCrop::warp(&pyramid, &face.transform).image().clone()));
        }
    }
    if faces.is_empty() {
        return Err(format!("no face was found in the photos of {}", folder.display()));
    }
    Ok(faces)
}
