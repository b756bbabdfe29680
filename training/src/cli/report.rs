//! `report`: everything that docs/model.md says about a model, measured.

use std::path::{Path, PathBuf};

use attn_fiqa_training::corpus::Corpus;
use attn_fiqa_training::files::{make_folder, write};
use attn_fiqa_training::network::{IResNet, Recognizer, Scorer};
use attn_fiqa_training::render::Head;
use attn_fiqa_training::report::{Inputs, Photos, faces_of, pictures_of, write_report};
use clap::Args;

#[derive(Args)]
pub struct Arguments {
    /// Folder with MakeHuman's base.obj and targets/
    #[arg(long)]
    head: PathBuf,
    /// Folder of a corpus of identities that were not trained on
    #[arg(long)]
    corpus: PathBuf,
    /// The corpus's seed
    #[arg(long, default_value_t = 2)]
    seed: u64,
    /// Checkpoint of the convolutional recogniser, by which quality is judged
    #[arg(long)]
    iresnet: PathBuf,
    /// Checkpoint of the model's own recognition phase
    #[arg(long)]
    vit: PathBuf,
    /// Its attention heads
    #[arg(long, default_value_t = 4)]
    heads: usize,
    /// The model file to be measured
    #[arg(long)]
    model: PathBuf,
    /// The model file of the recognition phase alone, to compare with
    #[arg(long)]
    recognition_only: PathBuf,
    /// The model file that this one replaces, to compare with
    #[arg(long)]
    previous: Option<PathBuf>,
    /// Faces of each series of degradations
    #[arg(long, default_value_t = 120)]
    faces: usize,
    /// Folder of photos of people, to be degraded
    #[arg(long)]
    photos: Option<PathBuf>,
    /// Folder of photos without people, to be cut
    #[arg(long, requires = "photos")]
    others: Option<PathBuf>,
    /// The face locator, for the photos
    #[arg(long, default_value = "www/models/locator.safetensors")]
    locator: PathBuf,
    /// The text; curves come into a folder of its name
    #[arg(long, default_value = "docs/model.md")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<(), String> {
    let photos = arguments.photos.as_ref().map(|folder| photos(arguments, folder)).transpose()?;
    let inputs = Inputs {
        head: Head::load(&arguments.head)?,
        corpus: Corpus::read(&arguments.corpus)?,
        seed: arguments.seed,
        iresnet: IResNet::open(&arguments.iresnet)?,
        vit: Recognizer::open(&arguments.vit, arguments.heads)?,
        model: Scorer::open(&arguments.model)?,
        recognition_only: Scorer::open(&arguments.recognition_only)?,
        previous: arguments.previous.as_deref().map(Scorer::open).transpose()?,
        faces: arguments.faces,
        photos,
    };
    let curves = arguments.out.with_extension("");
    make_folder(&curves)?;
    let report = write_report(&inputs)?;
    for (name, text) in &report.curves {
        write(&curves.join(name), text)?;
    }
    write(&arguments.out, &report.text)?;
    println!("{}", report.summary);
    Ok(())
}

fn photos(arguments: &Arguments, folder: &Path) -> Result<Photos, String> {
    let faces = faces_of(folder, &arguments.locator)?;
    let others = arguments.others.as_ref().map_or(Ok(vec![]), |folder| pictures_of(folder))?;
    Ok(Photos { faces, others: others.into_iter().map(|(_, picture)| picture).collect() })
}
