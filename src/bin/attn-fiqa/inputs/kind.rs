//! What a file in a folder is, by its name: nothing is opened but what may be a heatmap of ours.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::heatmap::MARK;

/// Endings of the formats that the decoder reads, as cameras, browsers and Windows give them.
const READ: [&str; 13] =
    ["apng", "bmp", "dib", "gif", "jfif", "jpe", "jpeg", "jpg", "mpo", "pjp", "pjpeg", "png", "webp"];
/// Endings of other photos: of phones and scanners, of cameras' raw formats, of editors, and of newer formats.
const NOT_READ: [&str; 35] = [
    "3fr", "arw", "avif", "cr2", "cr3", "crw", "dcr", "dng", "erf", "heic", "heics", "heif", "hif", "iiq", "j2k",
    "jp2", "jpf", "jpx", "jxl", "jxr", "mrw", "nef", "nrw", "orf", "pef", "pgm", "ppm", "psd", "raf", "raw", "rw2",
    "srw", "tga", "tif", "tiff",
];
/// Start of the files in which macOS keeps what other file systems cannot: they repeat a photo's name, and are none.
const APPLE_DOUBLE: &[u8] = b"._";
/// Where a heatmap's mark is found: in its first chunks.
const HEAD: usize = 256;

pub enum Kind {
    /// To be read.
    Image,
    /// A photo in a format that is not read, and its name.
    OtherPhoto(String),
    /// Anything else, and what looks like a photo but is none.
    NoPhoto,
}

pub fn kind(path: &Path) -> Kind {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        _ if name.starts_with(APPLE_DOUBLE) => Kind::NoPhoto,
        "png" if is_heatmap(path) => Kind::NoPhoto,
        ending if READ.contains(&ending) => Kind::Image,
        ending if NOT_READ.contains(&ending) => Kind::OtherPhoto(ending.to_ascii_uppercase()),
        _ => Kind::NoPhoto,
    }
}

fn is_heatmap(path: &Path) -> bool {
    // The name of a heatmap is its photo's, with another ending behind it.
    if path.file_stem().is_none_or(|stem| Path::new(stem).extension().is_none()) {
        return false;
    }
    let mut head = Vec::new();
    // What cannot be opened is reported when it is read.
    let opened = File::open(path).and_then(|file| file.take(HEAD as u64).read_to_end(&mut head));
    opened.is_ok() && head.windows(MARK.len()).any(|bytes| bytes == MARK.as_bytes())
}
