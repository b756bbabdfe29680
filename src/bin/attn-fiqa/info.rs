//! `attn-fiqa info`: what a model file states.

use std::path::PathBuf;
use std::process::ExitCode;

use attn_fiqa::device::OpenDevice;
use attn_fiqa::model::Model;

use crate::Failure;
use crate::engine::read_model;

/// Say what a model file holds: name, size, licence, calibrated or not.
#[derive(clap::Args)]
pub struct Args {
    /// Model file (.safetensors); the embedded one if none is given.
    model: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let bytes = read_model(args.model.as_deref())?;
    let cpu = OpenDevice::cpu("reading only");
    let info = Model::from_bytes(&bytes, &cpu.device).map_err(|error| error.to_string())?.info;
    let config = info.config;
    let range =
        |range: Option<[f64; 2]>| range.map_or("none".to_owned(), |[low, high]| format!("{low:.4} to {high:.4}"));
    println!("name         {}", info.name);
    println!("licence      {}", info.licence);
    println!("provenance   {}", info.provenance);
    println!("parameters   {}", info.parameters);
    println!("embed_dim    {}", config.embed_dim);
    println!("depth        {}", config.depth);
    println!("num_heads    {}", config.num_heads);
    println!("mlp_ratio    {}", config.mlp_ratio);
    println!("grid_size    {}", info.grid_size);
    println!("color        {}", info.color.name());
    println!("calibrated   {}", if info.reference.quantiles.is_some() { "yes" } else { "no" });
    println!("score_range  {}", range(info.reference.score_range()));
    let verdict = info.reference.verdict_scores;
    let verdict =
        verdict.map_or("none".to_owned(), |[poor, good]| format!("poor below {poor:.4}, good from {good:.4}"));
    println!("verdict      {verdict}");
    println!("map_range    {}", range(info.reference.map_range));
    println!("bytes        {}", bytes.len());
    println!("sha256       {}", info.sha256);
    Ok(ExitCode::SUCCESS)
}
