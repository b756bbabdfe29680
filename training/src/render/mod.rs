//! Renders faces that never existed, with the truth about them.
//!
//! ```text
//! person (who) ─▶ scene (in which pose, light, place) ─▶ draw (the picture and its Truth)
//! ```
//!
//! Each folder uses only those before it, and the files here: random numbers, curves, colours, triangles.

mod curves;
mod depth;
mod draw;
mod palette;
mod person;
mod raster;
mod rng;
mod scene;

pub use draw::{Rendering, Truth};
pub use palette::{skin_of_depth, thing};
pub use person::{Beard, Detail, Expression, Glasses, Head, Identity, Look, Person};
pub use rng::{Rng, noise};
pub use scene::{Background, Light, Plan, Pose, Recording, Scene, add_noise, encode_jpeg, through_jpeg};
