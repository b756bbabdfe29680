//! The cylinder around the head that carries the skin's texture: the angle across, the height up.

use glam::{Vec3, Vec3Swizzles, vec3};

use crate::render::depth::FAR;
use crate::render::raster::fill;

/// Axis of the cylinder, z; the cylinder is open at the back beyond [`HALF_ANGLE`].
const AXIS_Z: f32 = 0.35;
/// Half of the angle that the texture spans, in radians: 115°.
const HALF_ANGLE: f32 = 2.007;
/// Heights that the texture spans: from the collarbones to the crown.
pub const HEIGHT: [f32; 2] = [5.4, 8.7];
/// Side of the map of the base mesh's radius.
const RADIUS_SIDE: usize = 192;

/// A place on the base mesh.
pub struct Site {
    /// Around the vertical axis, in radians; 0 in front.
    pub angle: f32,
    pub p: Vec3,
}

/// The outermost radius of the base mesh for each texel of a coarse texture.
pub struct Cylinder(Vec<f32>);

impl Cylinder {
    /// Of the base mesh's vertices and the triangles of its skin.
    pub fn new(positions: &[Vec3], skin: &[[u32; 3]]) -> Self {
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
        Self(map)
    }

    /// The place on the base mesh that a texel of a texture of `side`² colours.
    pub fn site(&self, x: f32, y: f32, side: usize) -> Site {
        let [u, v] = [x, y].map(|value| value / (side - 1) as f32);
        let angle = (u - 0.5) * 2.0 * HALF_ANGLE;
        let to_map = |value: f32| ((value * RADIUS_SIDE as f32) as usize).min(RADIUS_SIDE - 1);
        let radius = self.0[to_map(v) * RADIUS_SIDE + to_map(u)];
        let height = HEIGHT[0] + v * (HEIGHT[1] - HEIGHT[0]);
        Site { angle, p: vec3(radius * angle.sin(), height, AXIS_Z + radius * angle.cos()) }
    }
}

/// Along the angle to the image's right, and up: the directions of a texel's slopes at a point at rest.
pub fn tangents(rest: Vec3) -> [Vec3; 2] {
    let out = vec3(rest.x, 0.0, rest.z - AXIS_Z).normalize_or(Vec3::Z);
    [vec3(out.z, 0.0, -out.x), Vec3::Y]
}

/// Around the axis, in radians; 0 in front.
pub fn angle(p: Vec3) -> f32 {
    p.x.atan2(p.z - AXIS_Z)
}

/// Texture coordinates, from 0 to 1 inside the texture.
pub fn unroll(p: Vec3) -> [f32; 2] {
    [angle(p) / HALF_ANGLE * 0.5 + 0.5, (p.y - HEIGHT[0]) / (HEIGHT[1] - HEIGHT[0])]
}
