//! The scenes of one identity: what a person's photos differ in.

use attn_fiqa::crop::CROP_SIZE;
use attn_fiqa::face::TEMPLATE;

use crate::render::{Expression, Light, Pose, Recording, Rng, Scene};

/// Every so many pictures are of the kind that an enrolment asks for: frontal, evenly lit, a calm face.
const CALM_EVERY: u64 = 4;
/// Largest angles, in degrees; beyond, the five landmarks no longer say where the face is.
pub const MOST_YAW: f32 = 65.0;
pub const MOST_PITCH: f32 = 32.0;
/// Of the everyday pictures: share that may look anywhere to the sides, and up or down; the others look at the camera more
/// or less. Enough of each that a network sees the largest angles.
const LOOKING_AWAY: f32 = 0.25;
const NODDING: f32 = 0.15;
/// Of the everyday pictures: share with any expression up to a yawn.
const EXPRESSIVE: f32 = 0.15;
/// How far the eyes of people are open at rest: from here to as wide as the renderer's.
pub const NARROWEST: f32 = 0.7;
/// Distances of the camera, in decimetres: an arm's length to across a room.
const DISTANCE: [f32; 2] = [3.4, 22.0];

/// The scene of one picture of an identity, before it is aligned.
pub fn portrait(identity: u64, look: u64, index: u64) -> Scene {
    let mut rng = Rng::new(identity << 16 | index, 20);
    let calm = is_calm(index);
    let (pose, light, expression) = if calm {
        let pose = Pose { yaw: 3.5 * rng.normal(), pitch: 3.0 * rng.normal(), roll: 2.0 * rng.normal() };
        (pose, Light::gentle(&mut rng), Expression::calm(&mut rng))
    } else {
        (pose(&mut rng), Light::random(&mut rng), expression(&mut rng))
    };
    let rest = Rng::new(identity, 22).range(NARROWEST, 1.0);
    let expression = Expression { eyes_open: expression.eyes_open.map(|open| open * rest), ..expression };
    let [near, far] = DISTANCE.map(f32::ln);
    Scene {
        width: CROP_SIZE as u32,
        height: CROP_SIZE as u32,
        position: [56.0, 72.0],
        eye_distance: 35.0,
        distance: rng.range(if calm { 6f32.ln() } else { near }, far).exp(),
        pose,
        expression,
        gaze: if calm { [0.0; 2] } else { [9.0 * rng.normal(), 5.0 * rng.normal()] },
        identity,
        look,
        seed: rng.bits() >> 32,
        light,
        exposure: if calm { 0.12 } else { 0.3 } * rng.normal(),
        saturation: if rng.chance(0.05) { 0.0 } else { rng.range(0.7, 1.15) },
        recording: Recording { noise: rng.range(0.0, 1.5), blur: rng.range(0.3, 0.55) },
    }
}

/// Whether a picture of an identity is one that an enrolment asks for.
pub fn is_calm(index: u64) -> bool {
    index.is_multiple_of(CALM_EVERY)
}

fn pose(rng: &mut Rng) -> Pose {
    let yaw = if rng.chance(LOOKING_AWAY) { rng.range(-MOST_YAW, MOST_YAW) } else { 16.0 * rng.normal() };
    let pitch = if rng.chance(NODDING) { rng.range(-MOST_PITCH, MOST_PITCH) } else { 10.0 * rng.normal() };
    Pose { yaw, pitch: pitch.clamp(-MOST_PITCH, MOST_PITCH), roll: 5.0 * rng.normal() }
}

fn expression(rng: &mut Rng) -> Expression {
    if rng.chance(EXPRESSIVE) { Expression::any(rng) } else { Expression::random(rng) }
}

/// Where the landmarks shall fall: the template, shifted, turned and scaled as a locator's errors do.
pub fn target(identity: u64, index: u64) -> [[f64; 2]; 5] {
    let mut rng = Rng::new(identity << 16 | index, 21);
    let (sin, cos) = (0.025 * rng.normal()).sin_cos();
    let scale = (0.03 * rng.normal()).exp();
    let shift = [1.1 * rng.normal(), 1.1 * rng.normal()];
    TEMPLATE.0.map(|[x, y]| {
        let (x, y) = ((x as f32 - 56.0) * scale, (y as f32 - 72.0) * scale);
        [f64::from(56.0 + x * cos - y * sin + shift[0]), f64::from(72.0 + x * sin + y * cos + shift[1])]
    })
}
