//! `corpus`: the aligned faces that a network is trained and measured on.

use std::path::PathBuf;
use std::time::Instant;

use attn_fiqa_training::corpus::{Corpus, Recipe, done, sheet, write};
use attn_fiqa_training::files::{make_folder, write_picture};
use attn_fiqa_training::render::Head;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

#[derive(Args)]
pub struct Arguments {
    /// Folder with MakeHuman's base.obj and targets/
    #[arg(long)]
    head: PathBuf,
    /// Folder for the files; those already there are kept
    #[arg(long)]
    out: PathBuf,
    #[arg(long, default_value_t = 3_000)]
    identities: u64,
    /// Pictures of each identity
    #[arg(long, default_value_t = 24)]
    pictures: u64,
    /// Days they were taken on: hair, beard, make-up, glasses and clothes differ
    #[arg(long, default_value_t = 3)]
    looks: u64,
    /// Corpora of different seeds share no identity
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Most of the contact sheet, which shows the first file: pictures a row, rows.
const SHEET: [usize; 2] = [24, 16];

pub fn run(arguments: &Arguments) -> Result<(), String> {
    let Arguments { identities, pictures, looks, seed, .. } = *arguments;
    let recipe = Recipe { seed, identities, pictures, looks };
    recipe.validate()?;
    let head = Head::load(&arguments.head)?;
    make_folder(&arguments.out)?;
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} files, {eta} left").expect("a fixed template");
    let progress = ProgressBar::new(recipe.shards()).with_style(style);
    let (started, mut rendered) = (Instant::now(), 0);
    for shard in 0..recipe.shards() {
        if !done(&arguments.out, shard, &recipe)? {
            let faces = recipe.render(&head, shard);
            write(&arguments.out, shard, &recipe, &faces)?;
            rendered += faces.len();
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    let seconds = started.elapsed().as_secs_f64();
    println!("{rendered} faces rendered in {seconds:.0} s, {:.0} a second", rendered as f64 / seconds);
    let corpus = Corpus::first_files(&arguments.out, 1)?;
    let shown: Vec<_> = (0..corpus.rows.len().min(SHEET[0] * SHEET[1])).map(|index| corpus.image(index)).collect();
    write_picture(&arguments.out.join("sheet.png"), &sheet(&shown, SHEET[0]))
}
