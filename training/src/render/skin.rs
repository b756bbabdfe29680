//! The texture of a face: colour, hairiness and relief, baked once for a person and looked up for every sample.
//!
//! Texels lie on a cylinder around the head: the angle across, the height up. They are addressed by a point of the
//! *resting base* mesh, so that brows and lips stay on their vertices whatever morph and expression do.

use glam::{Vec3, Vec3Swizzles, vec3};
use rayon::prelude::*;

use super::depth::FAR;
use super::head::Head;
use super::identity::Identity;
use super::look::Look;
use super::paint::{Paint, Site};
use super::raster::fill;

/// Axis of the cylinder, z; the cylinder is open at the back beyond [`HALF_ANGLE`].
const AXIS_Z: f32 = 0.35;
/// Half of the angle that the texture spans, in radians: 115°.
const HALF_ANGLE: f32 = 2.007;
/// Heights that the texture spans: from the collarbones to the crown.
const HEIGHT: [f32; 2] = [5.4, 8.7];
/// Side of the map of the base mesh's radius.
const RADIUS_SIDE: usize = 192;
/// Depth of relief in decimetres where a texel's bump is 1.
const RELIEF: f32 = 0.02;

/// What the texture says about a point.
#[derive(Debug, Clone, Copy, Default)]
pub struct Texel {
    /// Linear.
    pub colour: Vec3,
    /// 0 bare skin to 1 hair.
    pub hair: f32,
    /// Slope of the relief along the angle and along the height.
    pub slope: [f32; 2],
}

/// A baked texture.
pub struct Skin {
    side: usize,
    texels: Vec<Texel>,
}

impl Skin {
    /// Bakes a person's texture with `side`² texels.
    pub fn bake(head: &Head, identity: &Identity, look: &Look, side: usize) -> Self {
        let paint = Paint::new(identity, look);
        let painted: Vec<(Vec3, f32, f32)> = (0..side * side)
            .into_par_iter()
            .map(|index| paint.at(&site(&head.radius, (index % side) as f32, (index / side) as f32, side)))
            .collect();
        let bump = |x: usize, y: usize| painted[y.min(side - 1) * side + x.min(side - 1)].2;
        let texel_height = (HEIGHT[1] - HEIGHT[0]) / side as f32;
        let slope = RELIEF / (2.0 * texel_height);
        let texel = |index: usize| {
            let (x, y) = (index % side, index / side);
            let (colour, hair, _) = painted[index];
            let across = bump(x + 1, y) - bump(x.saturating_sub(1), y);
            let up = bump(x, y + 1) - bump(x, y.saturating_sub(1));
            Texel { colour, hair, slope: [across * slope, up * slope] }
        };
        Self { side, texels: (0..side * side).map(texel).collect() }
    }

    /// Blends the four texels around a point of the resting base mesh.
    pub fn at(&self, rest: Vec3) -> Texel {
        let last = self.side as f32 - 1.001;
        let [u, v] = unroll(rest).map(|value| (value.clamp(0.0, 1.0) * (self.side - 1) as f32).min(last));
        let (x, y) = (u as usize, v as usize);
        let (fx, fy) = (u.fract(), v.fract());
        let mut sum = Texel::default();
        for (dx, dy, weight) in
            [(0, 0, (1.0 - fx) * (1.0 - fy)), (1, 0, fx * (1.0 - fy)), (0, 1, (1.0 - fx) * fy), (1, 1, fx * fy)]
        {
            let texel = &self.texels[(y + dy) * self.side + x + dx];
            sum.colour += texel.colour * weight;
            sum.hair += texel.hair * weight;
            sum.slope[0] += texel.slope[0] * weight;
            sum.slope[1] += texel.slope[1] * weight;
        }
        sum
    }
}

/// Along the angle to the image's right, and up: the directions of a texel's slopes at a point at rest.
pub fn tangents(rest: Vec3) -> [Vec3; 2] {
    let out = vec3(rest.x, 0.0, rest.z - AXIS_Z).normalize_or(Vec3::Z);
    [vec3(out.z, 0.0, -out.x), Vec3::Y]
}

/// Texture coordinates from 0 to 1; outside of that beyond the texture.
fn unroll(p: Vec3) -> [f32; 2] {
    let angle = p.x.atan2(p.z - AXIS_Z);
    [angle / HALF_ANGLE * 0.5 + 0.5, (p.y - HEIGHT[0]) / (HEIGHT[1] - HEIGHT[0])]
}

/// The place on the base mesh that a texel colours.
fn site(radius: &[f32], x: f32, y: f32, side: usize) -> Site {
    let [u, v] = [x, y].map(|value| value / (side - 1) as f32);
    let angle = (u - 0.5) * 2.0 * HALF_ANGLE;
    let to_map = |value: f32| ((value * RADIUS_SIDE as f32) as usize).min(RADIUS_SIDE - 1);
    let radius = radius[to_map(v) * RADIUS_SIDE + to_map(u)];
    let height = HEIGHT[0] + v * (HEIGHT[1] - HEIGHT[0]);
    Site { angle, p: vec3(radius * angle.sin(), height, AXIS_Z + radius * angle.cos()) }
}

/// The outermost radius of the base mesh for each texel of a coarse texture.
pub fn radius_map(positions: &[Vec3], skin: &[[u32; 3]]) -> Vec<f32> {
    let side = RADIUS_SIDE as f32;
    let mut map = vec![FAR; RADIUS_SIDE * RADIUS_SIDE];
    for triangle in skin {
        let corners = triangle.map(|index| {
            let p = positions[index as usize];
            let [u, v] = unroll(p);
            vec3(u * side - 0.5, v * side - 0.5, p.xz().distance(vec3(0.0, 0.0, AXIS_Z).xz()))
        });
        let [a, b, c] = corners.map(|corner| corner.x);
        // A triangle across the open back would sweep over the whole face.
        if a.max(b).max(c) - a.min(b).min(c) < side / 4.0 {
            fill(corners, 0..RADIUS_SIDE, 0..RADIUS_SIDE, |x, y, _, radius| {
                let outermost = &mut map[y * RADIUS_SIDE + x];
                *outermost = outermost.max(radius);
            });
        }
    }
    // Rows above the crown and gaps between triangles: as the texel before.
    let mut last = 1.0;
    for radius in &mut map {
        if *radius == FAR { *radius = last } else { last = *radius }
    }
    map
}
