//! `attn-fiqa info`: what a model file states.

use std::path::PathBuf;
use std::process::ExitCode;

use attn_fiqa::device::OpenDevice;
use attn_fiqa::model::Model;

use crate::engine::read_model;
use crate::failure::Failure;
use crate::print::say;

/// Say what a model file holds: name, size, licence, calibrated or not.
#[derive(clap::Args)]
pub struct Args {
    /// Model file (.safetensors); the embedded one if none is given.
    model: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let bytes = read_model(args.model.as_deref())?;
    let cpu = OpenDevice::cpu("reading only");
    let info = Model::from_bytes(&bytes, &cpu.device)?.info;
    let config = info.config;
    let range =
        |range: Option<[f64; 2]>| range.map_or("none".to_owned(), |[low, high]| format!("{low:.4} to {high:.4}"));
    let verdict = info.reference.verdict_scores;
    let verdict =
        verdict.map_or("none".to_owned(), |[poor, good]| format!("poor below {poor:.4}, good from {good:.4}"));
    say(&[
        ("name", info.name.clone()),
        ("licence", info.licence.clone()),
        ("provenance", info.provenance.clone()),
        ("parameters", info.parameters.to_string()),
        ("embed_dim", config.embed_dim.to_string()),
        ("depth", config.depth.to_string()),
        ("num_heads", config.num_heads.to_string()),
        ("mlp_ratio", config.mlp_ratio.to_string()),
        ("grid_size", info.grid_size.to_string()),
        ("color", info.color.name().to_owned()),
        ("calibrated", if info.reference.quantiles.is_some() { "yes" } else { "no" }.to_owned()),
        ("score_range", range(info.reference.score_range())),
        ("verdict", verdict),
        ("map_range", range(info.reference.map_range)),
        ("bytes", bytes.len().to_string()),
        ("sha256", info.sha256.clone()),
    ])?;
    Ok(ExitCode::SUCCESS)
}
