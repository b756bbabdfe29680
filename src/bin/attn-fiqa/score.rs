//! `attn-fiqa score`: one line an image, in input order.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use attn_fiqa::assess::Request;
use attn_fiqa::decode::decode;
use attn_fiqa::{Assessment, Assessor, Crop, Error, Landmarks, Limits, Preset};

use crate::engine::EngineArgs;
use crate::failure::{Failure, unreadable};
use crate::inputs::{self, Input};
use crate::print::{Format, Printer, tell};
use crate::progress::progress_bar;
use crate::text::shown;
use crate::{batch, heatmap};

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
    /// How to print: text for people, json or csv for programs, ofiq as OFIQ's table.
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
    let inputs = inputs::list(&args.paths)?;
    if args.landmarks.is_some() && inputs.len() != 1 {
        return Err(format!("--landmarks are those of one image, but {} were given", inputs.len()).into());
    }
    if let Some(folder) = &args.heatmap {
        std::fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", shown(folder)))?;
        refuse_replacing(folder, &inputs)?;
    }
    // Landmarks do not need the locator, but less is measured without it.
    let assessor = args.engine.assessor(args.landmarks.is_some())?;
    let request = Request { crop: args.crop(), limits: args.limits()? };
    score_all(args, &assessor, &request, &inputs)
}

/// A heatmap beside photos could have a photo's name.
fn refuse_replacing(folder: &Path, inputs: &[Input]) -> Result<(), Failure> {
    let read: HashSet<_> = inputs.iter().filter_map(|input| input.path.canonicalize().ok()).collect();
    let mut heatmaps = inputs.iter().map(|input| heatmap::path(folder, &input.relative));
    match heatmaps.find(|path| path.canonicalize().is_ok_and(|path| read.contains(&path))) {
        None => Ok(()),
        Some(path) => Err(format!("a heatmap would replace the photo {}: name another folder", shown(&path)).into()),
    }
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
        Ok(Limits::from(self.preset).with_json(&json)?)
    }
}

/// What came of one photo, and why its heatmap could not be written.
type Scored = (Result<Assessment, Error>, Result<(), Error>);

fn score_all(args: &Args, assessor: &Assessor, request: &Request, inputs: &[Input]) -> Result<ExitCode, Failure> {
    let bar = progress_bar(inputs.len());
    let mut printer = Printer::new(args.format)?;
    let (mut failed, mut unread, mut unwritten) = (0, 0, 0);
    let score = |input: &Input| score_one(args, assessor, request, input);
    batch::in_order(&args.engine.pool()?, inputs, score, |input, (result, written)| {
        bar.set_message(shown(&input.relative));
        failed += usize::from(result.is_err());
        unread += usize::from(input.unread.is_some());
        bar.suspend(|| printer.print(&input.path, result.as_ref()))?;
        if let Err(error) = written {
            unwritten += 1;
            bar.suspend(|| tell(&error.to_string()));
        }
        bar.inc(1);
        Ok(())
    })?;
    bar.finish_and_clear();
    if failed > 0 {
        let skipped = if unread > 0 { format!(", of them {unread} skipped") } else { String::new() };
        tell(&format!("{failed} of {} images could not be scored{skipped}", inputs.len()));
    }
    Ok(ExitCode::from(u8::from(failed + unwritten > 0)))
}

fn score_one(args: &Args, assessor: &Assessor, request: &Request, input: &Input) -> Scored {
    let start = Instant::now();
    let decoded = input.read().and_then(|bytes| decode(&bytes)).map(|photo| (photo, start.elapsed()));
    let assessed = decoded.and_then(|(photo, elapsed)| {
        let mut assessment = pollster::block_on(assessor.assess(&photo, request))?;
        let decode = elapsed.as_secs_f64() * 1000.0;
        assessment.timings.decode = decode;
        assessment.timings.total += decode;
        Ok((assessment, photo))
    });
    match (assessed, &args.heatmap) {
        (Ok((assessment, photo)), Some(folder)) => {
            let written = heatmap::write(&photo, &assessment, &heatmap::path(folder, &input.relative));
            (Ok(assessment), written)
        }
        (assessed, _) => (assessed.map(|(assessment, _)| assessment), Ok(())),
    }
}
