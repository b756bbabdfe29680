//! The verbs.

pub mod batches;
pub mod corpus;
pub mod export;
pub mod fixtures;
pub mod progress;
pub mod render;
pub mod report;
