//! What real capture does to an aligned face, each kind with a severity from 0 (nothing) to 1 (hardly a face left), and
//! changes of tone, which are not degradations at all.

mod degree;
mod filter;
mod kind;
mod occlude;
mod plane;
mod severities;
mod tone;

pub use degree::{DEGREES, Degree};
pub use filter::{about_the_centre, moved};
pub use kind::{KINDS, Kind, apply};
pub use occlude::occlude;
pub use severities::Severities;
pub use tone::Tone;
