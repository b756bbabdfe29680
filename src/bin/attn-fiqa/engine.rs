//! Model, locator and device: the options that every scoring verb has.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use attn_fiqa::{Assessor, Choice, FaceLocator};
use rayon::ThreadPool;

use crate::batch;
use crate::failure::{Failure, unreadable};

/// The embedded default model; its card is www/models/README.md.
const DEFAULT_MODEL: &[u8] = include_bytes!("../../../www/models/default.safetensors");

/// The embedded face locator, where it had been made when this was built.
#[cfg(locator)]
const LOCATOR: Option<&[u8]> = Some(include_bytes!("../../../www/models/locator.safetensors"));
#[cfg(not(locator))]
const LOCATOR: Option<&[u8]> = None;

#[derive(clap::Args)]
pub struct EngineArgs {
    /// Model file (.safetensors); the embedded one if none is given.
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Face locator (.safetensors); the one beside the model, or the embedded one, if none is given.
    #[arg(long, value_name = "FILE")]
    locator: Option<PathBuf>,
    /// What to run on: auto takes a hardware GPU where it computes right numbers and is faster for the model, else the CPU.
    #[arg(long, value_enum, default_value_t)]
    device: Choice,
    /// The images are aligned face crops already.
    #[arg(long)]
    pub aligned: bool,
    /// Photos to work on at once; as many as there are cores if none is given. Each needs memory for its pixels.
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

impl EngineArgs {
    /// Loads what was asked for. `spares_locator`: a missing locator is a failure only if it was named.
    pub fn assessor(&self, spares_locator: bool) -> Result<Assessor, Failure> {
        let model = read_model(self.model.as_deref())?;
        let assessor = pollster::block_on(Assessor::load(&model, self.device))?;
        if self.aligned {
            return Ok(assessor);
        }
        match self.read_locator() {
            Ok(locator) => Ok(assessor.with_locator(locator)),
            Err(_) if spares_locator && self.locator.is_none() => Ok(assessor),
            Err(failure) => Err(failure),
        }
    }

    /// The threads that work on photos.
    pub fn pool(&self) -> Result<ThreadPool, Failure> {
        batch::pool(self.threads.map(NonZeroUsize::get))
    }

    /// The files that are read.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.model.as_deref().into_iter().chain(self.locator.as_deref())
    }

    /// The file named, or one beside the model named, or the embedded one.
    fn read_locator(&self) -> Result<FaceLocator, Failure> {
        let beside = self.model.as_ref().map(|model| model.with_file_name("locator.safetensors"));
        let beside = beside.filter(|path| path.exists());
        let bytes = match (self.locator.as_deref().or(beside.as_deref()), LOCATOR) {
            (Some(path), _) => std::fs::read(path).map_err(|error| unreadable(path, error))?,
            (None, Some(embedded)) => embedded.to_vec(),
            (None, None) => return Err(NO_LOCATOR.into()),
        };
        FaceLocator::from_bytes(&bytes).map_err(|error| format!("the locator: {error}").into())
    }
}

const NO_LOCATOR: &str = "this build has no face locator: run `npm run locator` and build again, name its file with \
    --locator, or give --aligned or --landmarks";

/// The bytes of a model file, the embedded one by default.
pub fn read_model(path: Option<&Path>) -> Result<Vec<u8>, Failure> {
    match path {
        None => Ok(DEFAULT_MODEL.to_vec()),
        Some(path) => std::fs::read(path).map_err(|error| unreadable(path, error)),
    }
}
