//! An image's values between its pixels, along a line: how pictures of any part of a photo are made.

use image::RgbImage;

use super::geometry::Point;
use crate::kernels::Quad;

/// What is outside of the image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outside {
    Black,
    /// The nearest pixel.
    Edge,
}

/// Points on a line: the first one, and the way to the next.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub start: Point,
    pub step: Point,
}

impl Line {
    fn at(self, i: usize) -> Point {
        [0, 1].map(|axis| self.start[axis] + i as f64 * self.step[axis])
    }
}

/// Adds to each sum the image's values at its points, `each` of them, blended from the four pixels around. Of a sum's four numbers
/// the last has no meaning.
pub fn add_values(sums: &mut [Quad], each: usize, image: &RgbImage, line: Line, outside: Outside) {
    let ends = [line.at(0), line.at((sums.len() * each).saturating_sub(1))];
    if ends.iter().all(|&end| is_inside(image, end)) {
        return add_inside(sums, each, image, line);
    }
    let last = [image.width(), image.height()].map(|length| f64::from(length.saturating_sub(1)));
    for (i, sum) in sums.iter_mut().enumerate() {
        for point in (i * each..(i + 1) * each).map(|i| line.at(i)) {
            *sum = match outside {
                Outside::Black => plus_value(*sum, image, point),
                Outside::Edge => plus_value(*sum, image, [0, 1].map(|axis| point[axis].clamp(0.0, last[axis]))),
            };
        }
    }
}

/// Whether the four pixels around a point are in the image, and a row below them, for the byte that is read too much.
fn is_inside(image: &RgbImage, [x, y]: Point) -> bool {
    let [right, below] =
        [(image.width(), 2), (image.height(), 3)].map(|(length, margin)| f64::from(length) - f64::from(margin));
    (0.0..right).contains(&x) && (0.0..below).contains(&y)
}

/// Parts of a pixel that are told apart.
const PARTS: f64 = (1u64 << 32) as f64;

/// For a line whose ends are [inside](is_inside). Counted in whole parts of a pixel, a point costs no conversion and no comparison;
/// a thousand steps are off by 1e-7 pixels, towards the start, so that no point leaves the picture.
fn add_inside(sums: &mut [Quad], each: usize, image: &RgbImage, line: Line) {
    let parts = |value: f64| (value * PARTS) as i64;
    let ([mut x, mut y], step) = (line.start.map(parts), line.step.map(parts));
    let row = 3 * image.width() as usize;
    let bytes = image.as_raw().as_slice();
    for sum in sums {
        for _ in 0..each {
            let at = (y >> 32) as usize * row + 3 * (x >> 32) as usize;
            let [upper, lower] = [at, at + row].map(|at| bytes[at..].first_chunk::<7>().expect("a point inside"));
            let [fx, fy] = [x, y].map(|value| value as u32 as f32 / PARTS as f32);
            *sum = sum
                .plus((1.0 - fx) * (1.0 - fy), upper.first_chunk().expect("four of seven"))
                .plus(fx * (1.0 - fy), upper.last_chunk().expect("four of seven"))
                .plus((1.0 - fx) * fy, lower.first_chunk().expect("four of seven"))
                .plus(fx * fy, lower.last_chunk().expect("four of seven"));
            (x, y) = (x + step[0], y + step[1]);
        }
    }
}

/// `sum` and the image's value at a point; black outside.
fn plus_value(sum: Quad, image: &RgbImage, [x, y]: Point) -> Quad {
    let (left, top) = (x.floor(), y.floor());
    let (fx, fy) = ((x - left) as f32, (y - top) as f32);
    let weights = [(1.0 - fx) * (1.0 - fy), fx * (1.0 - fy), (1.0 - fx) * fy, fx * fy];
    let corners = [[left, top], [left + 1.0, top], [left, top + 1.0], [left + 1.0, top + 1.0]];
    corners.into_iter().zip(weights).fold(sum, |sum, ([x, y], weight)| {
        // Far outside, and NaN, become a pixel that is not there.
        let inside = (x >= 0.0 && y >= 0.0).then_some((x as u32, y as u32));
        let [r, g, b] = inside.and_then(|(x, y)| image.get_pixel_checked(x, y)).map_or([0; 3], |pixel| pixel.0);
        sum.plus(weight, &[r, g, b, 0])
    })
}
