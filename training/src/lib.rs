//! How the default model is made: faces are rendered, a network is trained on them.
//!
//! Native only, never published. Nothing here depends on photos of people: heads come from MakeHuman (CC0), everything
//! else is computed. So far: the renderer.

pub mod batches;
pub mod corpus;
pub mod degrade;
pub mod render;
