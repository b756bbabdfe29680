//! A model measured: on held-out rendered identities, whose degradations are known, and on photos where some are given.

mod baselines;
mod groups;
mod mix;
mod people;
mod pictures;
mod scored;
mod sections;
mod series;
mod statistics;
mod text;
mod verification;
mod write;

pub use groups::Answers;
pub use mix::Mix;
pub use people::{CONDITIONS, Judged, People};
pub use pictures::pictures_of;
pub use write::{Inputs, Photos, Report, write_report};
