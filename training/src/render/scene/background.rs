//! Backgrounds: walls, rooms, shelves, streets, foliage, made of soft shapes and noise.

use glam::{Vec2, Vec3, vec2};

use crate::render::curves::step;
use crate::render::palette::thing;
use crate::render::rng::{Rng, noise};

/// A background; coordinates are in heights of the frame, y down.
pub struct Background {
    colours: [Vec3; 2],
    /// Direction of the gradient between them.
    along: Vec2,
    octaves: Vec<Octave>,
    shapes: Vec<Shape>,
    /// Blur of every edge.
    softness: f32,
    seed: u32,
}

/// One scale of noise.
struct Octave {
    scale: f32,
    strength: f32,
    elongation: f32,
    /// Each is turned, so that their grids do not add up.
    turn: Vec2,
}

struct Shape {
    centre: Vec2,
    half: Vec2,
    /// Its own x axis.
    axis: Vec2,
    round: bool,
    colour: Vec3,
}

impl Background {
    /// A background for a seed.
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed, 5);
        let kind = rng.weighted(&[0.25, 0.35, 0.2, 0.2]);
        let softness = if rng.chance(0.6) { rng.range(0.01, 0.09) } else { rng.range(0.002, 0.01) };
        let angle = if rng.chance(0.6) { std::f32::consts::FRAC_PI_2 } else { rng.range(0.0, 6.0) };
        let octaves = match kind {
            3 => (0..6)
                .map(|octave| {
                    let (scale, strength) = (2.0 * 1.9f32.powi(octave), rng.range(0.1, 0.5) * 0.85f32.powi(octave));
                    Octave { scale, strength, elongation: 1.0, turn: Vec2::from_angle(scale) }
                })
                .collect(),
            _ => (0..3)
                .map(|octave| {
                    let (strength, elongation) = (rng.range(0.0, 0.15), rng.range(0.3, 3.0));
                    Octave { scale: 1.5 * 4f32.powi(octave), strength, elongation, turn: Vec2::X }
                })
                .collect(),
        };
        let shapes = match kind {
            1 => (0..3 + rng.index(9)).map(|_| Shape::furniture(&mut rng)).collect(),
            2 => shelf(&mut rng),
            3 => (0..rng.index(14)).map(|_| Shape::light_spot(&mut rng)).collect(),
            _ => vec![],
        };
        let base = thing(&mut rng) * 0.9 + 0.03;
        let colours = [base, base.lerp(thing(&mut rng), 0.5) * rng.range(0.5, 1.2)];
        Self { colours, along: Vec2::from_angle(angle), octaves, shapes, softness, seed: seed as u32 }
    }

    /// Linear light at a point.
    pub fn at(&self, p: Vec2) -> Vec3 {
        let t = ((p - 0.5).dot(self.along) + 0.5).clamp(0.0, 1.0);
        let mut colour = self.colours[0].lerp(self.colours[1], t);
        for shape in &self.shapes {
            colour = colour.lerp(shape.colour, shape.coverage(p, self.softness));
        }
        let grain = |octave: &Octave| {
            let turned = octave.turn.rotate(p) * octave.scale;
            octave.strength * noise(turned.x * octave.elongation, turned.y, self.seed)
        };
        let grain: f32 = self.octaves.iter().filter(|octave| octave.scale * self.softness < 1.0).map(grain).sum();
        colour * (grain * 1.2).exp()
    }
}

impl Shape {
    /// Pictures, windows, doors, cupboards: mostly upright.
    fn furniture(rng: &mut Rng) -> Self {
        let tilt = if rng.chance(0.8) { 0.0 } else { rng.range(-0.6, 0.6) };
        Self {
            centre: vec2(rng.range(-0.1, 1.5), rng.range(-0.1, 1.1)),
            half: vec2(rng.range(0.02, 0.4), rng.range(0.02, 0.5)),
            axis: Vec2::from_angle(tilt),
            round: rng.chance(0.15),
            colour: thing(rng) * rng.range(0.3, 1.6),
        }
    }

    fn light_spot(rng: &mut Rng) -> Self {
        Self {
            centre: vec2(rng.range(-0.1, 1.5), rng.range(-0.1, 1.1)),
            half: Vec2::splat(rng.range(0.015, 0.08)),
            axis: Vec2::X,
            round: true,
            colour: thing(rng) * rng.range(0.8, 2.0),
        }
    }

    /// How much of a point it covers; edges are as wide as the blur.
    fn coverage(&self, p: Vec2, softness: f32) -> f32 {
        let p = p - self.centre;
        let p = vec2(p.dot(self.axis), p.dot(self.axis.perp())).abs();
        let inside = if self.round {
            (1.0 - (p / self.half).length()) * self.half.min_element()
        } else {
            (self.half - p).min_element()
        };
        step(inside, softness)
    }
}

/// Rows of books.
fn shelf(rng: &mut Rng) -> Vec<Shape> {
    let mut shapes = vec![];
    let (rows, left) = (rng.range(2.0, 4.0) as i32, rng.range(-0.2, 0.4));
    let row_height = rng.range(0.2, 0.36);
    for row in 0..rows {
        let bottom = (row as f32 + 1.0) * row_height + rng.range(-0.02, 0.02);
        let mut x = left;
        while x < left + 0.9 {
            let half = vec2(rng.range(0.01, 0.035), row_height * rng.range(0.25, 0.42));
            let centre = vec2(x + half.x, bottom - half.y);
            shapes.push(Shape { centre, half, axis: Vec2::X, round: false, colour: thing(rng) });
            x += half.x * 2.0 + if rng.chance(0.1) { 0.06 } else { 0.002 };
        }
        let board = vec2(left + 0.45, bottom + 0.01);
        shapes.push(Shape { centre: board, half: vec2(0.48, 0.012), axis: Vec2::X, round: false, colour: thing(rng) });
    }
    shapes
}
