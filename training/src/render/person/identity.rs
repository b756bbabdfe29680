//! Who it is: the shape of the head, and everything about a face that stays from one day to the next.

use glam::{Vec3, vec3};

use super::head::Head;
use super::landmarks::Points;
use super::targets::{Target, add};
use crate::render::palette;
use crate::render::rng::Rng;

/// One person.
#[derive(Debug, Clone)]
pub struct Identity {
    pub seed: u64,
    /// Vertices of the mesh at rest.
    pub shape: Vec<Vec3>,
    /// Shares of MakeHuman's archetypes african, asian, caucasian; their sum is 1.
    pub ancestry: [f32; 3],
    /// 0 feminine to 1 masculine.
    pub masculine: f32,
    /// 0 young to 1 old.
    pub age: f32,
    /// Linear colours.
    pub skin: Vec3,
    pub hair: Vec3,
    pub iris: Vec3,
    pub features: Features,
}

/// What is painted on the skin, in decimetres of the base mesh.
#[derive(Debug, Clone)]
pub struct Features {
    pub brows: Brows,
    pub lip_colour: Vec3,
    /// Height of upper and lower lip at the middle.
    pub lips: [f32; 2],
    /// Height of the hairline at the middle.
    pub hairline: f32,
    /// How far the hairline recedes over the temples.
    pub receding: f32,
    /// Widow's peak, down; negative: a rounded hairline.
    pub peak: f32,
    pub bald: bool,
    pub freckles: f32,
    pub redness: f32,
    pub dark_circles: f32,
    pub wrinkles: f32,
    /// x, y and radius.
    pub moles: Vec<Vec3>,
    /// Exponent and strength of the skin's gloss.
    pub gloss: [f32; 2],
}

/// Where the eyebrows lie and how thick they are.
#[derive(Debug, Clone)]
pub struct Brows {
    /// |x| where they begin and end.
    pub extent: [f32; 2],
    pub height: f32,
    pub arch: f32,
    pub slope: f32,
    pub thickness: f32,
    pub density: f32,
    pub colour: Vec3,
}

/// Endings that make two targets the two directions of one axis.
const AXES: [[&str; 2]; 6] = [
    ["incr", "decr"],
    ["up", "down"],
    ["in", "out"],
    ["forward", "backward"],
    ["concave", "convex"],
    ["compress", "uncompress"],
];
/// Overall shapes of the head; a face has a share of few.
const HEAD_SHAPES: [&str; 6] = ["oval", "round", "square", "rectangular", "triangular", "invertedtriangular"];
/// Targets that turn or shift the head, or touch another age than the rest: not identity.
const NOT_IDENTITY: [&str; 3] = ["head/head-trans", "head/head-angle", "head/head-age"];

impl Identity {
    /// A person for a seed.
    pub fn new(head: &Head, seed: u64) -> Self {
        let mut rng = Rng::new(seed, 1);
        let ancestry = ancestry(&mut rng);
        let masculine = if rng.chance(0.5) { rng.range(0.7, 1.0) } else { rng.range(0.0, 0.3) };
        let age = if rng.chance(0.3) { rng.range(0.2, 0.95) } else { rng.range(0.0, 0.15) };
        let mut shape = head.mesh.positions.clone();
        add_ancestry(head, &mut shape, ancestry, masculine, age);
        add_features(head, &mut shape, &mut rng);
        lift(head, &mut shape);
        let mut rng = Rng::new(seed, 2);
        let skin = palette::skin(&mut rng, ancestry);
        let hair = palette::hair(&mut rng, ancestry, age);
        let iris = palette::iris(&mut rng, ancestry);
        let features = Features::new(&mut rng, masculine, age, skin, hair);
        Self { seed, shape, ancestry, masculine, age, skin, hair, iris, features }
    }
}

impl Features {
    fn new(rng: &mut Rng, masculine: f32, age: f32, skin: Vec3, hair: Vec3) -> Self {
        let male = masculine > 0.5;
        Self {
            brows: Brows::new(rng, male, hair),
            lip_colour: (skin * vec3(0.86, 0.56, 0.56) * rng.tint(0.1)).clamp(Vec3::ZERO, Vec3::ONE),
            lips: [rng.range(0.06, 0.095), rng.range(0.07, 0.11)],
            hairline: 7.93 + 0.09 * rng.normal() + if male { 0.03 } else { 0.0 },
            receding: if male { rng.normal().max(0.0) * 0.1 + age * rng.range(0.0, 0.25) } else { 0.0 },
            peak: rng.normal() * 0.04,
            bald: male && rng.chance(0.06 + 0.2 * age),
            freckles: if rng.chance(0.15) { rng.range(0.3, 1.0) } else { 0.0 },
            redness: rng.range(0.1, 0.6),
            dark_circles: rng.range(0.0, 0.4) + 0.2 * age,
            wrinkles: (age * 1.1 + 0.06 * rng.normal()).clamp(0.0, 1.0),
            moles: (0..rng.index(4)).map(|_| mole(rng)).collect(),
            gloss: [rng.range(8.0, 28.0), rng.range(0.05, 0.32)],
        }
    }
}

