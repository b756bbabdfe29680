//! Checkpoint → the model file that is shipped: cut, stored small, and calibrated on photos of real people and a severe mix of
//! renders that were not trained on.

use std::path::PathBuf;

use attn_fiqa::calibration::{Reference, verdict_scores};
use attn_fiqa::checkpoint::{Architecture, Checkpoint, slot_values};
use attn_fiqa::crop::Color;
use attn_fiqa::model::{ModelInfo, Precision, model_file, restate, sha256_hex};
use attn_fiqa::quality::quality_score;
use attn_fiqa_training::corpus::Corpus;
use attn_fiqa_training::files::write;
use attn_fiqa_training::network::{Judge, Scorer};
use attn_fiqa_training::report::{CONDITIONS, Mix, People};
use clap::Args;
use image::RgbImage;

use super::report::FACE_API;

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
    /// Folder of a corpus of photos: percentiles, verdicts and usual map come from it, the heatmap's range from both
    #[arg(long)]
    photos: Option<PathBuf>,
    /// Names of the people in it to take, by commas; all, if none is given
    #[arg(long, value_delimiter = ',', requires = "photos")]
    only: Vec<String>,
    /// Folder of face-api's weights: the judge, whose failures give the verdict
    #[arg(long, default_value = FACE_API)]
    judge: PathBuf,
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

/// Photos of the natural mix that percentiles are taken from, at least: ten for each step between them.
const MIXED_PHOTOS: usize = 1_000;

pub fn run(arguments: &Arguments) -> Result<(), String> {
    let renders = Mix::severe(&Corpus::read(&arguments.corpus)?, arguments.seed).images();
    let people = arguments.photos.as_ref().map(|folder| People::read(folder, &arguments.only)).transpose()?;
    let photos = people.as_ref().map(|people| people.mixed(MIXED_PHOTOS, arguments.seed));
    let mut provenance = arguments.provenance.clone();
    if let Some(photos) = &photos {
        provenance += &format!("; calibrated on {} photos of a natural mix", photos.len());
    }
    provenance += &format!("; calibrated on {} held-out rendered faces", renders.len());
    let checkpoint = Checkpoint::open(&arguments.checkpoint).map_err(|error| error.to_string())?;
    let architecture = Architecture::infer(&checkpoint, Some(arguments.heads)).map_err(|error| error.to_string())?;
    let info = ModelInfo::new(architecture.config, Color::Rgb).named(&arguments.name, &arguments.licence, &provenance);
    let file = |dtype| -> Result<Vec<u8>, String> {
        let pieces = model_file(&info, dtype, |slot| slot_values(&checkpoint, slot));
        Ok(pieces.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?.concat())
    };
    let stored = file(arguments.dtype)?;
    let scorer = Scorer::from_bytes(&stored)?;
    let maps = scorer.maps(&renders)?;
    let exact = Scorer::from_bytes(&file(Precision::F32)?)?.scores(&renders)?;
    let error = maps.iter().zip(exact).map(|(map, exact)| (quality_score(map) - exact).abs()).fold(0.0, f64::max);
    let reference = match people.as_ref().zip(photos) {
        Some((people, photos)) => of_people(&scorer, people, &photos, maps, &Judge::open(&arguments.judge)?)?,
        // No reference map: which parts of a real face look unlike rendered ones says more about the renderer than the photo.
        None => Reference { reference_map: None, ..measure(&maps)? },
    };
    let bytes = restate(&stored, &reference.texts()).map_err(|error| error.to_string())?;
    write(&arguments.out, &bytes)?;
    print!("{reference}");
    println!("storage    changes a score by {error:.5} at most");
    println!("size       {} bytes", bytes.len());
    println!("sha256     {}", sha256_hex(&bytes));
    Ok(())
}

/// By photos of a natural mix; the heatmap's range covers the worst renders as well, and the verdict is what the judge makes of
/// the photos in all conditions that leave the face uncovered: what covers it is told by the checks, and a recogniser bears it
/// in one place and not in another.
fn of_people(
    scorer: &Scorer,
    people: &People,
    photos: &[RgbImage],
    mut maps: Vec<Vec<f32>>,
    judge: &Judge,
) -> Result<Reference, String> {
    let photo_maps = scorer.maps(photos)?;
    let reference = measure(&photo_maps)?;
    maps.extend(photo_maps);
    let scores = (0..CONDITIONS).map(|condition| scorer.scores(&people.images(condition)));
    let scores = scores.collect::<Result<Vec<_>, _>>()?;
    let judged = people.judged(judge)?;
    let attempts = judged.uncovered_attempts(&scores);
    let verdict_scores = verdict_scores(&attempts).inspect_err(|error| println!("verdict    none: {error}")).ok();
    Ok(Reference { verdict_scores, map_range: measure(&maps)?.map_range, ..reference })
}

fn measure(maps: &[Vec<f32>]) -> Result<Reference, String> {
    Reference::measure(maps).map_err(|error| error.to_string())
}
