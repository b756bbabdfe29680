//! Block edges: the squares of a picture that was enlarged without smoothing, and those of a JPEG file of low quality.
//!
//! Steps between neighbours, summed along columns and along rows, are a comb where there are blocks. One tooth in both
//! directions at the same distance is hardly ever the face's own. Steps are read along the photo's own axes: turned, a
//! comb is none.

use std::f64::consts::TAU;
use std::ops::Range;

use image::RgbImage;

use super::exposure::grey;
use super::subject::Subject;
use crate::face::geometry::{SimilarityTransform, distance};

/// Least pixels between the eyes of the copy that is read; a larger photo is halved until less than twice as many are.
const EYE_DISTANCE: f64 = 70.0;
/// Shortest distance of two block edges, in pixels of the copy: a comb needs a step and a pause.
const LEAST_PERIOD: f64 = 1.9;
/// Most blocks between the eyes are 70 over the shortest distance; fewest, by our choice, 4: less is not found as a face.
const LEAST_BLOCKS: f64 = 4.0;
/// Frequencies tried per cycle over the region's length: between two, a comb's peak loses less than a tenth.
const PER_CYCLE: f64 = 4.0;
/// A longer distance with this share of the peak is the true one, the peak its harmonic.
const HARMONIC: f64 = 0.7;
/// Least pixels of the region along each axis: fewer steps make a comb by chance.
const LEAST_SIDE: usize = 48;

/// The strongest comb.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blocks {
    /// Share of all steps that fall on it, 0–1.
    pub strength: f64,
    /// Side of a block, in pixels of the photo.
    pub side: f64,
}

/// Looks for blocks in the face; `None` if too little of it is in the photo.
pub fn find(subject: &Subject) -> Option<Blocks> {
    let [left, right] = subject.face.landmarks.eyes();
    let between = distance(left, right);
    let halvings = (between / EYE_DISTANCE).log2().floor().max(0.0);
    // The copy as if it were to be drawn as it is.
    let (copy, to_copy) = subject.photo.copy_for(&SimilarityTransform::resize(halvings.exp2()), 1.0);
    let scale = 1.0 / (to_copy.scale() / halvings.exp2());
    let [columns, rows] = region(subject, copy, scale)?;
    let grey = |x: usize, y: usize| grey(copy.get_pixel(x as u32, y as u32).0);
    let across: Vec<f64> =
        columns.clone().skip(1).map(|x| rows.clone().map(|y| (grey(x, y) - grey(x - 1, y)).abs()).sum()).collect();
    let down: Vec<f64> =
        rows.clone().skip(1).map(|y| columns.clone().map(|x| (grey(x, y) - grey(x, y - 1)).abs()).sum()).collect();
    let (strength, period) = comb(&windowed(across), &windowed(down), between / scale / LEAST_BLOCKS)?;
    Some(Blocks { strength, side: period * scale })
}

/// The face's columns and rows in a copy of the photo, `scale` photo pixels a pixel.
fn region(subject: &Subject, copy: &RgbImage, scale: f64) -> Option<[Range<usize>; 2]> {
    let points = subject.outline();
    let ranges = [(0, copy.width()), (1, copy.height())].map(|(axis, length)| {
        let ends = points.iter().map(|point| point[axis] / scale);
        let low = ends.clone().fold(f64::INFINITY, f64::min).max(0.0);
        let high = ends.fold(0.0, f64::max).min(f64::from(length));
        low as usize..high as usize
    });
    ranges.iter().all(|range| range.len() >= LEAST_SIDE).then_some(ranges)
}

/// The steps with a Hann window, and their sum.
fn windowed(steps: Vec<f64>) -> (Vec<f64>, f64) {
    let length = steps.len() as f64;
    let window = |i: usize| 0.5 - 0.5 * (TAU * (i as f64 + 0.5) / length).cos();
    let steps: Vec<f64> = steps.iter().enumerate().map(|(i, step)| step * window(i)).collect();
    let sum = steps.iter().sum();
    (steps, sum)
}

/// Strength and period of the strongest comb that both have; `None` where there are no steps at all.
fn comb(across: &(Vec<f64>, f64), down: &(Vec<f64>, f64), longest: f64) -> Option<(f64, f64)> {
    if across.1 <= 0.0 || down.1 <= 0.0 {
        return None;
    }
    let length = across.0.len().max(down.0.len()) as f64;
    let strength = |frequency: f64| tooth(across, frequency).min(tooth(down, frequency));
    let lowest = (length * PER_CYCLE / longest).ceil() as usize;
    let highest = (length * PER_CYCLE / LEAST_PERIOD) as usize;
    let all: Vec<(f64, f64)> =
        (lowest..=highest).map(|i| i as f64 / (length * PER_CYCLE)).map(|f| (strength(f), f)).collect();
    let (peak, _) = *all.iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let (_, first) = *all.iter().find(|(strength, _)| *strength >= HARMONIC * peak)?;
    // The find stops on the slope; the top is near.
    let near = all.iter().filter(|(_, f)| (first..first + 2.0 / length).contains(f));
    let (_, frequency) = *near.max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some((peak, 1.0 / frequency))
}

/// Share of the steps that one frequency explains.
fn tooth((steps, sum): &(Vec<f64>, f64), frequency: f64) -> f64 {
    let (sin, cos) = (TAU * frequency).sin_cos();
    let (mut real, mut imaginary, mut c, mut s) = (0.0, 0.0, 1.0, 0.0);
    for step in steps {
        real += step * c;
        imaginary += step * s;
        (c, s) = (c * cos - s * sin, s * cos + c * sin);
    }
    f64::hypot(real, imaginary) / sum
}
