//! Files written whole or not at all: an older file stays until the new one is complete, and gives it its permissions.
//!
//! A link stays a link, its target is written. Devices and pipes are written to and never replaced.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use attn_fiqa::Result as FiqaResult;

use crate::failure::Failure;
use crate::text::shown;

/// A place to write to, found to be writable.
pub struct Output {
    /// As it was asked for.
    path: PathBuf,
    place: Place,
}

enum Place {
    /// Replaced by a file next to it.
    File(PathBuf),
    /// A device or a pipe.
    Stream,
    /// This process's own output, behind what it has written.
    Stdout,
}

/// What the system calls it.
const STDOUT: [&str; 3] = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

impl Output {
    /// Finds out, before any work, whether the path can be written.
    pub fn check(path: &Path) -> Result<Self, Failure> {
        let place = match fs::metadata(path) {
            _ if STDOUT.iter().any(|name| path == Path::new(name)) => Place::Stdout,
            Ok(data) if data.is_dir() => return Err(format!("cannot write {}: it is a folder", shown(path)).into()),
            Ok(data) if !data.is_file() => Place::Stream,
            _ => Place::File(resolved(path)),
        };
        if let Place::File(target) = &place {
            let part = part(target);
            File::create(&part).map_err(|error| unwritable(path, &error))?;
            discard(&part);
        }
        Ok(Self { path: path.to_owned(), place })
    }

    /// Writes pieces one after the other.
    pub fn write(&self, pieces: impl Iterator<Item = FiqaResult<Vec<u8>>>) -> Result<(), Failure> {
        match &self.place {
            Place::Stdout => self.fill(io::stdout().lock(), pieces).map(drop),
            Place::Stream => {
                let stream = OpenOptions::new().write(true).open(&self.path);
                self.fill(stream.map_err(|error| unwritable(&self.path, &error))?, pieces).map(drop)
            }
            Place::File(target) => {
                let part = part(target);
                let written = self.replace(target, &part, pieces);
                if written.is_err() {
                    discard(&part);
                }
                written
            }
        }
    }

    fn replace(
        &self,
        target: &Path,
        part: &Path,
        pieces: impl Iterator<Item = FiqaResult<Vec<u8>>>,
    ) -> Result<(), Failure> {
        let failed = |error| unwritable(&self.path, &error);
        let file = self.fill(File::create(part).map_err(failed)?, pieces)?;
        if let Ok(older) = fs::metadata(target) {
            fs::set_permissions(part, older.permissions()).map_err(failed)?;
        }
        file.sync_all().map_err(failed)?;
        fs::rename(part, target).map_err(failed)
    }

    fn fill<W: Write>(&self, out: W, pieces: impl Iterator<Item = FiqaResult<Vec<u8>>>) -> Result<W, Failure> {
        let failed = |error| unwritable(&self.path, &error);
        let mut out = BufWriter::new(out);
        for piece in pieces {
            out.write_all(&piece?).map_err(failed)?;
        }
        out.into_inner().map_err(|error| failed(error.into_error()))
    }
}

/// Refuses outputs that are one file, and outputs that are inputs: both would be lost without a word.
pub fn refuse_shared(outputs: &[&Path], inputs: &[&Path]) -> Result<(), Failure> {
    for (i, output) in outputs.iter().enumerate() {
        if let Some(input) = inputs.iter().find(|input| same_file(input, output)) {
            let (output, input) = (shown(output), shown(input));
            return Err(format!("{output} would replace {input}, which is read: name another file to write").into());
        }
        if outputs[..i].iter().any(|other| same_file(other, output)) {
            return Err(format!("{} would be written twice: name two files", shown(output)).into());
        }
    }
    Ok(())
}

/// Whether both lead to one file, also by links and where it is not there yet. A device may be used twice.
fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) if !a.is_file() || !b.is_file() => false,
        (Ok(_), Ok(_)) => same_file::is_same_file(a, b).unwrap_or(false),
        _ => resolved(a) == resolved(b),
    }
}

/// Where a path leads, also if the last part is not there yet.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(target) = path.canonicalize() {
        return target;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    match (fs::read_link(path), path.file_name()) {
        // A link to what is not there yet.
        (Ok(target), _) => folder.join(target),
        (Err(_), Some(name)) => folder.join(name),
        (Err(_), None) => path.to_owned(),
    }
}

/// A file of this process next to the target.
fn part(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    target.with_file_name(name)
}

fn discard(part: &Path) {
    // Nothing more can be done where this fails too.
    let _ = fs::remove_file(part);
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::Unread,
        _ => format!("cannot write {}: {error}", shown(path)).into(),
    }
}
