//! How far the eyes are open, read from their own pixels: the 68 points follow the shape of a usual face and keep the lids
//! apart when they are shut.
//!
//! Each eye is a picture of 13×9 cells; a linear measure of their brightness and redness gives the opening. It learned on
//! rendered faces whose lids shut fully, and on half of the people of the Face Research Lab London Set (DeBruine and Jones
//! 2017, CC BY 4.0), as they are and with painted lids.

use super::exposure::grey;
use super::eye_weights::{BIAS, BRIGHTNESS, REDNESS};
use super::subject::Subject;
use crate::face::geometry::{Point, SimilarityTransform};
use crate::face::warp;

/// Cells along a row.
const COLUMNS: usize = 13;
/// Rows of cells.
const ROWS: usize = 9;
/// Length of a row, in distances between the eyes.
const LENGTH: f64 = 39.0 / 70.0;
/// Added to the deviation of the cells' brightness, in grey levels: an eye without contrast has no opening to read.
const LEAST_DEVIATION: f64 = 3.0;
/// Added to the sum of a cell's channels, of 255: black has no colour.
const LEAST_SUM: f64 = 10.0;
/// Gives redness the range of brightness.
const REDNESS_SCALE: f64 = 12.0;

/// Opening of the narrower eye, in distances from the eyes to the chin.
pub fn opening(subject: &Subject) -> f64 {
    let [left, right] = subject.face.landmarks.eyes();
    let across = [right[0] - left[0], right[1] - left[1]];
    let of_left = opening_of(&cells(subject, left, across, false));
    let of_right = opening_of(&cells(subject, right, across, true));
    of_left.min(of_right).max(0.0)
}

/// The cells of an eye, row by row from the outer corner to the inner.
fn cells(subject: &Subject, eye: Point, across: Point, mirrored: bool) -> Vec<[u8; 3]> {
    let to_photo = SimilarityTransform::of_square(COLUMNS, eye, across.map(|length| length * LENGTH));
    let square = warp(subject.photo, &to_photo.inverse(), COLUMNS as u32);
    let margin = (COLUMNS - ROWS) / 2;
    let column = |x: usize| if mirrored { COLUMNS - 1 - x } else { x };
    let cell = |i: usize| square.get_pixel(column(i % COLUMNS) as u32, (margin + i / COLUMNS) as u32).0;
    (0..COLUMNS * ROWS).map(cell).collect()
}

fn opening_of(cells: &[[u8; 3]]) -> f64 {
    let brightness: Vec<f64> = cells.iter().map(|cell| grey(*cell)).collect();
    let redness: Vec<f64> = cells
        .iter()
        .map(|cell| {
            let [red, green, blue] = cell.map(f64::from);
            (red - blue) / (red + green + blue + LEAST_SUM)
        })
        .collect();
    let (level, deviation) = mean_and_deviation(&brightness);
    let (tint, _) = mean_and_deviation(&redness);
    let of_brightness = brightness.iter().zip(&BRIGHTNESS).map(|(value, weight)| (value - level) * weight).sum::<f64>();
    let of_redness = redness.iter().zip(&REDNESS).map(|(value, weight)| (value - tint) * weight).sum::<f64>();
    BIAS + of_brightness / (deviation + LEAST_DEVIATION) + of_redness * REDNESS_SCALE
}

fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    (mean, (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt())
}
