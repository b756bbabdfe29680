//! Which points the key light reaches: depths as the light sees them.

use glam::Vec3;

use crate::render::depth::{DepthMap, View};

/// Which points the key light reaches.
pub struct Shadow {
    map: DepthMap,
    view: View,
}

/// Side of the shadow map, in samples.
const SIDE: usize = 160;
/// What it spans, in decimetres: head and shoulders.
const SPAN: f32 = 3.8;
/// Light fades between these distances behind the nearest surface, in decimetres; nearer points are the surface itself.
const FADE: [f32; 2] = [0.05, 0.13];

impl Shadow {
    /// Draws the map of what is in the light from `towards`, around a centre: first what is solid, then hair, much of which
    /// is hidden by it.
    pub fn new(
        towards: Vec3,
        centre: Vec3,
        solid: impl Iterator<Item = [Vec3; 3]>,
        hair: impl Iterator<Item = [Vec3; 3]>,
    ) -> Self {
        let view = View::new(towards, centre, SIDE, SPAN);
        let placed = |triangle: [Vec3; 3]| triangle.map(|p| view.place(p));
        let mut map = DepthMap::new(SIDE);
        map.draw(solid.map(placed));
        let occluders = map.occluders();
        map.draw(hair.map(placed).filter(|triangle| !occluders.hide(*triangle)));
        Self { map, view }
    }

    /// The share of the key light that reaches a point: the mean over 4×4 samples, so that edges are soft.
    pub fn lit(&self, p: Vec3) -> f32 {
        let p = self.view.place(p);
        let (left, top) = (p.x as i32 - 1, p.y as i32 - 1);
        let mut sum = 0.0;
        for y in top..top + 4 {
            for x in left..left + 4 {
                let behind = self.map.at(x, y) - p.z;
                sum += 1.0 - ((behind - FADE[0]) / (FADE[1] - FADE[0])).clamp(0.0, 1.0);
            }
        }
        sum / 16.0
    }
}

#[cfg(test)]
mod tests {
    use glam::vec3;

    use super::*;

    #[test]
    fn what_stands_in_the_light_throws_a_shadow() {
        let wall = [vec3(-1.0, -1.0, 1.0), vec3(1.0, -1.0, 1.0), vec3(0.0, 1.0, 1.0)];
        let shadow = Shadow::new(Vec3::Z, Vec3::ZERO, [wall].into_iter(), std::iter::empty());
        assert_eq!(shadow.lit(Vec3::ZERO), 0.0);
        assert_eq!(shadow.lit(vec3(0.0, 0.0, 1.0)), 1.0);
        assert_eq!(shadow.lit(vec3(1.5, 0.0, 0.0)), 1.0);
    }
}
