//! `export`: the model file, calibrated on a severe mix of a corpus that was not trained on.

use std::path::PathBuf;

use attn_fiqa::model::{Dtype, sha256_hex};
use attn_fiqa_training::corpus::Corpus;
use attn_fiqa_training::export::{Labels, export};
use attn_fiqa_training::files::write;
use attn_fiqa_training::report::Mix;
use clap::{Args, ValueEnum};

#[derive(Args)]
pub struct Arguments {
    /// Checkpoint of the training loop
    checkpoint: PathBuf,
    /// Model file to write
    out: PathBuf,
    /// Folder of a corpus of identities that were not trained on
    #[arg(long)]
    corpus: PathBuf,
    /// The corpus's seed
    #[arg(long, default_value_t = 3)]
    seed: u64,
    /// Attention heads: the shapes in a checkpoint do not show their number
    #[arg(long, default_value_t = 4)]
    heads: usize,
    /// How matrices are stored
    #[arg(long, value_enum, default_value_t = Storage::F16)]
    dtype: Storage,
    #[arg(long)]
    name: String,
    #[arg(long, default_value = "CC0-1.0")]
    licence: String,
    /// How the network was trained, as the file will say
    #[arg(long)]
    provenance: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Storage {
    F32,
    F16,
    Int8,
}

pub fn run(arguments: &Arguments) -> Result<(), String> {
    let mix = Mix::severe(&Corpus::read(&arguments.corpus)?, arguments.seed);
    let dtype = match arguments.dtype {
        Storage::F32 => Dtype::F32,
        Storage::F16 => Dtype::F16,
        Storage::Int8 => Dtype::Int8,
    };
    let faces = mix.images();
    let labels = Labels {
        name: arguments.name.clone(),
        licence: arguments.licence.clone(),
        provenance: format!("{}; calibrated on {} held-out rendered faces", arguments.provenance, faces.len()),
    };
    let exported = export(&arguments.checkpoint, arguments.heads, dtype, &labels, &faces)?;
    write(&arguments.out, &exported.bytes)?;
    let quantile = |percent: usize| exported.reference.quantiles[percent];
    let [low, high] = exported.reference.map_range;
    println!("score      {:.4} (lowest) {:.4} (median) {:.4} (highest)", quantile(0), quantile(50), quantile(100));
    println!("map_range  {low:.4} to {high:.4}");
    println!("storage    changes a score by {:.5} at most", exported.error);
    println!("size       {} bytes", exported.bytes.len());
    println!("sha256     {}", sha256_hex(&exported.bytes));
    Ok(())
}
