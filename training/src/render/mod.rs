//! Renders faces that never existed, with the truth about them.
//!
//! ```text
//! base.obj, targets/ ─▶ Head ─┐
//! seeds ─▶ Identity ▸ Look ───┴▶ Person (shape, skin texture, strands of hair, glasses)
//!                                  │
//! Scene (pose, expression, light) ─┴▶ Geometry ─▶ samples ─▶ shade ─▶ picture ─▶ degrade ─▶ image + Truth
//! ```

mod background;
mod camera;
mod degrade;
mod depth;
mod expression;
mod geometry;
mod glasses;
mod hair;
mod hairline;
mod head;
mod identity;
mod landmarks;
mod light;
mod look;
mod mesh;
mod occlusion;
mod paint;
mod palette;
mod person;
mod picture;
mod plan;
mod raster;
mod rng;
mod scene;
mod shade;
mod skin;
mod skull;
mod style;
mod truth;

pub use background::Background;
pub use camera::Pose;
pub use degrade::{Degradation, add_noise, encode_jpeg, through_jpeg};
pub use expression::Expression;
pub use head::Head;
pub use identity::Identity;
pub use light::Light;
pub use palette::thing;
pub use person::{Detail, Person};
pub use plan::Plan;
pub use rng::{Rng, noise};
pub use scene::{Rendering, Scene};
pub use truth::Truth;
