//! `report`: everything that docs/model.md says about a model, measured.

use std::path::{Path, PathBuf};

use attn_fiqa_training::corpus::Corpus;
use attn_fiqa_training::files::{make_folder, write};
use attn_fiqa_training::network::{IResNet, Judge, Scorer};
use attn_fiqa_training::render::Head;
use attn_fiqa_training::report::{Answers, Inputs, People, Photos, pictures_of, write_report};
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
    /// Checkpoint of the convolutional recogniser that learned from renders
    #[arg(long)]
    iresnet: PathBuf,
    /// Folder of face-api's weights: the judge that learned from real people
    #[arg(long, default_value = FACE_API)]
    judge: PathBuf,
    /// The model file to be measured
    #[arg(long)]
    model: PathBuf,
    /// The model file of the recognition phase alone, to compare with
    #[arg(long)]
    recognition_only: PathBuf,
    /// A model file to compare with: the one that this one replaces, a trial; may be given several times
    #[arg(long)]
    previous: Vec<PathBuf>,
    /// Faces of each series of degradations
    #[arg(long, default_value_t = 120)]
    faces: usize,
    /// Folder of a corpus of photos
    #[arg(long)]
    photos: Option<PathBuf>,
    /// Names of the people in it who are measured, by commas; all of whom there are several photos, if none is given
    #[arg(long, value_delimiter = ',', requires = "photos")]
    only: Vec<String>,
    /// What these people said of themselves: CSV, the first column names the person, the others are groups or numbers
    #[arg(long, requires = "photos")]
    people: Option<PathBuf>,
    /// Folder of photos without people, to be cut
    #[arg(long, requires = "photos")]
    others: Option<PathBuf>,
    /// The text; curves come into a folder of its name
    #[arg(long, default_value = "docs/model.md")]
    out: PathBuf,
}

/// Where npm puts face-api's weights.
pub const FACE_API: &str = "node_modules/@vladmandic/face-api/model";

pub fn run(arguments: &Arguments) -> Result<(), String> {
    let photos = arguments.photos.as_ref().map(|folder| photos(arguments, folder)).transpose()?;
    let inputs = Inputs {
        head: Head::load(&arguments.head)?,
        corpus: Corpus::read(&arguments.corpus)?,
        seed: arguments.seed,
        iresnet: IResNet::open(&arguments.iresnet)?,
        judge: Judge::open(&arguments.judge)?,
        model: Scorer::open(&arguments.model)?,
        recognition_only: Scorer::open(&arguments.recognition_only)?,
        previous: arguments.previous.iter().map(|path| Scorer::open(path)).collect::<Result<_, _>>()?,
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
    let people = People::read(folder, &arguments.only)?;
    let answers = arguments.people.as_deref().map(Answers::read).transpose()?;
    let others = arguments.others.as_deref().map_or(Ok(vec![]), pictures_of)?;
    Ok(Photos { people, answers, others })
}
