//! The texture of a face: colour, hairiness and relief, baked once for a person and looked up for every sample.
//!
//! Texels are on a cylinder around the head, addressed by a point of the *resting base* mesh: brows and lips stay on their
//! vertices whatever morph and expression do.

use glam::Vec3;
use rayon::prelude::*;

use super::cylinder::{HEIGHT, unroll};
use super::head::Head;
use super::identity::Identity;
use super::look::Look;
use super::paint::Paint;

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
            .map(|index| paint.at(&head.cylinder.site((index % side) as f32, (index / side) as f32, side)))
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
