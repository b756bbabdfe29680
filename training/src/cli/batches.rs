//! `batches`: an endless stream of training batches on the standard output, for the training loop to read.

use std::io::{BufWriter, ErrorKind, Write, stdout};
use std::path::PathBuf;

use attn_fiqa_training::batches::{COLUMNS, GROUP, Sample, column_names, quality, recognition, write_batch};
use attn_fiqa_training::corpus::{Corpus, sheet};
use attn_fiqa_training::files::write_picture;
use attn_fiqa_training::render::Rng;
use clap::{Args, ValueEnum};
use rayon::prelude::*;

#[derive(Args)]
pub struct Arguments {
    /// Folder of a corpus
    #[arg(long)]
    corpus: PathBuf,
    #[arg(long, value_enum)]
    kind: Kind,
    /// Faces of a batch that teaches recognition
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..))]
    size: u64,
    /// Faces of a batch that teaches quality, each in four versions
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u64).range(1..))]
    groups: u64,
    /// Pictures without a face in a batch that teaches quality
    #[arg(long, default_value_t = 16)]
    others: u64,
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The batch to begin with
    #[arg(long, default_value_t = 0)]
    skip: u64,
    /// Only draw one batch as a contact sheet into this file
    #[arg(long)]
    sheet: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Kind {
    Recognition,
    Quality,
}

/// Batches made at once.
const AHEAD: u64 = 4;

pub fn run(arguments: &Arguments) -> Result<(), String> {
    let corpus = Corpus::read(&arguments.corpus)?;
    let batch = |number: u64| -> Vec<Sample> {
        let rng = &mut Rng::new(arguments.seed << 40 | number, 30 + arguments.kind as u64);
        match arguments.kind {
            Kind::Recognition => recognition(&corpus, arguments.size as usize, rng),
            Kind::Quality => quality(&corpus, arguments.groups as usize, arguments.others as usize, rng),
        }
    };
    if let Some(path) = &arguments.sheet {
        let pictures: Vec<_> = batch(arguments.skip).into_iter().map(|sample| sample.image).collect();
        return write_picture(path, &sheet(&pictures, GROUP * 4));
    }
    let mut out = BufWriter::with_capacity(1 << 20, stdout().lock());
    let header = format!("{} {} {}\n", corpus.classes(), COLUMNS, column_names().join(","));
    let mut write = || -> std::io::Result<()> {
        out.write_all(header.as_bytes())?;
        for first in (arguments.skip..).step_by(AHEAD as usize) {
            let made: Vec<Vec<Sample>> = (first..first + AHEAD).into_par_iter().map(batch).collect();
            made.iter().try_for_each(|samples| write_batch(&mut out, samples))?;
        }
        Ok(())
    };
    match write() {
        // The training loop has read what it wants.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(format!("cannot write a batch: {error}")),
        Ok(()) => Ok(()),
    }
}
