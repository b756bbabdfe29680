//! The verbs.

pub mod batches;
pub mod corpus;
pub mod export;
pub mod fixtures;
pub mod render;
pub mod report;
