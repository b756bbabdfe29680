//! What a face does: a few plain numbers that choose among MakeHuman's expression targets.

use glam::Vec3;
use serde::Serialize;

use super::targets::{Targets, add};
use crate::render::rng::Rng;

/// An expression; the default is neutral.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Expression {
    /// 0 shut to 1 wide open.
    pub mouth_open: f32,
    /// Image-left and image-right eye: 0 shut, 1 open as at rest.
    pub eyes_open: [f32; 2],
    /// 0 to 1; from `TEETH` on it shows teeth.
    pub smile: f32,
    /// −1 lowered to 1 raised.
    pub brows: f32,
    /// −1 pouting to 1 pressed.
    pub lips: f32,
}

/// The smile from which on lips part.
const TEETH: f32 = 0.4;
/// How fast they part beyond it: a full smile shows the upper teeth whole.
const UPPER_LIP: f32 = 1.7;
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

    /// All that a face can do: talking, laughing, yawning, squinting, with the eyes or the mouth or both.
    pub fn any(rng: &mut Rng) -> Self {
        let (eyes, mouth) = [(true, false), (false, true), (true, true)][rng.index(3)];
        Self {
            mouth_open: if mouth { rng.unit() } else { 0.0 },
            eyes_open: [if eyes { rng.unit() } else { 1.0 }; 2],
            smile: if rng.chance(0.4) { rng.unit() } else { 0.0 },
            brows: (0.12 + 0.4 * rng.normal()).clamp(-0.8, 1.0),
            ..Self::default()
        }
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

    /// MakeHuman's targets and how much of each; nothing or less leaves one out. Factors by eye.
    fn units(&self) -> [(&'static str, f32); 15] {
        let [right, left] = self.eyes_open;
        [
            ("mouth-open", self.mouth_open),
            ("mouth-corner-puller", self.smile * 0.8),
            ("mouth-upward-retraction", (self.smile - TEETH) * UPPER_LIP),
            ("mouth-compression", self.lips),
            ("mouth-pursing", -self.lips * 0.7),
            ("eye-right-closure", 1.0 - right),
            ("eye-right-opened-up", AWAKE * right),
            ("eye-right-slit", self.smile * 0.25),
            ("eyebrows-right-up", self.brows),
            ("eyebrows-right-down", -self.brows),
            ("eye-left-closure", 1.0 - left),
            ("eye-left-opened-up", AWAKE * left),
            ("eye-left-slit", self.smile * 0.25),
            ("eyebrows-left-up", self.brows),
            ("eyebrows-left-down", -self.brows),
        ]
    }

    /// A target that expressions need and that is missing.
    pub fn missing(targets: &Targets) -> Option<String> {
        Self::default().units().map(|(name, _)| path(name)).into_iter().find(|path| !targets.contains_key(path))
    }

    /// Moves a head's vertices.
    pub fn apply(&self, targets: &Targets, shape: &mut [Vec3]) {
        for (name, weight) in self.units() {
            if weight > 0.0 {
                add(shape, &targets[&path(name)], weight);
            }
        }
    }
}

fn path(unit: &str) -> String {
    format!("expression/units/caucasian/{unit}")
}
