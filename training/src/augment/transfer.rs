//! What the renderer changes about a face of its own, laid over the face of a photo: the ratio of two pictures of one rendered
//! person. Light and shadow, glasses, beards and wrinkles fall on the photo as they fell there.

use attn_fiqa::crop::CROP_SIZE;
use attn_fiqa::face::TEMPLATE;
use glam::{Vec2, Vec3, vec2};

use super::linear::{Linear, place};
use crate::corpus::DETAIL;
use crate::render::{Beard, Expression, Glasses, Head, Identity, Light, Look, Person, Pose, Recording, Rng, Scene};

/// Shares of the rendered people that get other light, glasses, a beard (of men), wrinkles.
const OTHER_LIGHT: f32 = 0.7;
const GLASSES: f32 = 0.4;
const BEARD: f32 = 0.4;
const WRINKLED: f32 = 0.5;
/// Least and largest factor on a pixel; and light that is added to both pictures, so that black gives no extreme factor.
const FACTOR: [f32; 2] = [0.03, 6.0];
const LIFT: f32 = 0.006;
/// Share of the glasses whose lenses reflect something, and how bright it is at most.
const REFLECTING: f32 = 0.6;
const BRIGHTEST: f32 = 0.7;
/// Half the width of a lens, in pixels of the crop.
const LENS: f32 = 14.0;
/// Even light from the front, as the photo is thought to have.
const STUDIO: Light =
    Light { azimuth: 0.0, elevation: 20.0, key: 0.3, ambient: 0.9, above: 0.2, right: 0.0, shadow: 0.3, warmth: 0.0 };

/// Factors on each pixel, and light that lenses add.
pub struct Transfer {
    factors: Vec<Vec3>,
    reflections: Vec<Reflection>,
}

impl Transfer {
    /// Of a person drawn by chance.
    pub fn new(head: &Head, rng: &mut Rng) -> Self {
        let mut identity = Identity::new(head, rng.bits() >> 32);
        // Hair over the forehead would fall on the photo as a white or black lock.
        identity.features.bald = true;
        let look = Look { glasses: None, beard: None, ..Look::new(&identity, 0) };
        let mut changed = (identity.clone(), look.clone());
        if rng.chance(GLASSES) {
            changed.1.glasses = Some(Glasses::new(rng));
        }
        if identity.masculine > 0.5 && rng.chance(BEARD) {
            changed.1.beard = Some(Beard::random(rng));
        }
        if rng.chance(WRINKLED) {
            changed.0.features.wrinkles = rng.range(0.4, 1.0);
        }
        let glasses = changed.1.glasses.filter(|glasses| !glasses.dark);
        let light = if rng.chance(OTHER_LIGHT) { Light::random(rng) } else { STUDIO };
        let seed = rng.bits() >> 32;
        let before = drawn(head, (identity, look), STUDIO, seed);
        let after = drawn(head, changed, light, seed);
        let factor = |(before, after): (&Vec3, &Vec3)| {
            ((*after + LIFT) / (*before + LIFT)).clamp(Vec3::splat(FACTOR[0]), Vec3::splat(FACTOR[1]))
        };
        let factors = before.0.iter().zip(&after.0).map(factor).collect();
        let reflecting = glasses.is_some() && rng.chance(REFLECTING);
        let reflections = if reflecting { Reflection::of_lenses(rng) } else { vec![] };
        Self { factors, reflections }
    }

    pub fn apply(&self, picture: &mut Linear) {
        picture.change(|index, pixel| {
            let added: f32 = self.reflections.iter().map(|reflection| reflection.at(place(index))).sum();
            pixel * self.factors[index] + added
        });
    }
}

/// A calm frontal picture, aligned as crops are.
fn drawn(head: &Head, (identity, look): (Identity, Look), light: Light, seed: u64) -> Linear {
    let person = Person::of(head, identity, look, DETAIL);
    let scene = Scene {
        width: CROP_SIZE as u32,
        height: CROP_SIZE as u32,
        position: [56.0, 72.0],
        eye_distance: 35.0,
        distance: 12.0,
        pose: Pose::default(),
        expression: Expression::default(),
        gaze: [0.0; 2],
        identity: 0,
        look: 0,
        seed,
        light,
        exposure: 0.0,
        saturation: 1.0,
        recording: Recording { noise: 0.0, blur: 0.6 },
    };
    Linear::from(&scene.aligned(head, &person, &TEMPLATE.0).render_person(head, &person).image)
}

/// A window or a lamp in a lens.
struct Reflection {
    middle: Vec2,
    half: Vec2,
    along: Vec2,
    strength: f32,
}

impl Reflection {
    /// The same in both lenses, a little moved.
    fn of_lenses(rng: &mut Rng) -> Vec<Self> {
        let offset = vec2(rng.range(-0.5, 0.5), rng.range(-0.4, 0.4)) * LENS;
        let half = vec2(rng.range(0.1, 0.45), rng.range(0.1, 0.35)) * LENS;
        let along = Vec2::from_angle(rng.range(-0.5, 0.5));
        let strength = BRIGHTEST * rng.unit().powi(2);
        let eyes = [TEMPLATE.0[0], TEMPLATE.0[1]].map(|[x, y]| vec2(x as f32, y as f32));
        eyes.map(|eye| Self { middle: eye + offset + vec2(rng.normal(), rng.normal()), half, along, strength }).into()
    }

    fn at(&self, place: Vec2) -> f32 {
        let p = self.along.rotate(place - self.middle).abs() / self.half;
        self.strength * ((1.15 - p.max_element()) / 0.3).clamp(0.0, 1.0)
    }
}
