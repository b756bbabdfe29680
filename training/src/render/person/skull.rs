//! How far a person's head reaches in each direction: strands of hair slide along this surface.

use std::f32::consts::{PI, TAU};

use glam::{Vec3, vec3};

/// The origin of all directions: the middle of the skull, in decimetres.
pub const CENTRE: Vec3 = vec3(0.0, 7.25, 0.5);
/// Cells around and from pole to pole.
const CELLS: [usize; 2] = [96, 48];
/// The lowest height that counts as head.
const LOWEST: f32 = 6.1;

/// Radii by direction.
pub struct Skull(Vec<f32>);

impl Skull {
    pub fn new(shape: &[Vec3], skin: &[[u32; 3]]) -> Self {
        let mut skull = Self(vec![0.0; CELLS[0] * CELLS[1]]);
        for triangle in skin {
            let corners = triangle.map(|index| shape[index as usize]);
            if corners.iter().all(|corner| corner.y > LOWEST) {
                samples(corners).for_each(|p| skull.reach(p));
            }
        }
        skull
    }

    fn reach(&mut self, p: Vec3) {
        let [x, y] = cell(p - CENTRE).map(|value| value as usize);
        let radius = &mut self.0[y.min(CELLS[1] - 1) * CELLS[0] + x % CELLS[0]];
        *radius = radius.max((p - CENTRE).length());
    }

    /// The radius towards a point, blended between cells.
    fn radius(&self, p: Vec3) -> f32 {
        let [x, y] = cell(p - CENTRE).map(|value| value - 0.5);
        let at = |dx: i32, dy: i32| {
            let row = (y.floor() as i32 + dy).clamp(0, CELLS[1] as i32 - 1) as usize;
            let column = (x.floor() as i32 + dx).rem_euclid(CELLS[0] as i32) as usize;
            self.0[row * CELLS[0] + column]
        };
        let (fx, fy) = (x - x.floor(), y - y.floor());
        let blend = |a: f32, b: f32, t: f32| a + (b - a) * t;
        blend(blend(at(0, 0), at(1, 0), fx), blend(at(0, 1), at(1, 1), fx), fy)
    }

    /// The point itself, or pushed out until it is `clearance` above the skull.
    pub fn outside(&self, p: Vec3, clearance: f32) -> Vec3 {
        let least = self.radius(p) + clearance;
        let radius = (p - CENTRE).length();
        if radius >= least { p } else { CENTRE + (p - CENTRE) * (least / radius.max(1e-3)) }
    }
}

/// The cell of a direction, with its fraction.
fn cell(direction: Vec3) -> [f32; 2] {
    let across = direction.x.atan2(direction.z) / TAU + 0.5;
    let up = (direction.y / direction.length().max(1e-6)).asin() / PI + 0.5;
    [across * CELLS[0] as f32, up * CELLS[1] as f32]
}

/// Points spread over a triangle, dense enough for the cells.
fn samples([a, b, c]: [Vec3; 3]) -> impl Iterator<Item = Vec3> {
    let per_side = ((a.distance(b).max(a.distance(c)) / 0.03) as usize).clamp(1, 8);
    (0..=per_side).flat_map(move |i| {
        (0..=per_side - i).map(move |j| {
            let [u, v] = [i, j].map(|step| step as f32 / per_side as f32);
            a + (b - a) * u + (c - a) * v
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_inside_are_pushed_to_the_surface() {
        let corners = [vec3(-0.12, 7.25, 1.5), vec3(0.12, 7.25, 1.5), vec3(0.0, 7.5, 1.5)];
        let skull = Skull::new(&corners, &[[0, 1, 2]]);
        let inside = CENTRE + vec3(0.0, 0.1, 0.5);
        let pushed = skull.outside(inside, 0.05);
        assert!((pushed.z - 1.55).abs() < 0.05, "{pushed}");
        assert_eq!(skull.outside(pushed + Vec3::Z, 0.05), pushed + Vec3::Z);
    }
}
