//! What is painted where on the skin. Lengths are decimetres of the base mesh; its eyes are at (±0.311, 7.285), its
//! mouth at y = 6.605 with corners at ±0.259, its brows near y = 7.47.

use glam::{Vec3, vec3};

use super::cylinder::Site;
use super::hairline::covered;
use super::identity::Identity;
use super::look::{Beard, Look};
use crate::render::curves::{band, gauss, step};
use crate::render::rng::{hash, noise};

/// The eye's opening and the mouth, from the base mesh.
const EYE: [f32; 2] = [0.315, 7.285];
const MOUTH_Y: f32 = 6.605;
const MOUTH_HALF_WIDTH: f32 = 0.262;

/// Paints a person.
pub struct Paint<'a> {
    identity: &'a Identity,
    look: &'a Look,
    seed: u32,
}

impl<'a> Paint<'a> {
    pub fn new(identity: &'a Identity, look: &'a Look) -> Self {
        Self { identity, look, seed: identity.seed as u32 }
    }

    /// Linear colour, hairiness, relief.
    pub fn at(&self, site: &Site) -> (Vec3, f32, f32) {
        let p = site.p;
        let mut colour = self.base(p);
        let mut bump = 0.10 * noise(p.x * 26.0 + p.z * 9.0, p.y * 26.0, self.seed ^ 1) + 0.04 * pores(p, self.seed);
        colour *= 1.0 - 0.55 * self.wrinkles(p, &mut bump) * vec3(0.75, 0.95, 1.0);
        self.spots(p, &mut colour);
        self.cheeks(p, &mut colour);
        self.eyes(p, &mut colour);
        let lips = self.lips(p, &mut colour, &mut bump);
        let brow = self.brow(p);
        colour = colour.lerp(self.identity.features.brows.colour, brow);
        let beard = self.beard(p) * (1.0 - lips);
        colour = colour.lerp(self.identity.hair * 0.8, beard);
        let scalp = covered(p, site.angle, &self.identity.features) * self.look.scalp();
        if scalp > 0.0 {
            let strand = 1.0 + 0.3 * noise(site.angle * 70.0, p.y * 3.0, self.seed ^ 2);
            colour = colour.lerp(self.look.hair_colour * strand * self.look.scalp_shade(), scalp);
        }
        let hair = scalp.max(beard).max(brow);
        if hair > 0.0 {
            bump += hair * (hash(cell(p.x, 0.012), cell(p.y, 0.02), self.seed ^ 3) - 0.5) * 0.5;
        }
        (colour.clamp(Vec3::splat(0.003), Vec3::ONE), hair, bump)
    }

    /// Skin with its mottling at three scales.
    fn base(&self, p: Vec3) -> Vec3 {
        let mottle = |scale: f32, salt| noise((p.x + 0.7 * p.z) * scale, p.y * scale, self.seed ^ salt);
        let tone = 1.0 + 0.05 * mottle(3.0, 4) + 0.04 * mottle(9.0, 5) + 0.05 * mottle(40.0, 6);
        let blood = 0.05 * mottle(5.0, 7);
        self.identity.skin * self.look.tan * tone * vec3(1.0 + 0.3 * blood, 1.0 - blood, 1.0 - 1.2 * blood)
    }

    fn wrinkles(&self, p: Vec3, bump: &mut f32) -> f32 {
        if p.x.abs() > 0.7 || !(6.5..8.0).contains(&p.y) {
            return 0.0;
        }
        let strength = self.identity.features.wrinkles;
        let (ax, waver) = (p.x.abs(), 0.02 * noise(p.x * 6.0, 0.0, self.seed ^ 8));
        let mut depth = 0.0;
        for row in 0..3 {
            depth += 0.5 * gauss(p.y - 7.66 - 0.085 * row as f32 - waver, 0.012) * step(0.55 - ax, 0.1);
        }
        let fold = gauss(ax - 0.2 - 0.28 * (6.93 - p.y), 0.022) * band(p.y, 6.58, 6.93, 0.05);
        depth += fold * 0.7;
        depth += 0.4 * gauss(p.y - 7.13 + 0.3 * (ax - 0.32).powi(2), 0.015) * band(ax, 0.16, 0.46, 0.05);
        depth += 0.3 * gauss((p.y - 7.28) * 14.0 % 1.0, 0.3) * band(ax, 0.53, 0.64, 0.04) * band(p.y, 7.15, 7.4, 0.05);
        *bump -= 0.7 * depth * strength + fold * 0.12;
        // A trace of the fold next to the mouth is visible at any age.
        depth * 0.6 * strength + fold * 0.06
    }

    fn spots(&self, p: Vec3, colour: &mut Vec3) {
        let features = &self.identity.features;
        if features.freckles > 0.0 {
            let near = gauss(p.x.abs() - 0.33, 0.32) * gauss(p.y - 7.0, 0.25);
            let spot = step(noise(p.x * 44.0, p.y * 44.0, self.seed ^ 9) - 0.35, 0.3);
            *colour *= 1.0 - 0.3 * features.freckles * near * spot * vec3(0.55, 0.85, 1.0);
        }
        if p.z > 0.3 {
            for mole in &features.moles {
                let inside = step(mole.z - (p - *mole).truncate().length(), 0.006);
                *colour *= 1.0 - 0.65 * inside * vec3(0.85, 1.0, 1.0);
            }
        }
    }

