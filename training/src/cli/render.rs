//! `render`: any number of faces within given ranges.

use std::path::{Path, PathBuf};
use std::time::Instant;

use attn_fiqa_training::files::{make_folder, write, write_picture};
use attn_fiqa_training::render::{Head, Plan, Rendering, Rng, Truth, encode_jpeg};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde::Serialize;

/// Longest side of a frame, in pixels: what one JPEG holds, rounded down.
const MOST_SIDE: i64 = 65_000;

/// Opening of a shut eye: lashes and lids hardly ever meet everywhere.
const MOST_SHUT: f32 = 0.08;
/// The stream of random numbers for shut lids; the scene has 9.
const LIDS: u64 = 10;

#[derive(Args)]
pub struct Arguments {
    /// Folder with MakeHuman's base.obj and targets/
    #[arg(long)]
    head: PathBuf,
    /// Folder for the pictures and truth.json
    #[arg(long)]
    out: PathBuf,
    #[arg(long, default_value_t = 16)]
    count: u64,
    /// The first picture's seed; each further picture takes the next
    #[arg(long, default_value_t = 0)]
    seed: u64,
    #[arg(long, default_value_t = 640, value_parser = clap::value_parser!(u32).range(1..=MOST_SIDE))]
    width: u32,
    #[arg(long, default_value_t = 480, value_parser = clap::value_parser!(u32).range(1..=MOST_SIDE))]
    height: u32,
    /// Degrees
    #[arg(long, default_value_t = 30.0)]
    max_yaw: f32,
    /// Degrees
    #[arg(long, default_value_t = 15.0)]
    max_pitch: f32,
    /// Degrees
    #[arg(long, default_value_t = 20.0)]
    max_roll: f32,
    /// Least pixels from eye to eye as if frontal (a face is about 2.7 times as wide)
    #[arg(long, default_value_t = 20.0)]
    min_face: f32,
    /// Most pixels from eye to eye as if frontal
    #[arg(long, default_value_t = 120.0)]
    max_face: f32,
    /// Shut the eyes in every second picture, the first among them
    #[arg(long)]
    shut: bool,
    #[arg(long, value_enum, default_value_t = Format::Jpeg)]
    format: Format,
    /// JPEG quality, 1 to 100
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u8).range(1..=100))]
    quality: u8,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Jpeg,
    Png,
}

/// A row of truth.json.
#[derive(Serialize)]
pub struct Row {
    pub file: String,
    #[serde(flatten)]
    pub truth: Truth,
}

pub fn run(arguments: &Arguments) -> Result<(), String> {
    let head = Head::load(&arguments.head)?;
    make_folder(&arguments.out)?;
    let plan = Plan {
        width: arguments.width,
        height: arguments.height,
        yaw: arguments.max_yaw,
        pitch: arguments.max_pitch,
        roll: arguments.max_roll,
        eye_distance: [arguments.min_face, arguments.max_face],
    };
    let extension = if arguments.format == Format::Png { "png" } else { "jpg" };
    let picture = |index: u64| {
        let mut scene = plan.scene(arguments.seed + index);
        if arguments.shut && index.is_multiple_of(2) {
            scene.expression.eyes_open = [Rng::new(scene.seed, LIDS).range(0.0, MOST_SHUT); 2];
        }
        let rendering = scene.render_person(&head, &scene.person(&head, arguments.max_face));
        let file = format!("{index:05}.{extension}");
        save(&rendering, &arguments.out.join(&file), arguments.quality)?;
        Ok(Row { file, truth: rendering.truth })
    };
    let (started, count) = (Instant::now(), arguments.count);
    let rows = (0..count).into_par_iter().map(picture).collect::<Result<Vec<_>, String>>()?;
    let seconds = started.elapsed().as_secs_f64();
    println!("{count} pictures in {seconds:.1} s, {:.0} a second", count as f64 / seconds);
    write_truth(&arguments.out, &rows)
}

/// Writes a picture; the extension says how.
pub fn save(rendering: &Rendering, path: &Path, quality: u8) -> Result<(), String> {
    if path.extension().is_some_and(|extension| extension == "png") {
        return write_picture(path, &rendering.image);
    }
    write(path, encode_jpeg(&rendering.image, quality))
}

/// Writes truth.json, one row a line.
pub fn write_truth(folder: &Path, rows: &[Row]) -> Result<(), String> {
    let lines: Result<Vec<String>, _> = rows.iter().map(serde_json::to_string).collect();
    let text = format!("[\n{}\n]\n", lines.map_err(|error| error.to_string())?.join(",\n"));
    write(&folder.join("truth.json"), text)
}
