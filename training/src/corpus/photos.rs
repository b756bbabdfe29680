//! Photos of real people as a corpus: located and aligned by the library, who is who by the file's name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use attn_fiqa::face::{FaceCrop, FaceLocator, Locator, Pyramid};
use image::RgbImage;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::row::Row;
use super::shard::{Face, Origin};
use crate::files::{read, write};

/// Photos in one file: a few hundred, as of rendered faces.
pub const PER_SHARD: usize = 512;
/// Beside the files: who is on which photo.
const PEOPLE: &str = "people.json";

/// A folder of photos, and whose they are.
pub struct Album {
    folder: PathBuf,
    /// How the photos may be used.
    licence: String,
    photos: Vec<Entry>,
}

/// One photo of a corpus, in the order of its faces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub file: String,
    /// The file's name up to the first `-`.
    pub person: String,
    /// Counted from 0, in the order of the persons' names.
    pub identity: u32,
    /// Its number among the photos of the person, from 0.
    pub look: u32,
}

/// The faces of some photos, who they are, and what was wrong with the photos that have none, a line each.
#[derive(Default)]
pub struct Cut {
    pub entries: Vec<Entry>,
    pub faces: Vec<Face>,
    pub errors: Vec<String>,
}

impl Album {
    /// All pictures of a folder, in the order of their names; what else is there is left out.
    ///
    /// # Errors
    /// One line: the folder cannot be read, or holds no picture.
    pub fn open(folder: &Path, licence: &str) -> Result<Self, String> {
        let unreadable = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
        let names = std::fs::read_dir(folder).map_err(unreadable)?;
        let mut names: Vec<String> = names
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| is_picture(name))
            .collect();
        names.sort();
        if names.is_empty() {
            return Err(format!("{} holds no picture: .jpg, .png or .webp", folder.display()));
        }
        Ok(Self { folder: folder.into(), licence: licence.into(), photos: entries(names) })
    }

    /// Photos of the folder.
    pub fn len(&self) -> usize {
        self.photos.len()
    }

    /// Whether there are none; [`Album::open`] refuses such a folder.
    pub fn is_empty(&self) -> bool {
        self.photos.is_empty()
    }

    /// Number of files.
    pub fn shards(&self) -> u64 {
        self.photos.len().div_ceil(PER_SHARD) as u64
    }

    /// The photos of one file.
    ///
    /// # Errors
    /// One line, if none has a face.
    pub fn cut(&self, locator: &FaceLocator, shard: u64) -> Result<Cut, String> {
        let photos = self.photos.chunks(PER_SHARD).nth(shard as usize).unwrap_or_default();
        let found: Vec<_> = photos.par_iter().map(|entry| (entry, self.face(locator, entry))).collect();
        let mut cut = Cut::default();
        for (entry, face) in found {
            match face {
                Ok(face) => {
                    cut.entries.push(entry.clone());
                    cut.faces.push(face);
                }
                Err(error) => cut.errors.push(format!("{}: {error}", entry.file)),
            }
        }
        if cut.faces.is_empty() {
            return Err(format!("no face was found in {} photos of {}", photos.len(), self.folder.display()));
        }
        Ok(cut)
    }

    fn face(&self, locator: &FaceLocator, entry: &Entry) -> Result<Face, String> {
        let photo =
            attn_fiqa::decode::decode(&read(&self.folder.join(&entry.file))?).map_err(|error| error.to_string())?;
        let (image, row) = aligned(&photo, locator).ok_or("no face was found")?;
        Ok(Face { image, identity: entry.identity, look: entry.look, row })
    }
}

/// The face of a photo that matters most.
fn aligned(photo: &RgbImage, locator: &FaceLocator) -> Option<(RgbImage, Row)> {
    let pyramid = Pyramid::new(photo);
    let face = locator.locate(&pyramid).into_iter().next()?;
    let landmarks = face.landmarks.0.map(|point| face.transform.apply(point));
    Some((FaceCrop::warp(&pyramid, &face.transform).image().clone(), Row::of_photo(&landmarks)))
}

impl Origin for Album {
    fn facts(&self) -> Value {
        let people = self.photos.last().map_or(0, |last| last.identity + 1);
        json!({ "photos": self.photos.len(), "people": people, "licence": self.licence })
    }
}

/// Writes who is on which photo, for the faces in the order of the files.
///
/// # Errors
/// One line: what could not be written.
pub fn write_people(folder: &Path, entries: &[Entry]) -> Result<(), String> {
    let text = serde_json::to_string_pretty(entries).map_err(|error| error.to_string())?;
    write(&folder.join(PEOPLE), text + "\n")
}

/// Who is on which photo of a corpus.
///
/// # Errors
/// One line: the file is not there, or is not such a list.
pub fn read_people(folder: &Path) -> Result<Vec<Entry>, String> {
    let path = folder.join(PEOPLE);
    let wrong = |error: serde_json::Error| format!("{} does not list a corpus's photos: {error}", path.display());
    serde_json::from_slice(&read(&path)?).map_err(wrong)
}

fn is_picture(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| ["jpg", "jpeg", "png", "webp", "bmp"].contains(&ending.as_str()))
}

/// The person of a file's name.
fn person(name: &str) -> &str {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.split('-').next().unwrap_or(stem)
}

/// Identities and looks, by ascending names.
fn entries(names: Vec<String>) -> Vec<Entry> {
    let mut people: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in names {
        people.entry(person(&name).to_string()).or_default().push(name);
    }
    let of = |(identity, (person, files)): (usize, (String, Vec<String>))| {
        let entry =
            move |(look, file)| Entry { file, person: person.clone(), identity: identity as u32, look: look as u32 };
        files.into_iter().enumerate().map(entry)
    };
    people.into_iter().enumerate().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_up_to_the_first_dash_says_who_it_is() {
        let names = ["b.jpg", "a-1-x.png", "a-2.png", "c-.jpg"].map(String::from).to_vec();
        let found: Vec<_> = entries(names).into_iter().map(|it| (it.file, it.person, it.identity, it.look)).collect();
        let expected = [("a-1-x.png", "a", 0, 0), ("a-2.png", "a", 0, 1), ("b.jpg", "b", 1, 0), ("c-.jpg", "c", 2, 0)];
        assert_eq!(found, expected.map(|(file, person, identity, look)| (file.into(), person.into(), identity, look)));
    }

    #[test]
    fn pictures_are_known_by_their_ending() {
        assert!(["a.JPG", "a-1.png", "b.webp"].into_iter().all(is_picture));
        assert!(!["people.csv", "jpg", ".jpg.txt"].into_iter().any(is_picture));
    }
}
