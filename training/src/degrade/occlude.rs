//! Things in front of the face: boxes, discs, hands, masks, scarves, dark glasses, bars, printed text.

use attn_fiqa::crop::CROP_SIZE;
use glam::{Vec2, Vec3, vec2};
use image::RgbImage;

use crate::render::{Rng, noise, thing};

/// Most of the crop that is covered, at severity 1.
const MOST_COVERED: f32 = 0.65;
const SIDE: f32 = CROP_SIZE as f32;
/// The row of the eyes and the column of the left one, in the template that faces are aligned to.
const EYES: f32 = 51.6;
const LEFT_EYE: f32 = 38.3;
/// Share of a cloth's area that dark glasses have at the same severity, and half the height of their bridge in pixels. By eye.
const LENSES: f32 = 0.4;
const BRIDGE: f32 = 1.2;
/// Middle and half axes of the face that a mask covers the lower part of: ear to ear, brow to below the chin. By eye.
const MASK: [Vec2; 2] = [vec2(56.0, 74.0), vec2(46.0, 50.0)];

/// Covers about `severity`·0.65 of the crop; also says which pixels.
pub fn occlude(picture: &RgbImage, severity: f32, rng: &mut Rng) -> (RgbImage, Vec<bool>) {
    let share = MOST_COVERED * severity;
    let shape = Shape::new(share, rng);
    let cloth = Cloth::new(rng);
    let mut covered = picture.clone();
    let mut mask = vec![false; CROP_SIZE * CROP_SIZE];
    for (x, y, pixel) in covered.enumerate_pixels_mut() {
        let place = vec2(x as f32, y as f32);
        if shape.covers(place) {
            mask[y as usize * CROP_SIZE + x as usize] = true;
            *pixel = image::Rgb(cloth.at(place));
        }
    }
    (covered, mask)
}

enum Shape {
    /// Centre, half axes, turned by an angle; exponent 2 is an ellipse, large a box.
    Blob { centre: Vec2, half: Vec2, along: Vec2, power: f32 },
    /// Everything on one side of a wavy line: a scarf, a mask, a hand, a cap, another head.
    Side { from: Vec2, inwards: Vec2, wave: f32, phase: f32 },
    /// A face mask: what of the lower face is inside an ellipse and below a line that dips towards the ears.
    Mask { top: f32, dip: f32 },
    /// A visor, a hand or hair across the eyes: first row, last row, and columns from the middle.
    Band { rows: [f32; 2], reach: f32 },
    /// Dark glasses: half axes of the lenses, and the middle of the left one; between them a bridge.
    Glasses { lens: Vec2, left: Vec2 },
    /// Fingers or bars, side by side.
    Bars { along: Vec2, period: f32, width: f32, phase: f32 },
}

impl Shape {
    fn new(share: f32, rng: &mut Rng) -> Self {
        let along = Vec2::from_angle(rng.range(0.0, std::f32::consts::TAU));
        match rng.weighted(&[0.36, 0.22, 0.12, 0.1, 0.13, 0.07]) {
            0 => {
                let power = if rng.chance(0.5) { 2.0 } else { 8.0 };
                let area = share * SIDE * SIDE / if power > 2.0 { 4.0 } else { std::f32::consts::PI };
                let slender = rng.range(-0.6, 0.6).exp();
                let half = vec2((area * slender).sqrt(), (area / slender).sqrt());
                let along = if rng.chance(0.5) { Vec2::X } else { along };
                // Wholly inside where it fits: the share is what is covered.
                let reach = (half.x.max(half.y)).min(SIDE / 2.0);
                let centre = vec2(rng.range(reach, SIDE - reach), rng.range(reach, SIDE - reach));
                Self::Blob { centre, half, along, power }
            }
            1 => {
                // From below most often, as masks and scarves.
                let inwards = match rng.weighted(&[0.5, 0.2, 0.3]) {
                    0 => Vec2::NEG_Y,
                    1 => Vec2::Y,
                    _ => along,
                };
                let from = vec2(SIDE / 2.0, SIDE / 2.0) + inwards * SIDE * (share - 0.5);
                Self::Side { from, inwards, wave: rng.range(0.0, 8.0), phase: rng.range(0.0, 6.0) }
            }
            2 => Self::Mask { top: SIDE * (1.0 - share) - 6.0, dip: rng.range(0.0, 10.0) },
            3 => {
                let reach = rng.range(26.0, SIDE / 2.0);
                let height = (share * SIDE * SIDE / (2.0 * reach)).min(SIDE);
                let middle = EYES + rng.range(-4.0, 4.0);
                Self::Band { rows: [middle - height / 2.0, middle + height / 2.0], reach }
            }
            4 => {
                // Two lenses do as much harm as a cloth of several times their size.
                let area = LENSES * share * SIDE * SIDE / (2.0 * std::f32::consts::PI);
                let slender = rng.range(1.0, 1.8).sqrt();
                let left = vec2(LEFT_EYE + rng.range(-3.0, 3.0), EYES + rng.range(-2.0, 5.0));
                Self::Glasses { lens: area.sqrt() * vec2(slender, 1.0 / slender), left }
            }
            _ => {
                let period = rng.range(14.0, 40.0);
                Self::Bars { along, period, width: period * share, phase: rng.range(0.0, period) }
            }
        }
    }

