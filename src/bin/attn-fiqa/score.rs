//! `attn-fiqa score`: one line an image, in input order.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use attn_fiqa::decode::decode;
use attn_fiqa::{Assessment, Assessor, Choice, Crop, Error, Landmarks};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::{Failure, Input, heatmap, inputs, read_model};

/// Score images: higher is better, comparable within one model only.
#[derive(clap::Args)]
pub struct Args {
    /// Model file (.safetensors); the embedded one if none is given.
    #[arg(long)]
    model: Option<PathBuf>,
    /// What to run on: auto takes a GPU that is hardware and computes right numbers, else the CPU.
    #[arg(long, value_enum, default_value_t = DeviceArg::Auto)]
    device: DeviceArg,
    /// The images are aligned face crops already.
    #[arg(long)]
    aligned: bool,
    /// The face's five landmarks in pixels, for a single image: image-left eye, image-right eye, nose tip, image-left
    /// and image-right mouth corner.
    #[arg(long, value_name = "X,Y,…", value_parser = parse_landmarks, conflicts_with = "aligned", allow_hyphen_values = true)]
    landmarks: Option<Landmarks>,
    /// How to print: text for people, json or csv for programs.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write a heatmap of each image into this folder, as PNG.
    #[arg(long, value_name = "DIR")]
    heatmap: Option<PathBuf>,
    /// Images, or folders of images.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum DeviceArg {
    Auto,
    Gpu,
    Cpu,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

fn parse_landmarks(text: &str) -> Result<Landmarks, String> {
    let numbers: Vec<f64> = text.split(',').map_while(|number| number.trim().parse().ok()).collect();
    match numbers.as_chunks::<2>() {
        (points, []) if text.split(',').count() == numbers.len() => points.try_into().map(Landmarks).ok(),
        _ => None,
    }
    .ok_or_else(|| "expected ten numbers, x and y of five points".into())
}

/// One line of JSON: the file, and what came of it.
#[derive(Serialize)]
struct Line<'a> {
    /// Names that are not Unicode show a replacement character.
    file: std::borrow::Cow<'a, str>,
    #[serde(flatten)]
    assessment: Option<&'a Assessment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Problem>,
}

#[derive(Serialize)]
struct Problem {
    code: &'static str,
    message: String,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let inputs = inputs::list(&args.paths);
    if args.landmarks.is_some() && inputs.len() != 1 {
        return Err(format!("--landmarks are those of one image, but {} were given", inputs.len()));
    }
    if let Some(folder) = &args.heatmap {
        std::fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    }
    let choice = match args.device {
        DeviceArg::Auto => Choice::Auto,
        DeviceArg::Gpu => Choice::Webgpu,
        DeviceArg::Cpu => Choice::Cpu,
    };
    let model = read_model(args.model.as_deref())?;
    let assessor = pollster::block_on(Assessor::load(&model, choice)).map_err(|error| error.to_string())?;
    score_all(args, &assessor, &inputs).map_err(|error| format!("cannot write the results: {error}"))
}

fn score_all(args: &Args, assessor: &Assessor, inputs: &[Input]) -> io::Result<ExitCode> {
    let bar = progress_bar(inputs.len());
    let mut printer = Printer::new(args.format)?;
    let mut failed = 0;
    for input in inputs {
        bar.set_message(input.relative.display().to_string());
        let result = score_one(args, assessor, input);
        failed += usize::from(result.is_err());
        bar.suspend(|| printer.print(&input.path, &result))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    if inputs.is_empty() {
        eprintln!("attn-fiqa: no images found (JPEG, PNG, WebP, GIF, BMP)");
    } else if failed > 0 {
        eprintln!("attn-fiqa: {failed} of {} images could not be scored", inputs.len());
    }
    Ok(ExitCode::from(u8::from(failed > 0)))
}

fn score_one(args: &Args, assessor: &Assessor, input: &Input) -> Result<Assessment, Error> {
    let crop = match args.landmarks {
        _ if args.aligned => Crop::Aligned,
        None => Crop::Detect,
        Some(landmarks) => Crop::Landmarks(landmarks),
    };
    let bytes = std::fs::read(&input.path)
        .map_err(|error| Error::UnsupportedInput(format!("the file cannot be read: {error}")))?;
    let assessment = pollster::block_on(assessor.assess_bytes(&bytes, crop))?;
    if let Some(folder) = &args.heatmap {
        heatmap::write(&decode(&bytes)?, &assessment, folder, &input.relative)?;
    }
    Ok(assessment)
}

/// On standard error, and only where that is a terminal and there is more than one image.
fn progress_bar(count: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len}  {eta} left  {wide_msg}");
    match style {
        Ok(style) if count > 1 => ProgressBar::new(count as u64).with_style(style),
        _ => ProgressBar::hidden(),
    }
}

/// Writes results to standard output as they come.
struct Printer {
    format: Format,
    out: io::StdoutLock<'static>,
}

impl Printer {
    fn new(format: Format) -> io::Result<Self> {
        let mut out = io::stdout().lock();
        if matches!(format, Format::Csv) {
            writeln!(out, "file,score,percentile,verdict,backend,infer_ms,error_code,error_message")?;
        }
        Ok(Self { format, out })
    }

    fn print(&mut self, file: &Path, result: &Result<Assessment, Error>) -> io::Result<()> {
        match self.format {
            Format::Text => self.text(file, result),
            Format::Json => self.json(file, result),
            Format::Csv => self.csv(file, result),
        }
    }

    fn text(&mut self, file: &Path, result: &Result<Assessment, Error>) -> io::Result<()> {
        let file = file.display();
        match result {
            Ok(Assessment { score, percentile: Some(percentile), .. }) => {
                writeln!(self.out, "{score:9.4}  {percentile:3.0} %  {file}")
            }
            Ok(Assessment { score, .. }) => writeln!(self.out, "{score:9.4}  {file}"),
            Err(error) => writeln!(self.out, "        –  {file}: {error}"),
        }
    }

    fn json(&mut self, file: &Path, result: &Result<Assessment, Error>) -> io::Result<()> {
        let error = result.as_ref().err().map(|error| Problem { code: error.code(), message: error.to_string() });
        serde_json::to_writer(
            &mut self.out,
            &Line { file: file.to_string_lossy(), assessment: result.as_ref().ok(), error },
        )?;
        writeln!(self.out)
    }

    fn csv(&mut self, file: &Path, result: &Result<Assessment, Error>) -> io::Result<()> {
        let file = file.display().to_string();
        let mut writer = csv::Writer::from_writer(&mut self.out);
        match result {
            Ok(a) => writer.serialize((file, a.score, a.percentile, a.verdict, a.backend, a.timings.infer, "", "")),
            Err(e) => writer.serialize((file, "", "", "", "", "", e.code(), e.to_string())),
        }?;
        writer.flush()
    }
}
