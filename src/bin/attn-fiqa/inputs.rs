//! Paths → images: files as they are, folders walked in name order.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use attn_fiqa::Error;
use walkdir::WalkDir;

/// Endings of the formats that the decoder reads; other files in a folder are not images.
const ENDINGS: [&str; 7] = ["bmp", "gif", "jfif", "jpeg", "jpg", "png", "webp"];

/// A file to read an image from, and its name relative to the path that was asked for.
pub struct Input {
    pub path: PathBuf,
    pub relative: PathBuf,
}

impl Input {
    /// The file's bytes.
    pub fn read(&self) -> Result<Vec<u8>, Error> {
        let failed = |error| Error::UnsupportedInput(format!("the file cannot be read: {error}"));
        std::fs::read(&self.path).map_err(failed)
    }
}

/// Every image of the paths, in order. A path that does not exist stays in the list, to be reported with its turn.
///
/// No two have the same relative name: it names what is written for them.
pub fn list(paths: &[PathBuf]) -> Vec<Input> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut inputs);
        } else {
            let relative = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
            inputs.push(Input { path: path.clone(), relative });
        }
    }
    tell_apart(&mut inputs);
    inputs
}

/// Puts the second of a name into a folder `2`, the third into `3`, …
fn tell_apart(inputs: &mut [Input]) {
    let mut seen = HashSet::new();
    for input in inputs {
        let name = input.relative.clone();
        for copy in 2.. {
            if seen.insert(input.relative.clone()) {
                break;
            }
            input.relative = Path::new(&copy.to_string()).join(&name);
        }
    }
}

fn walk(folder: &Path, inputs: &mut Vec<Input>) {
    for entry in WalkDir::new(folder).sort_by_file_name() {
        // What cannot be entered stays in the list, to be reported with its turn.
        let path = match entry {
            Ok(entry) if entry.path().is_file() && is_image(entry.path()) => entry.into_path(),
            Ok(_) => continue,
            Err(error) => error.path().unwrap_or(folder).to_owned(),
        };
        let relative = path.strip_prefix(folder).unwrap_or(&path).to_owned();
        inputs.push(Input { path, relative });
    }
}

fn is_image(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}
