//! The squares of a photo that the networks look at, each as the transform from its picture to the photo.

use std::f64::consts::{FRAC_PI_2, PI};

use super::blazeface;
use crate::face::geometry::{Point, SimilarityTransform};
use crate::face::pyramid::Pyramid;

/// Turns of the whole photo in which a head that is not upright is upright.
pub const TURNS: [f64; 3] = [PI, FRAC_PI_2, -FRAC_PI_2];

/// The whole photo in one square picture, turned.
pub fn whole(photo: &Pyramid, turn: f64) -> SimilarityTransform {
    let [width, height] = photo.size();
    view([width / 2.0 - 0.5, height / 2.0 - 0.5], width.max(height), turn)
}

/// Squares that cover the photo, their side a share of the photo's longer one, at most `step` of a side from one to the next.
pub fn tiles(photo: &Pyramid, share: f64, step: f64) -> Vec<SimilarityTransform> {
    let [width, height] = photo.size();
    let side = share * width.max(height);
    let middles = |length: f64| {
        let free = length - side;
        let count = (free / (side * step)).ceil().max(0.0) as usize + 1;
        (0..count).map(move |i| match count {
            1 => length / 2.0 - 0.5,
            _ => side / 2.0 - 0.5 + free * i as f64 / (count - 1) as f64,
        })
    };
    middles(height).flat_map(|y| middles(width).map(move |x| view([x, y], side, 0.0))).collect()
}

/// A square in crop pixels, upright in the face that `transform` aligns, as a picture of `pixels` a side.
pub fn in_face(pixels: usize, middle: Point, side: f64, transform: &SimilarityTransform) -> SimilarityTransform {
    SimilarityTransform::of_square(pixels, middle, [side, 0.0]).then(&transform.inverse())
}

fn view(middle: Point, side: f64, turn: f64) -> SimilarityTransform {
    SimilarityTransform::of_square(blazeface::SIDE, middle, [side * turn.cos(), side * turn.sin()])
}
