//! Hair as strands: ribbons that grow from the scalp, are combed, fall, and slide along the skull.
//!
//! A hull over the head looks like a helmet; strands give the broken outline, the parting and the shadow on the
//! forehead by which a head of hair is known, for about a third of a face's triangles.

use glam::{Vec3, vec3};

use super::cylinder::angle;
use super::hairline::covered;
use super::head::Head;
use super::identity::Identity;
use super::landmarks::Points;
use super::skull::{CENTRE, Skull};
use super::style::Style;
use crate::render::rng::Rng;

/// A strand's points from root to tip.
pub struct Strand {
    pub points: Vec<Vec3>,
    /// Half of its width at the root.
    pub width: f32,
    /// Factor on the colour.
    pub tint: f32,
    /// 0 innermost to 1 outermost layer: how much light it gets.
    pub layer: f32,
}

/// Most points of a strand.
const MOST_POINTS: usize = 20;

/// Grows a head of hair of `count` strands on a person's shape.
pub fn grow(head: &Head, identity: &Identity, style: &Style, seed: u64, count: usize) -> Vec<Strand> {
    if style.length == 0.0 {
        return vec![];
    }
    let mut rng = Rng::new(identity.seed ^ seed.rotate_left(32), 4);
    let skull = Skull::new(&identity.shape, &head.skin);
    let roots = Roots::new(head, identity);
    let [left, right, ..] = Points::of(&head.mesh, &identity.shape).five;
    let barber = Barber { style, skull, eyes: (left.y + right.y) / 2.0 };
    // Long strands overlap: half as many cover the scalp as well.
    let count = if style.long() { count / 2 } else { count };
    // Fewer, wider strands cover the same scalp.
    let width = 1.1 / (count as f32).sqrt() * if style.long() { 0.95 } else { 1.0 };
    let strand = |_| roots.draw(head, identity, &mut rng).map(|root| barber.strand(&mut rng, root, width));
    (0..count).filter_map(strand).collect()
}

/// The triangles of the scalp with their running area.
struct Roots {
    triangles: Vec<[u32; 3]>,
    area: Vec<f32>,
}

impl Roots {
    fn new(head: &Head, identity: &Identity) -> Self {
        let (mut triangles, mut area, mut sum) = (vec![], vec![], 0.0);
        for triangle in &head.skin {
            let [a, b, c] = triangle.map(|index| head.mesh.positions[index as usize]);
            let rest = (a + b + c) / 3.0;
            if rest.y > 6.4 && covered(rest, angle(rest), &identity.features) > 0.5 {
                let [a, b, c] = triangle.map(|index| identity.shape[index as usize]);
                sum += (b - a).cross(c - a).length();
                triangles.push(*triangle);
                area.push(sum);
            }
        }
        Self { triangles, area }
    }

    /// A point of the scalp and its normal.
    fn draw(&self, head: &Head, identity: &Identity, rng: &mut Rng) -> Option<(Vec3, Vec3)> {
        let target = rng.unit() * self.area.last()?;
        let triangle = self.triangles[self.area.partition_point(|area| *area < target).min(self.area.len() - 1)];
        let (root, b, c) = (rng.unit().sqrt(), rng.unit(), triangle.map(|index| index as usize));
        let weights = vec3(1.0 - root, root * (1.0 - b), root * b);
        let blend = |values: &[Vec3]| values[c[0]] * weights.x + values[c[1]] * weights.y + values[c[2]] * weights.z;
        Some((blend(&identity.shape), blend(&head.normals).normalize_or(Vec3::Y)))
    }
}

/// Combs and cuts.
struct Barber<'a> {
    style: &'a Style,
    skull: Skull,
    /// Height of the eyes.
    eyes: f32,
}

impl Barber<'_> {
    fn strand(&self, rng: &mut Rng, (root, normal): (Vec3, Vec3), width: f32) -> Strand {
        let style = self.style;
        let layer = rng.unit();
        let length = style.length * rng.range(0.75, 1.1);
        let count = ((length / 0.09) as usize).clamp(3, MOST_POINTS);
        let step = length.min(style.length) / count as f32;
        let falls_forward = style.fringe.is_some() && root.z > 0.75 && root.x.abs() < 0.55;
        let mut direction = self.combed(rng, root, normal, falls_forward);
        let mut points = vec![root];
        let window = rng.range(0.56, 0.74);
        for _ in 0..count {
            let last = points[points.len() - 1];
            direction += Vec3::NEG_Y * style.gravity * step * 3.0 + rng.direction() * style.curl * step * 1.2;
            direction = direction.normalize_or(Vec3::NEG_Y);
            let mut next = self.skull.outside(last + direction * step, 0.02 + style.volume * (0.15 + 0.85 * layer));
            if self.stops(rng, next, falls_forward) {
                break;
            }
            if !falls_forward {
                next = self.beside_the_face(next, window);
            }
            direction = (next - last).normalize_or(direction);
            points.push(next);
        }
        Strand { points, width: width * rng.range(0.6, 1.3), tint: (0.22 * rng.normal()).exp(), layer }
    }

    /// The direction at the root.
    fn combed(&self, rng: &mut Rng, root: Vec3, normal: Vec3, falls_forward: bool) -> Vec3 {
        let style = self.style;
        let side = (root.x - style.part + 0.03 * rng.normal()).signum();
        let top = ((root.y - 7.3) * 1.2).clamp(0.0, 1.0);
        let comb = if falls_forward {
            vec3((root.x - style.part) * 0.4, -0.2, 1.0)
        } else if style.long() {
            vec3(side * top, -(1.0 - top), -0.55 * top)
        } else {
            vec3(style.comb.x * top, style.comb.z * top - (1.0 - top), -style.comb.y * top - 0.2)
        };
        normal * style.stand + comb + rng.direction() * (0.15 + 0.1 * style.curl.min(4.0))
    }

    fn stops(&self, rng: &mut Rng, p: Vec3, falls_forward: bool) -> bool {
        let ragged = 0.05 * rng.normal();
        let fringe = self.style.fringe.filter(|_| falls_forward);
        p.y < self.style.cut + ragged || fringe.is_some_and(|height| p.y < self.eyes + height + ragged && p.z > 0.6)
    }

    /// Hair that is not a fringe does not hang before the face: an opening that narrows towards the hairline.
    fn beside_the_face(&self, p: Vec3, half_width: f32) -> Vec3 {
        let half_width = half_width * ((self.eyes + 0.7 - p.y) / 0.4).clamp(0.0, 1.0).sqrt();
        let before_face = p.z > 0.6 && p.x.abs() < half_width;
        if before_face { vec3(half_width * p.x.signum(), p.y, p.z) } else { p }
    }
}

/// Light falls on hair as on the skull below it: the direction out of the head.
pub fn outwards(p: Vec3) -> Vec3 {
    vec3(p.x, (p.y - CENTRE.y).max(0.0), p.z - CENTRE.z).normalize_or(Vec3::Y)
}
