//! A model measured: on held-out rendered identities, whose degradations are known, and on photos where some are given.

mod baselines;
mod mix;
mod photos;
mod sections;
mod series;
mod statistics;
mod text;
mod verification;
mod write;

pub use mix::Mix;
pub use photos::{faces_of, pictures_of};
pub use write::{Inputs, Photos, Report, write_report};
