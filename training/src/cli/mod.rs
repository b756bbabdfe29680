//! The verbs.

pub mod fixtures;
pub mod render;