impl Brows {
    fn new(rng: &mut Rng, male: bool, hair: Vec3) -> Self {
        Self {
            extent: [rng.range(0.1, 0.16), rng.range(0.5, 0.6)],
            height: 7.475 + 0.02 * rng.normal(),
            arch: rng.range(0.01, 0.06),
            slope: 0.01 + 0.03 * rng.normal(),
            thickness: if male { rng.range(0.026, 0.05) } else { rng.range(0.02, 0.042) },
            density: rng.range(0.55, 1.0),
            colour: hair.min(Vec3::splat(0.2)) * rng.range(0.35, 0.8),
        }
    }
}

fn mole(rng: &mut Rng) -> Vec3 {
    vec3(rng.range(-0.7, 0.7), rng.range(6.2, 7.8), rng.range(0.008, 0.018))
}

/// Shares of MakeHuman's three archetypes; most people are near one, many between.
fn ancestry(rng: &mut Rng) -> [f32; 3] {
    let draw = [0; 3].map(|_| rng.unit().powi(3) + 1e-3);
    let sum: f32 = draw.iter().sum();
    draw.map(|share| share / sum)
}

fn add_ancestry(head: &Head, shape: &mut [Vec3], ancestry: [f32; 3], masculine: f32, age: f32) {
    for (kind, share) in ["african", "asian", "caucasian"].iter().zip(ancestry) {
        for (gender, gender_share) in [("male", masculine), ("female", 1.0 - masculine)] {
            for (years, age_share) in [("young", 1.0 - age), ("old", age)] {
                if let Some(target) = head.targets.get(&format!("macrodetails/{kind}-{gender}-{years}")) {
                    add(shape, target, share * gender_share * age_share);
                }
            }
        }
    }
}

/// Brings the eyes back to their height: the archetypes are not equally tall, and neck and hair are measured in the base
/// mesh's heights.
fn lift(head: &Head, shape: &mut [Vec3]) {
    let eyes = |positions: &[Vec3]| {
        let [left, right, ..] = Points::of(&head.mesh, positions).five;
        (left + right) / 2.0
    };
    let shift = eyes(&head.mesh.positions) - eyes(shape);
    shape.iter_mut().for_each(|p| *p += shift);
}

/// Draws every axis of every feature: both sides of the face alike, but for a little.
fn add_features(head: &Head, shape: &mut [Vec3], rng: &mut Rng) {
    let mut drawn: Vec<(String, f32)> = Vec::new();
    for (name, more) in &head.targets {
        let Some((less, spread)) = opposite(head, name) else { continue };
        let feature = name.replace("/l-", "/").replace("/r-", "/");
        let known = drawn.iter().find(|(other, _)| *other == feature).map(|(_, weight)| *weight);
        let weight = known.unwrap_or_else(|| (rng.normal() * spread).clamp(-2.2 * spread, 2.2 * spread));
        if known.is_none() {
            drawn.push((feature, weight));
        }
        let weight = weight + rng.normal() * ASYMMETRY;
        add(shape, if weight > 0.0 { more } else { less }, weight.abs());
    }
    for name in HEAD_SHAPES {
        let (has, weight) = (rng.chance(0.22), rng.range(0.0, 0.6));
        if let (true, Some(target)) = (has, head.targets.get(&format!("head/head-{name}"))) {
            add(shape, target, weight);
        }
    }
    for (_, target) in head.targets.iter().filter(|(name, _)| name.starts_with("asym/asym-")) {
        let (has, weight) = (rng.chance(0.25), rng.range(0.0, 0.13));
        add(shape, target, if has { weight } else { 0.0 });
    }
}

/// Spread of a feature's weight around 0, of 1 at the end of MakeHuman's slider. Our choice: at 0.3 faces get odd.
const SPREAD: f32 = 0.22;
/// Spread of the difference between the sides.
const ASYMMETRY: f32 = 0.03;

/// The target of an axis's other direction and the axis's spread, if this is the first direction.
fn opposite<'a>(head: &'a Head, name: &str) -> Option<(&'a Target, f32)> {
    let folder = name.split('/').next()?;
    let outside = ["expression", "macrodetails", "asym"].contains(&folder);
    if outside || NOT_IDENTITY.iter().any(|prefix| name.starts_with(prefix)) {
        return None;
    }
    let (stem, ending) = name.rsplit_once('-')?;
    let other = AXES.iter().find(|axis| axis[0] == ending)?[1];
    let strong = ["trans", "scale", "forehead", "neck", "ears"].iter().any(|word| name.contains(word));
    Some((head.targets.get(&format!("{stem}-{other}"))?, if strong { SPREAD * 0.65 } else { SPREAD }))
}
