//! Ranges, and the scenes that are drawn from them.

use std::array::from_fn;

use super::Scene;
use super::light::Light;
use super::pose::Pose;
use super::recording::Recording;
use crate::render::person::Expression;
use crate::render::rng::Rng;

/// The ranges from which scenes are drawn.
#[derive(Debug, Clone)]
pub struct Plan {
    pub width: u32,
    pub height: u32,
    /// Largest absolute values, in degrees.
    pub yaw: f32,
    pub pitch: f32,
    pub roll: f32,
    /// Smallest and largest [`Scene::eye_distance`]; uniform in its logarithm.
    pub eye_distance: [f32; 2],
}

impl Plan {
    /// The scene of a seed: a well-lit face of any person, wholly in the frame.
    pub fn scene(&self, seed: u64) -> Scene {
        let mut rng = Rng::new(seed, 9);
        let [least, most] = self.eye_distance.map(f32::ln);
        let eye_distance = rng.range(least, most).exp();
        let mut angle =
            |most: f32| if most > 60.0 { rng.range(-most, most) } else { (0.5 * rng.normal()).clamp(-1.0, 1.0) * most };
        let pose = Pose { yaw: angle(self.yaw), pitch: angle(self.pitch), roll: angle(self.roll) };
        Scene {
            width: self.width,
            height: self.height,
            position: self.position(&mut rng, eye_distance),
            eye_distance,
            distance: rng.range(4.5f32.ln(), 20f32.ln()).exp(),
            pose,
            expression: Expression::random(&mut rng),
            gaze: from_fn(|axis| rng.normal() * [7.0, 4.0][axis]),
            // 32 bits: JSON readers keep no more than 53.
            identity: rng.bits() >> 32,
            look: 0,
            seed,
            light: Light::gentle(&mut rng),
            exposure: 0.25 * rng.normal(),
            saturation: if rng.chance(0.06) { 0.0 } else { rng.range(0.75, 1.1) },
            // Lenses are never perfectly sharp.
            recording: Recording { noise: rng.range(0.0, 2.0), blur: rng.range(0.35, 0.6) },
        }
    }

    /// Brows to chin and ear to ear inside the frame.
    fn position(&self, rng: &mut Rng, eye_distance: f32) -> [f32; 2] {
        let mut along = |side: u32| {
            let (side, margin) = (side as f32, 1.5 * eye_distance);
            if side > 2.0 * margin { rng.range(margin, side - margin) } else { side / 2.0 }
        };
        [along(self.width), along(self.height)]
    }
}
