//! Points, and the similarity transforms between pictures.
//!
//! Coordinates are pixels; the centre of the top-left pixel is (0, 0), as in OpenCV, whose `warpAffine` made the crops
//! that the published models were trained on. So a picture of `n` pixels has its middle at `(n − 1)/2`, and every change
//! of scale shifts by part of a pixel: [`SimilarityTransform::resize`] and [`SimilarityTransform::of_square`] know by how
//! much.

use serde::Serialize;

/// A point in pixels: x to the right, y down.
pub type Point = [f64; 2];

/// The mean of some points.
pub fn mean(points: &[Point]) -> Point {
    let sum = points.iter().fold([0.0, 0.0], |sum, p| [sum[0] + p[0], sum[1] + p[1]]);
    sum.map(|value| value / points.len() as f64)
}

/// The point half way between two.
pub fn middle(p: Point, q: Point) -> Point {
    mean(&[p, q])
}

/// The distance between two points.
pub fn distance(p: Point, q: Point) -> f64 {
    (p[0] - q[0]).hypot(p[1] - q[1])
}

/// Twice the area of the triangle, positive if it runs clockwise on the screen.
pub fn turn(p: Point, q: Point, r: Point) -> f64 {
    (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
}

/// The middle of a square picture of this many pixels a side.
pub fn centre(side: usize) -> Point {
    [(side as f64 - 1.0) / 2.0; 2]
}

/// The corners of a square picture: the centres of its corner pixels.
pub fn corners(side: usize) -> [Point; 4] {
    let end = side as f64 - 1.0;
    [[0.0, 0.0], [end, 0.0], [0.0, end], [end, end]]
}

/// Scale, rotation and shift: `x′ = a·x − b·y + tx`, `y′ = b·x + a·y + ty`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(into = "[f64; 6]")]
pub struct SimilarityTransform {
    /// Scale times the cosine of the rotation.
    pub a: f64,
    /// Scale times the sine of the rotation.
    pub b: f64,
    /// Shift to the right, in pixels of the target.
    pub tx: f64,
    /// Shift down, in pixels of the target.
    pub ty: f64,
}

impl SimilarityTransform {
    /// The transform from `from` to `to` with the least squared error (Umeyama 1991, in two dimensions).
    ///
    /// As many points in both, which must not coincide: [`Landmarks::validate`](super::Landmarks::validate).
    pub fn estimate(from: &[Point], to: &[Point]) -> Self {
        let (p, q) = (mean(from), mean(to));
        let (mut dot, mut cross, mut variance) = (0.0, 0.0, 0.0);
        for (u, v) in from.iter().zip(to) {
            let (u, v) = ([u[0] - p[0], u[1] - p[1]], [v[0] - q[0], v[1] - q[1]]);
            dot += u[0] * v[0] + u[1] * v[1];
            cross += u[0] * v[1] - u[1] * v[0];
            variance += u[0] * u[0] + u[1] * u[1];
        }
        Self::through(dot / variance, cross / variance, p, q)
    }

    /// From the pixels of a picture to those of its copy, `scale` times as large.
    pub fn resize(scale: f64) -> Self {
        let shift = (scale - 1.0) / 2.0;
        Self { a: scale, b: 0.0, tx: shift, ty: shift }
    }

    /// From the pixels of a square picture to the square that it shows: the square's middle, and its side as a vector
    /// along the picture's top.
    pub fn of_square(pixels: usize, middle: Point, side: Point) -> Self {
        let [a, b] = side.map(|length| length / pixels as f64);
        Self::through(a, b, centre(pixels), middle)
    }

    /// Scaled and rotated so that `from` goes to `to`.
    fn through(a: f64, b: f64, from: Point, to: Point) -> Self {
        Self { a, b, tx: to[0] - a * from[0] + b * from[1], ty: to[1] - b * from[0] - a * from[1] }
    }

    /// Where a point goes.
    pub fn apply(&self, [x, y]: Point) -> Point {
        [self.a * x - self.b * y + self.tx, self.b * x + self.a * y + self.ty]
    }

    /// Root mean square distance between the moved points and their targets.
    pub fn residual(&self, from: &[Point], to: &[Point]) -> f64 {
        let square = |(point, target): (&Point, &Point)| distance(self.apply(*point), *target).powi(2);
        (from.iter().zip(to).map(square).sum::<f64>() / from.len() as f64).sqrt()
    }

    /// This one, then the other.
    pub fn then(&self, next: &Self) -> Self {
        let [tx, ty] = next.apply([self.tx, self.ty]);
        Self { a: next.a * self.a - next.b * self.b, b: next.b * self.a + next.a * self.b, tx, ty }
    }

    /// The way back.
    pub fn inverse(&self) -> Self {
        let scale = self.a * self.a + self.b * self.b;
        let (a, b) = (self.a / scale, -self.b / scale);
        Self { a, b, tx: -a * self.tx + b * self.ty, ty: -b * self.tx - a * self.ty }
    }

    /// Target pixels per source pixel.
    pub fn scale(&self) -> f64 {
        self.a.hypot(self.b)
    }
}

/// The 2×3 matrix, row-major.
impl From<SimilarityTransform> for [f64; 6] {
    fn from(SimilarityTransform { a, b, tx, ty }: SimilarityTransform) -> Self {
        [a, -b, tx, b, a, ty]
    }
}
