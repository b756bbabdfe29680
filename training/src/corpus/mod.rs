//! People as files: aligned 112×112 faces with the truth about each, some hundred faces a file.
//!
//! ```text
//! seed ─▶ portrait (scenes of one identity) ─▶ Scene::aligned ─▶ image + Row ─▶ shard (safetensors)
//! folder of photos ─▶ the library's locator and crop ────────────────┘
//! ```

mod photos;
mod portrait;
mod recipe;
mod row;
mod shard;
mod sheet;

pub use photos::{Album, Cut, Entry, read_people, write_people};
pub use portrait::{MOST_PITCH, MOST_YAW, NARROWEST, portrait, target};
pub use recipe::{DETAIL, Recipe, identity_seed};
pub use row::{FIELDS, Row};
pub use shard::{Corpus, Face, Origin, done, write};
pub use sheet::sheet;
