//! Paths → images: files as they are, folders walked in name order.
//!
//! Whatever in a folder looks like a photo is listed, read or not, so that nobody takes a folder as scored of which half
//! was passed over.

mod kind;

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use attn_fiqa::Error;
use attn_fiqa::decode::MAX_PIXELS;
use walkdir::WalkDir;

use crate::failure::Failure;
use crate::text::shown;
use kind::{Kind, kind};

/// Largest file read, in bytes: the most pixels accepted, 16 bits in four channels, uncompressed. A device never ends.
const MAX_BYTES: u64 = 8 * MAX_PIXELS + (1 << 20);

/// A file to read an image from, and its name relative to the path that was asked for.
pub struct Input {
    pub path: PathBuf,
    pub relative: PathBuf,
    /// Why it is not read, if that is known without reading it.
    pub unread: Option<String>,
}

impl Input {
    /// The file's bytes.
    pub fn read(&self) -> Result<Vec<u8>, Error> {
        match &self.unread {
            Some(why) => Err(Error::UnsupportedInput(why.clone())),
            None => {
                let read = bytes(&self.path);
                read.map_err(|error| Error::UnsupportedInput(format!("the file cannot be read: {error}")))
            }
        }
    }
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let too_large = || io::Error::other(format!("it has more than {MAX_BYTES} bytes, as no photo that is accepted"));
    let file = File::open(path)?;
    if file.metadata()?.len() > MAX_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES { Err(too_large()) } else { Ok(bytes) }
}

/// Every image of the paths, in order. A path that does not exist stays in the list, to be reported with its turn.
///
/// No two have the same relative name: it names what is written for them.
pub fn list(paths: &[PathBuf]) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = inputs.len();
            walk(path, &mut inputs);
            if inputs.len() == before {
                return Err(format!("no images in {} (JPEG, PNG, WebP, GIF, BMP)", shown(path)).into());
            }
        } else {
            let relative = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
            inputs.push(Input { path: path.clone(), relative, unread: None });
        }
    }
    tell_apart(&mut inputs);
    Ok(inputs)
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

/// Links are followed; one that leads back to where it is in is not.
fn walk(folder: &Path, inputs: &mut Vec<Input>) {
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        let (path, unread) = match entry {
            Ok(entry) if entry.file_type().is_dir() => continue,
            Ok(entry) => match kind(entry.path()) {
                Kind::Image if entry.file_type().is_file() => (entry.into_path(), None),
                Kind::Image => (entry.into_path(), Some("it is not a file".to_owned())),
                Kind::OtherPhoto(format) => (entry.into_path(), Some(unread_format(&format))),
                Kind::NoPhoto => continue,
            },
            Err(error) if error.loop_ancestor().is_some() => continue,
            Err(error) => match error.path() {
                // A link to nothing, unless its name says that it was no photo.
                Some(path)
                    if path.is_symlink() && matches!(kind(path), Kind::NoPhoto) && path.extension().is_some() =>
                {
                    continue;
                }
                path => (path.unwrap_or(folder).to_owned(), Some(unreadable(&error))),
            },
        };
        let relative = path.strip_prefix(folder).unwrap_or(&path).to_owned();
        inputs.push(Input { path, relative, unread });
    }
}

fn unread_format(format: &str) -> String {
    format!("{format} files are not read: save it as JPEG, PNG or WebP")
}

fn unreadable(error: &walkdir::Error) -> String {
    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    format!("it cannot be read: {why}")
}
