//! Files written whole or not at all: an older file stays until the new one is complete.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use attn_fiqa::Result as FiqaResult;

use crate::Failure;

/// Writes pieces one after the other to a file next to `path`, which replaces it at the end.
pub fn write(path: &Path, pieces: impl Iterator<Item = FiqaResult<Vec<u8>>>) -> Result<(), Failure> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let written =
        write_part(part, pieces).and_then(|()| std::fs::rename(part, path).map_err(|error| unwritable(path, &error)));
    if written.is_err() {
        // Nothing more can be done where this fails too.
        let _ = std::fs::remove_file(part);
    }
    written
}

fn write_part(part: &Path, pieces: impl Iterator<Item = FiqaResult<Vec<u8>>>) -> Result<(), Failure> {
    let failed = |error| unwritable(part, &error);
    let mut file = BufWriter::new(File::create(part).map_err(failed)?);
    for piece in pieces {
        file.write_all(&piece.map_err(|error| error.to_string())?).map_err(failed)?;
    }
    file.into_inner().map_err(|error| unwritable(part, error.error()))?.sync_all().map_err(failed)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    format!("cannot write {}: {error}", path.display())
}
