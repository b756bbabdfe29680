//! Every way an assessment can fail, once: a stable code for programs, a sentence for people.

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, and what to do about it.
///
/// Each variant has a stable [`code`](Error::code), the same string in Rust, on the command line and in
/// JavaScript (`FaceQualityError.code`). The JavaScript face adds the codes of what only it can meet:
/// `model-fetch`, `model-integrity`, `aborted`, `disposed` and `tainted`; it never meets `checkpoint-format`.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No landmarks were given and no face could be found.
    // 4 %: what docs/locator.md measures.
    #[error(
        "no face was found: show one face, upright, well lit, and at least 4 % as wide as the picture's longer side; or mark \
         its landmarks by hand"
    )]
    NoFace,
    /// No whole face was found, but a part of one at this edge: left, right, upper or lower. The code is that of
    /// [`Error::NoFace`].
    #[error(
        "no face was found, but a part of one at the {0} edge of the picture: keep all of it inside; or mark its landmarks \
         by hand"
    )]
    CutFace(&'static str),
    /// The bytes are of a known image format, but damaged or cut short.
    #[error("the image cannot be decoded ({0}): the file is damaged or incomplete, choose another")]
    Decode(String),
    /// The image has more pixels than this library accepts.
    #[error("the image is {width}×{height} pixels; at most {max_pixels} pixels are accepted: scale it down first")]
    TooLarge {
        /// Width in pixels, as the file's header states it.
        width: u32,
        /// Height in pixels, as the file's header states it.
        height: u32,
        /// The limit, in pixels.
        max_pixels: u64,
    },
    /// The input is not an image, or not one that this library can use.
    #[error("{0}")]
    UnsupportedInput(String),
    /// The model file is not one this library can use.
    #[error("not a usable model file: {0}")]
    ModelFormat(String),
    /// The checkpoint to convert is damaged, refused, or from another network.
    #[error("not a usable checkpoint: {0}")]
    CheckpointFormat(String),
    /// The device asked for is not available, or computes wrong numbers.
    #[error("{0}")]
    Backend(String),
    /// The GPU was lost during the computation: nothing it returned is a result.
    #[error("the GPU was lost ({0}): try again, or use the CPU")]
    DeviceLost(String),
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Error::NoFace | Error::CutFace(_) => "no-face",
            Error::Decode(_) => "decode",
            Error::TooLarge { .. } => "too-large",
            Error::UnsupportedInput(_) => "unsupported-input",
            Error::ModelFormat(_) => "model-format",
            Error::CheckpointFormat(_) => "checkpoint-format",
            Error::Backend(_) => "backend",
            Error::DeviceLost(_) => "device-lost",
        }
    }
}
