//! The nearest depths of a grid, and what they hide.

use glam::{Vec3, vec3};

use super::raster::fill;

/// Depth where nothing was drawn.
pub const FAR: f32 = -1e9;

/// Side of a tile, in samples: about as wide as a strand of hair is long.
const TILE: usize = 8;

/// The farthest depth in each tile of a grid: what is wholly behind it need not be drawn.
pub struct Occluders {
    across: usize,
    farthest: Vec<f32>,
}

impl Occluders {
    /// Of a grid of this many columns, row by row.
    pub fn new(columns: usize, depth: impl Iterator<Item = f32>) -> Self {
        let across = columns.div_ceil(TILE);
        let mut farthest = vec![];
        for (index, depth) in depth.enumerate() {
            let tile = index / columns / TILE * across + index % columns / TILE;
            if tile >= farthest.len() {
                farthest.resize(tile + 1, f32::MAX);
            }
            farthest[tile] = depth.min(farthest[tile]);
        }
        Self { across, farthest }
    }

    /// Whether a triangle's corners are behind everything that was drawn in its tiles.
    pub fn hide(&self, corners: [Vec3; 3]) -> bool {
        let [a, b, c] = corners;
        let (low, high) = (a.min(b).min(c), a.max(b).max(c));
        let down = self.farthest.len() / self.across;
        let tiles = |low: f32, high: f32, count: usize| {
            let tile = |value: f32| (value as i32).max(0) as usize / TILE;
            tile(low)..(tile(high) + 1).min(count)
        };
        let columns = tiles(low.x, high.x, self.across);
        tiles(low.y, high.y, down)
            .all(|row| columns.clone().all(|column| self.farthest[row * self.across + column] > high.z))
    }
}

/// Looks at a place from far away: points to samples of a [`DepthMap`] and their depth.
pub struct View {
    /// Across, up, towards the eye.
    axes: [Vec3; 3],
    centre: Vec3,
    scale: f32,
    middle: f32,
}

impl View {
    /// Towards the eye, from a centre; the map's `side` spans so many decimetres.
    pub fn new(towards: Vec3, centre: Vec3, side: usize, span: f32) -> Self {
        let across = towards.any_orthonormal_vector();
        let axes = [across, towards.cross(across), towards];
        Self { axes, centre, scale: side as f32 / span, middle: (side / 2) as f32 }
    }

    /// A point's sample, and its depth.
    pub fn place(&self, p: Vec3) -> Vec3 {
        let [x, y, depth] = self.axes.map(|axis| (p - self.centre).dot(axis));
        vec3(x * self.scale + self.middle, y * self.scale + self.middle, depth)
    }
}

/// A square grid of the nearest depths.
pub struct DepthMap {
    pub side: usize,
    pub depth: Vec<f32>,
}

impl DepthMap {
    /// An empty map.
    pub fn new(side: usize) -> Self {
        Self { side, depth: vec![FAR; side * side] }
    }

    /// Draws triangles whose corners are given in samples.
    pub fn draw(&mut self, triangles: impl Iterator<Item = [Vec3; 3]>) {
        let side = self.side;
        for triangle in triangles {
            fill(triangle, 0..side, 0..side, |x, y, _, z| {
                let nearest = &mut self.depth[y * side + x];
                *nearest = nearest.max(z);
            });
        }
    }

    /// What hides what is drawn from now on.
    pub fn occluders(&self) -> Occluders {
        Occluders::new(self.side, self.depth.iter().copied())
    }

    /// The depth at a sample; [`FAR`] outside.
    pub fn at(&self, x: i32, y: i32) -> f32 {
        let inside = |value: i32| (0..self.side as i32).contains(&value);
        if inside(x) && inside(y) { self.depth[y as usize * self.side + x as usize] } else { FAR }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Rng;
    use crate::render::raster::tests::CORNERS;

    #[test]
    fn the_nearest_wins() {
        let near = CORNERS.map(|corner| corner + Vec3::Z);
        let mut map = DepthMap::new(4);
        map.draw([near, CORNERS].into_iter());
        assert_eq!(map.at(0, 3), 4.0);
        assert_eq!((map.at(3, 0), map.at(-1, 0)), (FAR, FAR));
    }

    #[test]
    fn only_what_is_wholly_behind_is_hidden() {
        let mut map = DepthMap::new(16);
        // The left half of the grid, at depth 1.
        let [a, b, c, d] = [[0.0, 0.0], [7.0, 0.0], [7.0, 15.0], [0.0, 15.0]].map(|[x, y]| Vec3::new(x, y, 1.0));
        map.draw([[a, b, c], [a, c, d]].into_iter());
        let occluders = map.occluders();
        let small = CORNERS.map(|corner| corner * 0.2);
        assert!(occluders.hide(small));
        assert!(!occluders.hide(small.map(|corner| corner + Vec3::Z)));
        assert!(!occluders.hide(small.map(|corner| corner + Vec3::X * 7.5)));
    }

    #[test]
    fn leaving_out_what_is_hidden_changes_nothing() {
        let mut rng = Rng::new(1, 0);
        let mut triangle = |size: f32| {
            let centre = Vec3::new(rng.range(-4.0, 44.0), rng.range(-4.0, 44.0), rng.range(-9.0, 9.0));
            [(); 3].map(|()| centre + rng.direction() * size)
        };
        let solid: Vec<_> = (0..60).map(|_| triangle(20.0)).collect();
        let more: Vec<_> = (0..900).map(|_| triangle(6.0)).collect();
        let mut map = DepthMap::new(37);
        map.draw(solid.iter().copied());
        let occluders = map.occluders();
        let mut all = DepthMap { side: map.side, depth: map.depth.clone() };
        all.draw(more.iter().copied());
        let seen: Vec<_> = more.into_iter().filter(|triangle| !occluders.hide(*triangle)).collect();
        assert!((50..850).contains(&seen.len()), "{} of 900 not hidden", seen.len());
        map.draw(seen.into_iter());
        assert_eq!(map.depth, all.depth);
    }
}
