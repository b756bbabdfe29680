//! `corpus`: the aligned faces that a network is trained and measured on, rendered or cut from photos.

use std::path::{Path, PathBuf};
use std::time::Instant;

use attn_fiqa::face::FaceLocator;
use attn_fiqa_training::augment::Variants;
use attn_fiqa_training::corpus::{Album, Corpus, Face, Origin, Recipe, done, sheet, write, write_people};
use attn_fiqa_training::files::{make_folder, read, write_picture};
use attn_fiqa_training::render::Head;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

#[derive(Args)]
pub struct Arguments {
    /// Render people: folder with MakeHuman's base.obj and targets/
    #[arg(long, required_unless_present = "photos")]
    head: Option<PathBuf>,
    /// Take photos of people: a folder, file names up to the first `-` say who is who
    #[arg(long, requires = "licence", conflicts_with_all = ["head", "identities", "pictures", "looks", "seed"])]
    photos: Option<PathBuf>,
    /// Licence of the photos, as the files will state it
    #[arg(long, requires = "photos")]
    licence: Option<String>,
    /// Vary a corpus of photos: its folder (with --head, --versions, --seed)
    #[arg(long, conflicts_with_all = ["photos", "identities", "pictures", "looks"])]
    vary: Option<PathBuf>,
    /// Versions of each photo beside itself, each with a twin in other skin
    #[arg(long, default_value_t = 64, requires = "vary")]
    versions: u64,
    /// Render each picture a second time, in other skin
    #[arg(long)]
    twins: bool,
    /// The face locator, for the photos
    #[arg(long, default_value = "www/models/locator.safetensors")]
    locator: PathBuf,
    /// Folder for the files; those already there are kept
    #[arg(long)]
    out: PathBuf,
    #[arg(long, default_value_t = 3_000)]
    identities: u64,
    /// Pictures of each identity
    #[arg(long, default_value_t = 24)]
    pictures: u64,
    /// Days they were taken on: hair, beard, make-up, glasses and clothes differ
    #[arg(long, default_value_t = 3)]
    looks: u64,
    /// Corpora of different seeds share no identity
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Most of the contact sheet, which shows the first file: pictures a row, rows.
const SHEET: [usize; 2] = [24, 16];

pub fn run(arguments: &Arguments) -> Result<(), String> {
    let out = &arguments.out;
    match (&arguments.photos, &arguments.head) {
        (None, Some(head)) if let Some(photos) = &arguments.vary => vary(arguments, photos, head)?,
        (Some(folder), _) => cut(folder, arguments.licence.as_deref().unwrap_or_default(), &arguments.locator, out)?,
        (None, Some(head)) => render(arguments, head)?,
        (None, None) => return Err("give --head or --photos".into()),
    }
    let corpus = Corpus::first_files(out, 1)?;
    let shown: Vec<_> = (0..corpus.rows.len().min(SHEET[0] * SHEET[1])).map(|index| corpus.image(index)).collect();
    write_picture(&out.join("sheet.png"), &sheet(&shown, SHEET[0]))
}

fn render(arguments: &Arguments, head: &Path) -> Result<(), String> {
    let Arguments { identities, pictures, looks, seed, twins, .. } = *arguments;
    let recipe = Recipe { seed, identities, pictures, looks, twins };
    recipe.validate()?;
    let head = Head::load(head)?;
    make(&arguments.out, &recipe, recipe.shards(), |shard| recipe.render(&head, shard))
}

fn vary(arguments: &Arguments, photos: &Path, head: &Path) -> Result<(), String> {
    let photos = Corpus::read(photos)?;
    let variants = Variants { photos: &photos, versions: arguments.versions, seed: arguments.seed };
    let head = Head::load(head)?;
    make(&arguments.out, &variants, variants.shards(), |shard| variants.faces(&head, shard))
}

/// Makes the files that are not there yet.
fn make(out: &Path, origin: &impl Origin, shards: u64, faces: impl Fn(u64) -> Vec<Face>) -> Result<(), String> {
    make_folder(out)?;
    let progress = progress(shards);
    let (started, mut made) = (Instant::now(), 0);
    for shard in 0..shards {
        if !done(out, shard, origin)? {
            let faces = faces(shard);
            write(out, shard, origin, &faces)?;
            made += faces.len();
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    let seconds = started.elapsed().as_secs_f64();
    println!("{made} faces made in {seconds:.0} s, {:.0} a second", made as f64 / seconds);
    Ok(())
}

fn cut(folder: &Path, licence: &str, locator: &Path, out: &Path) -> Result<(), String> {
    let album = Album::open(folder, licence)?;
    let locator = FaceLocator::from_bytes(&read(locator)?).map_err(|error| error.to_string())?;
    make_folder(out)?;
    let progress = progress(album.shards());
    let (mut people, mut rest) = (vec![], 0);
    for shard in 0..album.shards() {
        done(out, shard, &album)?;
        let cut = album.cut(&locator, shard)?;
        cut.errors.iter().for_each(|error| progress.suspend(|| eprintln!("{error}")));
        rest += cut.errors.len();
        write(out, shard, &album, &cut.faces)?;
        people.extend(cut.entries);
        progress.inc(1);
    }
    progress.finish_and_clear();
    write_people(out, &people)?;
    println!("{} faces cut from {} photos; {rest} were left out", people.len(), album.len());
    Ok(())
}

fn progress(files: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} files, {eta} left").expect("a fixed template");
    ProgressBar::new(files).with_style(style)
}
