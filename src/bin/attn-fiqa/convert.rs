//! `attn-fiqa convert`: a checkpoint → a model file that holds only what quality needs.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use attn_fiqa::checkpoint::{Architecture, Checkpoint, slot_values};
use attn_fiqa::crop::Color;
use attn_fiqa::model::{ModelInfo, Precision, model_file};
use clap::ValueEnum;
use sha2::{Digest, Sha256};

use crate::failure::{Failure, unreadable};
use crate::output::{Output, refuse_shared};
use crate::print::say;

/// Convert a PyTorch or safetensors checkpoint of an InsightFace ViT into a model file.
///
/// Nothing in a checkpoint is executed. Everything after the last block's queries and keys is dropped: quality does not
/// need it.
#[derive(clap::Args)]
pub struct Args {
    /// Checkpoint: .pt or .pth as torch.save writes it, or .safetensors.
    checkpoint: PathBuf,
    /// Model file to write (.safetensors).
    out: PathBuf,
    /// Network to take where the checkpoint holds several, for example model_ema or teacher: without it, they are listed.
    #[arg(long, value_name = "NAME")]
    key: Option<String>,
    /// Attention heads, which no shape tells; known for the paper's networks: 8 at depth 12, 16 at depth 24.
    #[arg(long, value_name = "N")]
    heads: Option<usize>,
    /// How matrices are stored: f32 as they are, f16 half the size, int8 a quarter (docs/precision.md has the errors).
    #[arg(long, value_enum, default_value_t = Precision::F32)]
    dtype: Precision,
    /// Channel order that the network was trained on.
    #[arg(long, value_enum, default_value_t = Color::Rgb)]
    color: Color,
    /// The model's name; the checkpoint's file name if none is given.
    #[arg(long)]
    name: Option<String>,
    /// Licence of the weights, as users will read it.
    #[arg(long, value_name = "TEXT", default_value = "not stated")]
    licence: String,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    // The checkpoint is mapped while the model is written.
    refuse_shared(&[&args.out], &[&args.checkpoint])?;
    let out = Output::check(&args.out)?;
    let checkpoint = Checkpoint::open_network(&args.checkpoint, args.key.as_deref())?;
    let architecture = Architecture::infer(&checkpoint, args.heads)?;
    let source = digest(&args.checkpoint)?;
    let info = args.info(architecture, &source);
    let (mut sha256, mut bytes) = (Sha256::new(), 0);
    let pieces = model_file(&info, args.dtype, |slot| slot_values(&checkpoint, slot));
    out.write(pieces.inspect(|piece| {
        sha256.update(piece.as_deref().unwrap_or_default());
        bytes += piece.as_ref().map_or(0, Vec::len);
    }))?;
    let dropped = format!(
        "{} parameters: {} tensors, and the last block's values",
        architecture.dropped, architecture.dropped_tensors
    );
    say(&[
        ("name", info.name.clone()),
        ("licence", info.licence.clone()),
        ("network", network(&checkpoint)),
        ("embed_dim", architecture.config.embed_dim.to_string()),
        ("depth", architecture.config.depth.to_string()),
        ("num_heads", architecture.config.num_heads.to_string()),
        ("mlp_ratio", architecture.config.mlp_ratio.to_string()),
        ("color", info.color.name().to_owned()),
        ("kept", format!("{} parameters", architecture.kept)),
        ("dropped", dropped),
        ("checkpoint", format!("{} bytes", size(&args.checkpoint)?)),
        ("model", format!("{bytes} bytes")),
        ("sha256", hex(sha256)),
    ])?;
    Ok(ExitCode::SUCCESS)
}

/// Its name, and what is beside it in the checkpoint.
fn network(checkpoint: &Checkpoint) -> String {
    match checkpoint.others() {
        0 => checkpoint.network().to_owned(),
        others => format!("{} ({others} tensors beside it are left out)", checkpoint.network()),
    }
}

impl Args {
    fn info(&self, architecture: Architecture, source: &str) -> ModelInfo {
        let file = file_name(&self.checkpoint);
        let name = self.name.clone().unwrap_or_else(|| {
            self.checkpoint.file_stem().map_or_else(|| file.clone(), |stem| stem.to_string_lossy().into_owned())
        });
        let version = env!("CARGO_PKG_VERSION");
        let dtype = self.dtype.to_possible_value().expect("no precision is hidden");
        let dtype = dtype.get_name();
        let provenance = format!("converted from {file} (sha256 {source}) to {dtype} by attn-fiqa {version}");
        ModelInfo::new(architecture.config, self.color).named(&name, &self.licence, &provenance)
    }
}

/// SHA-256 of a file, which may be larger than memory.
fn digest(path: &Path) -> Result<String, Failure> {
    let failed = |error| unreadable(path, error);
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let (mut sha256, mut piece) = (Sha256::new(), vec![0; 1 << 20]);
    loop {
        match file.read(&mut piece).map_err(failed)? {
            0 => break,
            length => sha256.update(&piece[..length]),
        }
    }
    Ok(hex(sha256))
}

fn hex(sha256: Sha256) -> String {
    sha256.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn size(path: &Path) -> Result<u64, Failure> {
    std::fs::metadata(path).map(|data| data.len()).map_err(|error| unreadable(path, error))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
