//! Checkpoint → the model file that is shipped: cut, stored small, and calibrated on a severe mix of a corpus that was not
//! trained on.

use std::path::PathBuf;

use attn_fiqa::calibration::Reference;
use attn_fiqa::checkpoint::{Architecture, Checkpoint, slot_values};
use attn_fiqa::crop::Color;
use attn_fiqa::model::{ModelInfo, Precision, model_file, restate, sha256_hex};
use attn_fiqa::quality::quality_score;
use attn_fiqa_training::corpus::Corpus;
use attn_fiqa_training::files::write;
use attn_fiqa_training::network::Scorer;
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
    let faces = Mix::severe(&Corpus::read(&arguments.corpus)?, arguments.seed).images();
    let provenance = format!("{}; calibrated on {} held-out rendered faces", arguments.provenance, faces.len());
    let checkpoint = Checkpoint::open(&arguments.checkpoint).map_err(|error| error.to_string())?;
    let architecture = Architecture::infer(&checkpoint, Some(arguments.heads)).map_err(|error| error.to_string())?;
    let info = ModelInfo::new(architecture.config, Color::Rgb).named(&arguments.name, &arguments.licence, &provenance);
    let file = |dtype| -> Result<Vec<u8>, String> {
        let pieces = model_file(&info, dtype, |slot| slot_values(&checkpoint, slot));
        Ok(pieces.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?.concat())
    };
    let stored = file(arguments.dtype)?;
    let maps = Scorer::from_bytes(&stored)?.maps(&faces)?;
    let exact = Scorer::from_bytes(&file(Precision::F32)?)?.scores(&faces)?;
    let error = maps.iter().zip(exact).map(|(map, exact)| (quality_score(map) - exact).abs()).fold(0.0, f64::max);
    let reference = Reference::measure(&maps).map_err(|error| error.to_string())?;
    // No reference map: which parts of a real face look unlike rendered ones says more about the renderer than the photo.
    let reference = Reference { reference_map: None, ..reference };
    let bytes = restate(&stored, &reference.texts()).map_err(|error| error.to_string())?;
    write(&arguments.out, &bytes)?;
    print!("{reference}");
    println!("storage    changes a score by {error:.5} at most");
    println!("size       {} bytes", bytes.len());
    println!("sha256     {}", sha256_hex(&bytes));
    Ok(())
}
