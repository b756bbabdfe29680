//! `export`: the model file, calibrated on a severe mix of a corpus that was not trained on.

use std::path::PathBuf;

use attn_fiqa::model::{Precision, sha256_hex};
use attn_fiqa_training::corpus::Corpus;
use attn_fiqa_training::export::{Labels, export};
use attn_fiqa_training::files::write;
use attn_fiqa_training::report::Mix;
use clap::Args;

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
    #[arg(long, value_enum, default_value_t = Precision::F16)]
    dtype: Precision,
    #[arg(long)]
    name: String,
    #[arg(long, default_value = "CC0-1.0")]
    licence: String,
    /// How the network was trained, as the file will say
    #[arg(long)]
    provenance: String,
}

pub fn run(arguments: &Arguments) -> Result<(), String> {
    let mix = Mix::severe(&Corpus::read(&arguments.corpus)?, arguments.seed);
    let faces = mix.images();
    let labels = Labels {
        name: arguments.name.clone(),
        licence: arguments.licence.clone(),
        provenance: format!("{}; calibrated on {} held-out rendered faces", arguments.provenance, faces.len()),
    };
    let exported = export(&arguments.checkpoint, arguments.heads, arguments.dtype, &labels, &faces)?;
    write(&arguments.out, &exported.bytes)?;
    print!("{}", exported.reference);
    println!("storage    changes a score by {:.5} at most", exported.error);
    println!("size       {} bytes", exported.bytes.len());
    println!("sha256     {}", sha256_hex(&exported.bytes));
    Ok(())
}
