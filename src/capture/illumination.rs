//! The two cheeks: whether the light on them is the same, and whether their colour is one that skin has.

use super::Values;
use super::exposure::{histogram, linear, luminance};
use super::subject::{Subject, contains};
use super::table::Check;
use crate::face::geometry::{SimilarityTransform, corners, middle};

/// Side of a cheek's square, in distances between the eyes. Source: OFIQ `IlluminationUniformity`.
const SQUARE: f64 = 0.3;
/// Pixels along the side of a square's picture: enough for a histogram of 256 levels.
const SIDE: usize = 60;
/// Range of a* and b* of skin. Source: OFIQ `NaturalColour`.
const SKIN: [(f64, f64); 2] = [(5.0, 25.0), (5.0, 35.0)];

pub fn measure(subject: &Subject) -> Values {
    let cheeks = cheeks(subject);
    let [Some(left), Some(right)] = cheeks.each_ref().map(|pixels| histogram(pixels.iter().copied())) else {
        return Values::new();
    };
    let overlap: f64 = left.iter().zip(&right).map(|(left, right)| left.min(*right)).sum();
    let [left, right] = cheeks.each_ref().map(|pixels| light(pixels));
    vec![
        (Check::IlluminationUniformity, overlap),
        (Check::EvenLight, left.min(right) / left.max(right).max(f64::MIN_POSITIVE)),
        (Check::NaturalColour, distance_from_skin(&cheeks.concat())),
    ]
}

/// Mean luminance.
fn light(pixels: &[[f32; 3]]) -> f64 {
    pixels.iter().map(|pixel| luminance(*pixel)).sum::<f64>() / pixels.len() as f64
}

/// A square below each eye, half way to the mouth, upright in the face; empty where the photo's edge cuts it.
fn cheeks(subject: &Subject) -> [Vec<[f32; 3]>; 2] {
    let eyes @ [left, right] = subject.face.landmarks.eyes();
    let (between, mouth) = (middle(left, right), subject.face.landmarks.mouth());
    let down = [0, 1].map(|axis| (mouth[axis] - between[axis]) / 2.0);
    let side = [0, 1].map(|axis| (right[axis] - left[axis]) * SQUARE);
    eyes.map(|eye| {
        let to_photo = SimilarityTransform::of_square(SIDE, [eye[0] + down[0], eye[1] + down[1]], side);
        let whole = corners(SIDE).iter().all(|corner| contains(subject.photo, to_photo.apply(*corner), 0.0));
        if whole { subject.photo.sample(&to_photo, SIDE) } else { Vec::new() }
    })
}

fn distance_from_skin(pixels: &[[f32; 3]]) -> f64 {
    let count = pixels.len() as f64;
    let sum = pixels.iter().map(|pixel| chroma(*pixel)).fold([0.0, 0.0], |sum, ab| [sum[0] + ab[0], sum[1] + ab[1]]);
    let outside = |axis: usize| {
        let (low, high) = SKIN[axis];
        let mean = sum[axis] / count;
        (low - mean).max(mean - high).max(0.0)
    };
    outside(0).hypot(outside(1))
}

/// a* and b* of CIELAB under D50, from sRGB: Bradford-adapted matrix of the ICC's sRGB profile, rows over the white point.
fn chroma(pixel: [f32; 3]) -> [f64; 2] {
    let [r, g, b] = pixel.map(linear);
    // In single precision, which is exact enough: the root is most of the work.
    let root = |t: f64| f64::from((t as f32).cbrt());
    let f = |t: f64| if t > (6.0f64 / 29.0).powi(3) { root(t) } else { t * (29.0f64 / 6.0).powi(2) / 3.0 + 4.0 / 29.0 };
    let x = f((0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / 0.96422);
    let y = f(0.2225045 * r + 0.7168786 * g + 0.0606169 * b);
    let z = f((0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / 0.82521);
    [500.0 * (x - y), 200.0 * (y - z)]
}
