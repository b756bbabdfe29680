//! Glasses: two bent rims, a bridge, two temples; dark lenses for sunglasses.

use std::f32::consts::TAU;

use glam::{Vec3, vec3};

use crate::render::palette;
use crate::render::rng::Rng;

/// One pair, in decimetres.
#[derive(Debug, Clone, Copy)]
pub struct Glasses {
    /// Half width and half height of a lens.
    pub half: [f32; 2],
    /// Exponent of the superellipse: 2 is round, 5 nearly rectangular.
    pub squareness: f32,
    pub thickness: f32,
    pub colour: Vec3,
    pub dark: bool,
}

/// Triangles of a pair on a head: those of the frame, then those of the lenses.
pub struct Fitted {
    pub points: Vec<Vec3>,
    pub frame: Vec<[u32; 3]>,
    pub lenses: Vec<[u32; 3]>,
}

/// Points around a rim.
const AROUND: u32 = 28;
/// Distance of the lenses from the eyelids.
const STAND_OFF: f32 = 0.19;
/// How much the front bends back towards the temples, per decimetre squared.
const BEND: f32 = 0.16;

impl Glasses {
    pub fn new(rng: &mut Rng) -> Self {
        Self {
            half: [rng.range(0.22, 0.28), rng.range(0.15, 0.23)],
            squareness: rng.range(1.9, 4.5),
            thickness: rng.range(0.009, 0.022),
            colour: palette::thing(rng) * 0.35,
            dark: rng.chance(0.15),
        }
    }

    /// Puts them before two eyes (image-left first), with the temples ending over the ears.
    pub fn fit(&self, eyes: [Vec3; 2]) -> Fitted {
        let mut fitted = Fitted { points: vec![], frame: vec![], lenses: vec![] };
        let front = eyes[0].z.max(eyes[1].z) + STAND_OFF;
        let surface = |x: f32, y: f32| vec3(x, y, front - BEND * x * x);
        for eye in eyes {
            let rim = |step: u32| {
                let (sin, cos) = (step as f32 / AROUND as f32 * TAU).sin_cos();
                let round = |value: f32| value.signum() * value.abs().powf(2.0 / self.squareness);
                surface(eye.x * 1.04 + round(cos) * self.half[0], eye.y - 0.03 + round(sin) * self.half[1])
            };
            let start = fitted.points.len() as u32;
            (0..AROUND).for_each(|step| fitted.bar(rim(step), rim(step + 1), self.thickness));
            if self.dark {
                fitted.lens(start);
            }
            let outer = eye.x * 1.04 + eye.x.signum() * self.half[0];
            let hinge = surface(outer, eye.y + 0.03);
            fitted.bar(hinge, vec3(eye.x.signum() * 0.8, eye.y + 0.06, 0.3), self.thickness);
        }
        let [left, right] = eyes.map(|eye| eye.x * 1.04 - eye.x.signum() * self.half[0]);
        let height = (eyes[0].y + eyes[1].y) / 2.0 + 0.03;
        fitted.bar(surface(left, height), surface(right, height), self.thickness);
        fitted
    }
}

impl Fitted {
    /// A square bar from point to point.
    fn bar(&mut self, from: Vec3, to: Vec3, half: f32) {
        let start = self.points.len() as u32;
        let side = (to - from).cross(Vec3::Z).normalize_or(Vec3::Y) * half;
        let offsets = [side + Vec3::Z * half, side - Vec3::Z * half, -side - Vec3::Z * half, -side + Vec3::Z * half];
        for end in [from, to] {
            self.points.extend(offsets.map(|offset| end + offset));
        }
        for edge in 0..4 {
            let next = (edge + 1) % 4;
            self.frame.push([start + edge, start + next, start + next + 4]);
            self.frame.push([start + edge, start + next + 4, start + edge + 4]);
        }
    }

    /// A fan over the rim that begins at a point.
    fn lens(&mut self, start: u32) {
        for step in 1..AROUND - 1 {
            self.lenses.push([start, start + step * 8, start + (step + 1) * 8]);
        }
    }
}
