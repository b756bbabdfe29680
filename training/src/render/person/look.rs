//! How someone looks on one day: hair, beard, make-up, glasses, clothes. One identity has many looks.

use glam::{Vec3, vec3};

use super::glasses::Glasses;
use super::identity::Identity;
use super::style::Style;
use crate::render::palette;
use crate::render::rng::{Rng, noise};

/// One day's look.
#[derive(Debug, Clone)]
pub struct Look {
    pub seed: u64,
    /// Factor on the skin's colour.
    pub tan: Vec3,
    pub hair_colour: Vec3,
    pub style: Style,
    pub beard: Option<Beard>,
    pub lip_colour: Vec3,
    pub blush: f32,
    pub eyeliner: f32,
    pub eye_shadow: f32,
    pub eye_shadow_colour: Vec3,
    pub glasses: Option<Glasses>,
    pub clothes: Clothes,
}

/// Facial hair with its density.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Beard {
    Stubble(f32),
    Full(f32),
    Goatee(f32),
    Moustache(f32),
}

impl Beard {
    /// From stubble to a full beard.
    pub fn random(rng: &mut Rng) -> Self {
        match rng.weighted(&[0.45, 0.25, 0.2, 0.1]) {
            0 => Self::Stubble(rng.range(0.12, 0.4)),
            1 => Self::Full(rng.range(0.7, 0.95)),
            2 => Self::Goatee(rng.range(0.5, 0.9)),
            _ => Self::Moustache(rng.range(0.5, 0.9)),
        }
    }

    /// 0 to 1.
    pub fn density(&self) -> f32 {
        let (Self::Stubble(density) | Self::Full(density) | Self::Goatee(density) | Self::Moustache(density)) = self;
        *density
    }
}

/// Height of the seam between shirt and trousers.
const WAIST: f32 = 0.4;

/// Width of a stripe's edge, in decimetres.
const STRIPE_EDGE: f32 = 0.03;

/// What covers the body.
#[derive(Debug, Clone, Copy)]
pub struct Clothes {
    pub colours: [Vec3; 2],
    pub trousers: Vec3,
    /// Height of the neckline over the collarbones, in decimetres.
    pub neckline: f32,
    /// Depth of a V at the front.
    pub v: f32,
    /// Width of stripes; 0 for plain cloth.
    pub stripes: f32,
}

impl Clothes {
    fn new(rng: &mut Rng) -> Self {
        Self {
            colours: [palette::cloth(rng), palette::cloth(rng)],
            trousers: palette::cloth(rng) * 0.4,
            neckline: rng.range(-0.12, 0.1) + if rng.chance(0.1) { 0.35 } else { 0.0 },
            v: if rng.chance(0.35) { rng.range(0.2, 0.6) } else { 0.0 },
            stripes: if rng.chance(0.25) { rng.range(0.1, 0.4) } else { 0.0 },
        }
    }

    /// How far a point of the resting base mesh is below the neckline; negative: bare skin.
    pub fn depth(&self, rest: Vec3) -> f32 {
        let front = ((rest.z - 0.2) * 3.0).clamp(0.0, 1.0);
        let v = self.v * front * (1.0 - rest.x.abs() * 1.6).max(0.0);
        5.74 + self.neckline - 0.22 * (rest.z + 0.2) - v - rest.y + ((rest.x.abs() - 0.75) * 0.8).max(0.0)
    }

    /// The cloth's colour at a point of the resting base mesh.
    pub fn colour(&self, rest: Vec3) -> Vec3 {
        let fold = noise(rest.x * 3.0 + rest.y, rest.y * 1.5, 77);
        // A seam along the neckline.
        let seam = if self.depth(rest) < 0.05 { 0.8 } else { 1.0 };
        let colour =
            if rest.y < WAIST { self.trousers } else { self.colours[0].lerp(self.colours[1], self.stripe(rest.y)) };
        colour * (1.0 + 0.16 * fold) * seam
    }

    /// How much of the second colour there is at a height; edges are about as wide as a pixel of a small face.
    fn stripe(&self, y: f32) -> f32 {
        if self.stripes == 0.0 {
            return 0.0;
        }
        let from_edge = ((y / (2.0 * self.stripes)).rem_euclid(1.0) - 0.5).abs() - 0.25;
        (from_edge * 2.0 * self.stripes / STRIPE_EDGE + 0.5).clamp(0.0, 1.0)
    }
}

impl Look {
    /// A look of a person for a seed.
    pub fn new(identity: &Identity, seed: u64) -> Self {
        let mut rng = Rng::new(identity.seed ^ seed.rotate_left(32), 3);
        let male = identity.masculine > 0.5;
        let make_up = !male && rng.chance(0.5);
        let amount = |rng: &mut Rng, low, high| if make_up { rng.range(low, high) } else { 0.0 };
        let painted = vec3(rng.range(0.3, 0.6), rng.range(0.03, 0.14), rng.range(0.04, 0.16));
        Self {
            seed,
            tan: rng.tint(0.015) * (0.06 * rng.normal()).exp(),
            hair_colour: identity.hair * rng.tint(0.06),
            style: Style::new(&mut rng, identity),
            beard: if male && rng.chance(0.45) { Some(Beard::random(&mut rng)) } else { None },
            lip_colour: identity.features.lip_colour.lerp(painted * 0.9, amount(&mut rng, 0.2, 0.8)),
            blush: amount(&mut rng, 0.0, 0.35),
            eyeliner: amount(&mut rng, 0.1, 0.45) + 0.18,
            eye_shadow: amount(&mut rng, 0.0, 0.6),
            eye_shadow_colour: vec3(rng.range(0.3, 0.8), rng.range(0.2, 0.6), rng.range(0.3, 0.7)),
            glasses: if rng.chance(0.2) { Some(Glasses::new(&mut rng)) } else { None },
            clothes: Clothes::new(&mut rng),
        }
    }

    /// How dark the painted scalp is: the strands above it keep light away.
    pub fn scalp_shade(&self) -> f32 {
        if self.style.length == 0.0 { 0.75 } else { 0.35 }
    }

    /// How dense the painted scalp is under the strands.
    pub fn scalp(&self) -> f32 {
        if self.style.length == 0.0 { 0.8 } else { 0.97 }
    }
}
