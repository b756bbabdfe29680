//! How the default model is made: faces are rendered, a network is trained on them.
//!
//! Native only, never published. Heads come from MakeHuman (CC0); photos of people, where a folder of them is given, fix the
//! scale and measure the result.
//!
//! ```text
//! render ─▶ corpus (augment) ─▶ batches (degrade) ─▶ pytorch/: recognition, quality ─▶ export ─▶ report
//! ```
//!
//! The training loop is in PyTorch, in `pytorch/`: README.md says why.

pub mod augment;
pub mod batches;
pub mod corpus;
pub mod degrade;
pub mod files;
pub mod network;
pub mod render;
pub mod report;
