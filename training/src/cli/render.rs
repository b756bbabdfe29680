//! `render`: any number of faces within given ranges.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use attn_fiqa_training::render::{Head, Plan, Rendering, Scene, Truth, encode_jpeg};
use clap::{Args, ValueEnum};
use serde::Serialize;

/// Longest side of a frame, in pixels: what one JPEG holds, rounded down.
const MOST_SIDE: i64 = 65_000;

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
    /// Pictures of each person, all with one look
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    per_person: u64,
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
    let plan = Plan {
        width: arguments.width,
        height: arguments.height,
        yaw: arguments.max_yaw,
        pitch: arguments.max_pitch,
        roll: arguments.max_roll,
        eye_distance: [arguments.min_face, arguments.max_face],
    };
    make_folder(&arguments.out)?;
    let mut spent = [Duration::ZERO; 2];
    let mut rows = Vec::new();
    for first in (0..arguments.count).step_by(arguments.per_person as usize) {
        let scene = plan.scene(arguments.seed + first);
        let person = timed(&mut spent[0], || scene.person(&head, arguments.max_face));
        for index in first..arguments.count.min(first + arguments.per_person) {
            let scene = Scene { identity: scene.identity, ..plan.scene(arguments.seed + index) };
            let rendering = timed(&mut spent[1], || scene.render_person(&head, &person));
            let name = format!("{index:05}.{}", if arguments.format == Format::Png { "png" } else { "jpg" });
            save(&rendering, &arguments.out.join(&name), arguments.quality)?;
            rows.push(Row { file: name, truth: rendering.truth });
        }
    }
    report(arguments, spent);
    write_truth(&arguments.out, &rows)
}

/// Does something and adds the time it took.
fn timed<T>(spent: &mut Duration, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let done = work();
    *spent += started.elapsed();
    done
}

fn report(arguments: &Arguments, spent: [Duration; 2]) {
    let counts = [arguments.count.div_ceil(arguments.per_person), arguments.count];
    let each = |kind: usize| spent[kind].as_secs_f64() * 1e3 / counts[kind].max(1) as f64;
    println!("{} people, {:.1} ms each; {} pictures, {:.1} ms each", counts[0], each(0), counts[1], each(1));
}

pub fn make_folder(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))
}

/// Writes a picture; the extension says how.
pub fn save(rendering: &Rendering, path: &Path, quality: u8) -> Result<(), String> {
    let failed = |error: String| format!("cannot write {}: {error}", path.display());
    if path.extension().is_some_and(|extension| extension == "png") {
        return rendering.image.save(path).map_err(|error| failed(error.to_string()));
    }
    fs::write(path, encode_jpeg(&rendering.image, quality)).map_err(|error| failed(error.to_string()))
}

/// Writes truth.json, one row a line.
pub fn write_truth(folder: &Path, rows: &[Row]) -> Result<(), String> {
    let lines: Result<Vec<String>, _> = rows.iter().map(serde_json::to_string).collect();
    let text = format!("[\n{}\n]\n", lines.map_err(|error| error.to_string())?.join(",\n"));
    let path = folder.join("truth.json");
    fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