    fn cheeks(&self, p: Vec3, colour: &mut Vec3) {
        if !(6.3..7.7).contains(&p.y) {
            return;
        }
        let ax = p.x.abs();
        let cheek = gauss(ax - 0.45, 0.2) * gauss(p.y - 6.95, 0.2);
        let nose = gauss(p.x, 0.13) * gauss(p.y - 6.93, 0.13);
        let ear = step(ax - 0.78, 0.05) * band(p.y, 6.7, 7.6, 0.1);
        let red = self.identity.features.redness * (0.6 * cheek + 0.55 * nose + 0.4 * ear) + self.look.blush * cheek;
        *colour *= 1.0 - red.min(0.8) * vec3(0.0, 0.36, 0.34);
    }

    /// Sockets, lid margins, shadow on the lids.
    fn eyes(&self, p: Vec3, colour: &mut Vec3) {
        let (x, y) = (p.x.abs() - EYE[0], p.y - EYE[1]);
        if p.z < 0.6 || y.abs() > 0.4 {
            return;
        }
        let socket = gauss(x, 0.19) * gauss(y + 0.06, 0.13) * self.identity.features.dark_circles;
        *colour *= 1.0 - socket * vec3(0.5, 0.62, 0.5);
        let ring = ((x / 0.165).powi(2) + ((y - 0.005) / 0.072).powi(2)).sqrt();
        let margin = gauss(ring - 1.0, 0.16) * self.look.eyeliner * (0.45 + 0.55 * step(y, 0.04));
        *colour *= 1.0 - margin;
        let lid = gauss(x, 0.15) * gauss(y - 0.09, 0.05) * self.look.eye_shadow;
        *colour = colour.lerp(*colour * self.look.eye_shadow_colour, lid);
    }

    /// Lips and the line between them; returns where lips are.
    fn lips(&self, p: Vec3, colour: &mut Vec3, bump: &mut f32) -> f32 {
        let ax = p.x.abs() / MOUTH_HALF_WIDTH;
        if ax > 1.0 || p.z < 0.9 {
            return 0.0;
        }
        let features = &self.identity.features;
        let bow = 1.0 - ax * ax + 0.22 * (ax * 9.0).cos() * (-ax * 3.0).exp() - 0.2 * gauss(ax, 0.12);
        let (above, below) = (p.y - MOUTH_Y, MOUTH_Y - p.y);
        let upper = step(features.lips[0] * bow - above, 0.014);
        let lower = step(features.lips[1] * (1.0 - ax.powf(2.5)) - below, 0.018);
        let lips = if above > 0.0 { upper } else { lower };
        let grain = noise(p.x * 60.0, p.y * 8.0, self.seed ^ 10);
        *colour = colour.lerp(self.look.lip_colour * (1.0 + 0.12 * grain), lips * 0.92);
        *colour *= 1.0 - 0.55 * gauss(above, 0.009);
        *bump += lips * grain * 0.15;
        lips
    }

    fn brow(&self, p: Vec3) -> f32 {
        let brows = &self.identity.features.brows;
        let [start, end] = brows.extent;
        let t = (p.x.abs() - start) / (end - start);
        if p.z < 0.6 || !(-0.2..1.2).contains(&t) {
            return 0.0;
        }
        let arch = (t.clamp(0.0, 1.0) * 1.25 * std::f32::consts::PI * 0.8).sin() * brows.arch;
        let middle = brows.height + arch + brows.slope * (t - 0.5);
        let thickness = brows.thickness * (1.0 - 0.65 * t.max(0.0).powi(2));
        // Hairs lean outwards: noise along a slant.
        let lean = p.x.abs() - 0.5 * (p.y - middle);
        let hairs = noise(lean * 120.0, p.y * 16.0, self.seed ^ 11 ^ (u32::from(p.x > 0.0) << 8));
        let edge = step(thickness * (1.0 + 0.25 * hairs) - (p.y - middle).abs(), 0.024);
        edge * step(t + 0.02, 0.12) * step(1.0 - t, 0.14) * brows.density * (0.8 + 0.35 * hairs).clamp(0.0, 1.0)
    }

    fn beard(&self, p: Vec3) -> f32 {
        let Some(beard) = &self.look.beard else { return 0.0 };
        let ax = p.x.abs();
        let moustache = step(0.055 - (p.y - 6.755 + 0.14 * ax).abs(), 0.03) * step(0.28 - ax, 0.06);
        let ring = ((p.x / 0.36).powi(2) + ((p.y - 6.55) / 0.27).powi(2)).sqrt();
        let mouth = step(0.03 - (p.y - MOUTH_Y + 0.02).abs(), 0.04) * step(0.27 - ax, 0.03);
        let chin = step(1.1 - ring, 0.15) * step(6.72 - p.y, 0.06) * (1.0 - mouth);
        let jaw = step(6.64 + 0.9 * (ax - 0.25).clamp(0.0, 0.6) - p.y, 0.1) * step(p.y - 5.98, 0.12) * (1.0 - mouth);
        let shape = match beard {
            Beard::Stubble(_) | Beard::Full(_) => jaw.max(moustache),
            Beard::Goatee(_) => chin.max(moustache),
            Beard::Moustache(_) => moustache,
        };
        let grain = noise(p.x * 75.0, p.y * 45.0, self.seed ^ 12);
        let front = step(p.z - 0.25, 0.2);
        (shape * front * beard.density() * (0.85 + 0.4 * grain)).clamp(0.0, 1.0)
    }
}

fn pores(p: Vec3, seed: u32) -> f32 {
    noise((p.x + 0.5 * p.z) * 70.0, p.y * 70.0, seed ^ 13)
}

fn cell(value: f32, size: f32) -> i32 {
    (value / size).floor() as i32
}
