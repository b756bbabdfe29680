//! What a face does: MakeHuman's expression targets behind a few plain numbers.

use glam::Vec3;
use serde::Serialize;

use super::head::{Head, add};
use super::rng::Rng;

/// An expression; the default is neutral.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Expression {
    /// 0 shut to 1 wide open.
    pub mouth_open: f32,
    /// Image-left and image-right eye: 0 shut, 1 open as at rest.
    pub eyes_open: [f32; 2],
    /// 0 to 1; from [`TEETH`] on it shows teeth.
    pub smile: f32,
    /// −1 lowered to 1 raised.
    pub brows: f32,
    /// −1 pouting to 1 pressed.
    pub lips: f32,
}

/// The smile from which on lips part.
const TEETH: f32 = 0.4;
/// Share of MakeHuman's widest opening that an open eye has: its neutral face looks drowsy.
const AWAKE: f32 = 0.25;

impl Default for Expression {
    fn default() -> Self {
        Self { mouth_open: 0.0, eyes_open: [1.0; 2], smile: 0.0, brows: 0.0, lips: 0.0 }
    }
}

impl Expression {
    /// Everyday expressions: neutral and smiling most, talking and blinking at times.
    pub fn random(rng: &mut Rng) -> Self {
        let mut expression = Self::default();
        match rng.weighted(&[0.35, 0.4, 0.25]) {
            0 => expression.lips = 0.3 * rng.normal(),
            1 => expression.smile = rng.range(0.2, 1.0),
            _ => expression.mouth_open = rng.range(0.05, 0.7),
        }
        expression.brows = (0.12 + 0.25 * rng.normal()).clamp(-0.6, 0.8);
        let squint = if rng.chance(0.04) { rng.range(0.0, 0.3) } else { rng.range(0.8, 1.0) };
        expression.eyes_open = [squint; 2];
        expression
    }

    /// What an enrolment asks for: mouth shut, eyes open, at most a slight smile.
    pub fn calm(rng: &mut Rng) -> Self {
        Self {
            lips: 0.15 * rng.normal(),
            smile: (0.2 * rng.normal()).max(0.0),
            brows: 0.1 + 0.1 * rng.normal(),
            eyes_open: [rng.range(0.9, 1.0); 2],
            ..Self::default()
        }
    }

    /// Moves a head's vertices.
    pub fn apply(&self, head: &Head, shape: &mut [Vec3]) {
        let mut unit = |name: &str, weight: f32| {
            let target = head.targets.get(&format!("expression/units/caucasian/{name}"));
            if let Some(target) = target.filter(|_| weight > 0.0) {
                add(shape, target, weight);
            }
        };
        unit("mouth-open", self.mouth_open);
        unit("mouth-corner-puller", self.smile * 0.8);
        unit("mouth-upward-retraction", (self.smile - TEETH).max(0.0) * 1.7);
        unit("mouth-compression", self.lips);
        unit("mouth-pursing", -self.lips * 0.7);
        for (side, open) in [("right", self.eyes_open[0]), ("left", self.eyes_open[1])] {
            unit(&format!("eye-{side}-closure"), 1.0 - open);
            unit(&format!("eye-{side}-opened-up"), AWAKE * open);
            unit(&format!("eye-{side}-slit"), self.smile * 0.25);
            unit(&format!("eyebrows-{side}-up"), self.brows);
            unit(&format!("eyebrows-{side}-down"), -self.brows);
        }
    }
}
