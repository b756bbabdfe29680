//! `attn-fiqa score`: one line an image, in input order.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use attn_fiqa::assess::Request;
use attn_fiqa::decode::decode;
use attn_fiqa::{Assessment, Assessor, Crop, Error, Landmarks, Limits, Preset};
use image::RgbImage;

use crate::engine::EngineArgs;
use crate::inputs::{self, Input};
use crate::print::{Format, Printer};
use crate::progress::progress_bar;
use crate::{Failure, heatmap, unreadable};

/// Score images and say why: higher is better, comparable within one model only.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    engine: EngineArgs,
    /// The face's five landmarks in pixels, for a single image: image-left eye, image-right eye, nose tip, image-left
    /// and image-right mouth corner.
    #[arg(long, value_name = "X,Y,…", value_parser = parse_landmarks, conflicts_with = "aligned", allow_hyphen_values = true)]
    landmarks: Option<Landmarks>,
    /// What the photos are for: sets how good each capture check has to be.
    #[arg(long, value_enum, default_value_t)]
    preset: Preset,
    /// Limits of your own, as JSON: {"yaw": {"warn": 88, "fail": 75}, …}, qualities from 0 to 100.
    #[arg(long, value_name = "FILE")]
    thresholds: Option<PathBuf>,
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

fn parse_landmarks(text: &str) -> Result<Landmarks, String> {
    let numbers: Vec<f64> = text.split(',').map_while(|number| number.trim().parse().ok()).collect();
    match numbers.as_chunks::<2>() {
        (points, []) if text.split(',').count() == numbers.len() => points.try_into().map(Landmarks).ok(),
        _ => None,
    }
    .ok_or_else(|| "expected ten numbers, x and y of five points".into())
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let inputs = inputs::list(&args.paths);
    if args.landmarks.is_some() && inputs.len() != 1 {
        return Err(format!("--landmarks are those of one image, but {} were given", inputs.len()));
    }
    if let Some(folder) = &args.heatmap {
        std::fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    }
    // Landmarks do not need the locator, but less is measured without it.
    let assessor = args.engine.assessor(args.landmarks.is_some())?;
    let request = Request { crop: args.crop(), limits: args.limits()? };
    score_all(args, &assessor, &request, &inputs).map_err(|error| format!("cannot write the results: {error}"))
}

impl Args {
    fn crop(&self) -> Crop {
        match self.landmarks {
            _ if self.engine.aligned => Crop::Aligned,
            None => Crop::Detect,
            Some(landmarks) => Crop::Landmarks(landmarks),
        }
    }

    fn limits(&self) -> Result<Limits, Failure> {
        let Some(path) = &self.thresholds else { return Ok(self.preset.into()) };
        let json = std::fs::read_to_string(path).map_err(|error| unreadable(path, error))?;
        Limits::from(self.preset).with_json(&json).map_err(|error| error.to_string())
    }
}

fn score_all(args: &Args, assessor: &Assessor, request: &Request, inputs: &[Input]) -> io::Result<ExitCode> {
    let bar = progress_bar(inputs.len());
    let mut printer = Printer::new(args.format)?;
    let (mut failed, mut unwritten) = (0, 0);
    for input in inputs {
        bar.set_message(input.relative.display().to_string());
        let result = score_one(assessor, request, input);
        failed += usize::from(result.is_err());
        bar.suspend(|| printer.print(&input.path, result.as_ref().map(|(assessment, _)| assessment)))?;
        if let (Ok((assessment, photo)), Some(folder)) = (&result, &args.heatmap)
            && let Err(error) = heatmap::write(photo, assessment, folder, &input.relative)
        {
            unwritten += 1;
            bar.suspend(|| eprintln!("attn-fiqa: {error}"));
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if inputs.is_empty() {
        eprintln!("attn-fiqa: no images found (JPEG, PNG, WebP, GIF, BMP)");
    } else if failed > 0 {
        eprintln!("attn-fiqa: {failed} of {} images could not be scored", inputs.len());
    }
    Ok(ExitCode::from(u8::from(failed + unwritten > 0)))
}

fn score_one(assessor: &Assessor, request: &Request, input: &Input) -> Result<(Assessment, RgbImage), Error> {
    let start = Instant::now();
    let photo = decode(&input.read()?)?;
    let decode = start.elapsed().as_secs_f64() * 1000.0;
    let mut assessment = pollster::block_on(assessor.assess(&photo, request))?;
    assessment.timings.decode = decode;
    assessment.timings.total += decode;
    Ok((assessment, photo))
}
