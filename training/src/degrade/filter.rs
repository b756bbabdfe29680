//! Blur of lens and motion, low resolution, shift and zoom.

use attn_fiqa::crop::CROP_SIZE;
use attn_fiqa::face::{Pyramid, SimilarityTransform, warp};
use image::imageops::{FilterType, resize};
use image::{Rgb, RgbImage};

use super::plane::Plane;
use crate::render::Rng;

/// Reach of a Gaussian in standard deviations.
const REACH: f32 = 3.0;
/// The last row and column.
const LAST: f64 = (CROP_SIZE - 1) as f64;

/// Gaussian blur.
pub fn blur(picture: &RgbImage, sigma: f32) -> RgbImage {
    let reach = (REACH * sigma).ceil() as i32;
    let weights: Vec<f32> = (-reach..=reach).map(|at| (-0.5 * (at as f32 / sigma).powi(2)).exp()).collect();
    let sum: f32 = weights.iter().sum();
    let mut plane = Plane::from(picture);
    for axis in [[1, 0], [0, 1]] {
        let mut blurred = Plane::black();
        for (at, weight) in (-reach..=reach).zip(&weights) {
            blurred.add_moved(&plane, axis.map(|step| step * at), weight / sum);
        }
        plane = blurred;
    }
    plane.into()
}

/// Motion during the exposure: along a line of `length` pixels in any direction.
pub fn motion(picture: &RgbImage, length: f32, rng: &mut Rng) -> RgbImage {
    let (sin, cos) = rng.range(0.0, std::f32::consts::PI).sin_cos();
    let steps = (length.ceil() as i32).max(1) * 2;
    let plane = Plane::from(picture);
    let mut moved = Plane::black();
    let mut places: Vec<[i32; 2]> = (0..=steps)
        .map(|step| (step as f32 / steps as f32 - 0.5) * length)
        .map(|at| [(at * cos).round() as i32, (at * sin).round() as i32])
        .collect();
    places.dedup();
    let weight = 1.0 / places.len() as f32;
    places.into_iter().for_each(|place| moved.add_moved(&plane, place, weight));
    moved.into()
}

/// As if the face had been `side` pixels wide in the photo: shrunk, and enlarged again by one of the usual filters.
pub fn low_resolution(picture: &RgbImage, side: u32, rng: &mut Rng) -> RgbImage {
    let [width, height] = [CROP_SIZE as u32; 2];
    let enlarge = [FilterType::Triangle, FilterType::CatmullRom, FilterType::Nearest][rng.weighted(&[0.55, 0.4, 0.05])];
    resize(&resize(picture, side, side, FilterType::Triangle), width, height, enlarge)
}

/// A crop that misses the face: shifted by `distance` pixels in any direction, turned and zoomed in proportion.
pub fn misalign(picture: &RgbImage, distance: f32, rng: &mut Rng) -> RgbImage {
    let share = distance / CROP_SIZE as f32;
    let (sin, cos) = rng.range(0.0, std::f32::consts::TAU).sin_cos();
    let (turn, zoom) = (rng.normal() * share * 0.8, (rng.normal() * share * 0.8).exp());
    let transform = about_the_centre(turn, zoom, [distance * cos, distance * sin]);
    if rng.chance(0.3) {
        return warp(&Pyramid::new(picture), &transform, CROP_SIZE as u32);
    }
    // It goes on mirrored at the edge: so do real photos; only at the photo's own edge the crop repeats it.
    let fold = |value: f64| (LAST - (value.abs() - LAST).abs()).clamp(0.0, LAST) as u32;
    moved(picture, &transform, |_, [x, y]| *picture.get_pixel(fold(x), fold(y)))
}

/// Turns (radians) and zooms a crop about its middle, then shifts it.
pub fn about_the_centre(turn: f32, zoom: f32, [right, down]: [f32; 2]) -> SimilarityTransform {
    let (a, b) = (turn.cos() * zoom, turn.sin() * zoom);
    let centre = CROP_SIZE as f32 / 2.0;
    SimilarityTransform {
        a: a.into(),
        b: b.into(),
        tx: (centre - a * centre + b * centre + right).into(),
        ty: (centre - b * centre - a * centre + down).into(),
    }
}

/// A crop moved; where it has no pixels, `outside` gives them for a place in the result and the one in the crop.
pub fn moved(
    picture: &RgbImage,
    transform: &SimilarityTransform,
    outside: impl Fn([u32; 2], [f64; 2]) -> Rgb<u8>,
) -> RgbImage {
    let mut moved = warp(&Pyramid::new(picture), transform, CROP_SIZE as u32);
    let back = transform.inverse();
    for (x, y, pixel) in moved.enumerate_pixels_mut() {
        let from = back.apply([f64::from(x), f64::from(y)]);
        if from.iter().any(|value| !(0.0..=LAST).contains(value)) {
            *pixel = outside([x, y], from);
        }
    }
    moved
}