    fn covers(&self, place: Vec2) -> bool {
        match *self {
            Self::Blob { centre, half, along, power } => {
                let p = place - centre;
                let p = vec2(p.dot(along), p.dot(along.perp())).abs() / half;
                p.x.powf(power) + p.y.powf(power) < 1.0
            }
            Self::Side { from, inwards, wave, phase } => {
                let p = place - from;
                p.dot(inwards) < wave * (p.dot(inwards.perp()) * 0.08 + phase).sin()
            }
            Self::Mask { top, dip } => {
                let p = (place - MASK[0]) / MASK[1];
                p.length_squared() < 1.0 && place.y > top + dip * p.x * p.x
            }
            Self::Band { rows: [first, last], reach } => {
                (first..last).contains(&place.y) && (place.x - SIDE / 2.0).abs() < reach
            }
            Self::Glasses { lens, left } => {
                let p = vec2(SIDE / 2.0 - (place.x - SIDE / 2.0).abs(), place.y);
                ((p - left) / lens).length_squared() < 1.0 || (p.x > left.x && (p.y - left.y).abs() < BRIDGE)
            }
            Self::Bars { along, period, width, phase } => (place.dot(along) + phase).rem_euclid(period) < width,
        }
    }
}

/// What covers: one colour or two, plain, striped or grained; skin among the colours, for hands.
struct Cloth {
    colours: [Vec3; 2],
    grain: f32,
    scale: f32,
    shade: Vec2,
    seed: u32,
}

impl Cloth {
    fn new(rng: &mut Rng) -> Self {
        let colour = |rng: &mut Rng| match rng.weighted(&[0.5, 0.2, 0.15, 0.15]) {
            0 => thing(rng).powf(1.0 / 2.2),
            1 => Vec3::new(0.85, 0.64, 0.52) * rng.range(0.3, 1.05) * rng.tint(0.05),
            2 => Vec3::splat(rng.unit()),
            _ => Vec3::new(rng.unit(), rng.unit(), rng.unit()),
        };
        let first = colour(rng);
        let second = if rng.chance(0.5) { first } else { colour(rng) };
        let grain = if rng.chance(0.3) { rng.range(0.1, 0.9) } else { rng.range(0.0, 0.08) };
        let shade = vec2(rng.range(-0.3, 0.3), rng.range(-0.3, 0.3)) / SIDE;
        Self { colours: [first, second], grain, scale: rng.range(0.05, 0.8), shade, seed: rng.bits() as u32 }
    }

    fn at(&self, place: Vec2) -> [u8; 3] {
        let wave = noise(place.x * self.scale, place.y * self.scale, self.seed);
        let colour = self.colours[0].lerp(self.colours[1], (wave * 2.0 + 0.5).clamp(0.0, 1.0));
        let fine = noise(place.x * 0.9, place.y * 0.9, self.seed.wrapping_add(1));
        let light = 1.0 + self.grain * fine + self.shade.dot(place - SIDE / 2.0);
        (colour * light).to_array().map(|value| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
    }
}
