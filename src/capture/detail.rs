//! Detail: what the picture shows of the face, whatever the size of its file. All of it at a fixed distance between the
//! eyes, so that photos of any size compare, and over the face's contrast, so that darkness and dark skin are not blur.

use super::Values;
use super::blocks::{self, Blocks};
use super::exposure::{grey, grey_range};
use super::subject::{SIDE, Subject};
use super::table::Check;
use crate::face::geometry::distance;

/// Ratio of the edges at 35 pixels between the eyes to those at 17.5, and the pixels between the eyes that such a picture
/// really has. Measured: the medians over 17 sharp photos, made smaller and enlarged again (cubic).
const REAL_PIXELS: [(f64, f64); 8] = [
    (0.270, 6.0),
    (0.292, 8.0),
    (0.329, 12.0),
    (0.393, 20.0),
    (0.476, 30.0),
    (0.542, 40.0),
    (0.614, 60.0),
    (0.668, 70.0),
];
/// Edges of the same pictures for each real pixel between the eyes.
const EDGES_PER_PIXEL: f64 = 0.001;
/// Variance of the Laplacian that noise of variance 1 makes in the picture, and in its half. Measured on the same photos;
/// white noise would have 20 and 5, but the picture is resampled.
const NOISE_EDGES: [f64; 2] = [25.0, 11.0];
/// Strength from which blocks are what the picture is made of, and from which even those of JPEG's own size are.
const MADE_OF_BLOCKS: (f64, f64) = (0.3, 0.6);
/// Sides of JPEG's blocks: of brightness, and of colour at half the resolution.
const JPEG_SIDES: [f64; 2] = [8.0, 16.0];
/// How exactly a side is measured, as a share of it.
const SIDE_TOLERANCE: f64 = 0.02;
/// Share of the face that is brighter, or darker, than what counts as its contrast.
const OUTLIERS: f64 = 0.005;
/// Least contrast that numbers are held against, in grey levels: below it they are rounding.
const LEAST_CONTRAST: f64 = 8.0;

pub fn measure(subject: &Subject) -> Values {
    let full = Plane::of(subject);
    if !full.inside.contains(&true) {
        return Values::new();
    }
    let contrast = grey_range(subject, OUTLIERS).max(LEAST_CONTRAST);
    let noise = full.noise() / contrast;
    let half = full.half();
    let edges = [&full, &half, &half.half()].map(|plane| plane.edges() / contrast);
    let without_noise = |level: usize| (edges[level].powi(2) - NOISE_EDGES[level] * noise.powi(2)).max(0.0).sqrt();
    let [left, right] = subject.face.landmarks.eyes();
    let in_file = distance(left, right);
    let (real, compression) = match blocks::find(subject) {
        Some(blocks) if made_of(blocks) => (in_file / blocks.side, 0.0),
        blocks => (in_file, blocks.map_or(0.0, |blocks| blocks.strength)),
    };
    let real = real.min(real_pixels(without_noise(1) / edges[2]));
    vec![
        (Check::Sharpness, without_noise(0).min(EDGES_PER_PIXEL * real)),
        (Check::RealResolution, real),
        (Check::Noise, noise),
        (Check::Compression, compression),
    ]
}

/// Whether these are the picture's pixels, and not what JPEG left of finer ones.
fn made_of(blocks: Blocks) -> bool {
    let of_jpeg = JPEG_SIDES.iter().any(|side| (blocks.side / side - 1.0).abs() < SIDE_TOLERANCE);
    blocks.strength >= if of_jpeg { MADE_OF_BLOCKS.1 } else { MADE_OF_BLOCKS.0 }
}

/// Pixels between the eyes of a picture with this ratio; infinite where nothing is missing.
fn real_pixels(ratio: f64) -> f64 {
    match REAL_PIXELS.iter().position(|(known, _)| *known >= ratio) {
        Some(0) => REAL_PIXELS[0].1,
        Some(above) => {
            let ((low, from), (high, to)) = (REAL_PIXELS[above - 1], REAL_PIXELS[above]);
            from + (to - from) * (ratio - low) / (high - low)
        }
        None => f64::INFINITY,
    }
}

/// Grey values of the face's picture, or of its halves.
struct Plane {
    side: usize,
    grey: Vec<f64>,
    inside: Vec<bool>,
}

impl Plane {
    fn of(subject: &Subject) -> Self {
        let grey = subject.picture.pixels().map(|pixel| grey(pixel.0)).collect();
        Self { side: SIDE, grey, inside: subject.region.clone() }
    }

    /// Each pixel the mean of 2×2; inside if all four are.
    fn half(&self) -> Self {
        let side = self.side / 2;
        let four = |i: usize| {
            let first = 2 * (i / side) * self.side + 2 * (i % side);
            [first, first + 1, first + self.side, first + self.side + 1]
        };
        let grey = (0..side * side).map(|i| four(i).iter().map(|&j| self.grey[j]).sum::<f64>() / 4.0).collect();
        let inside = (0..side * side).map(|i| four(i).iter().all(|&j| self.inside[j])).collect();
        Self { side, grey, inside }
    }

    /// Pixels of the face that have neighbours on all sides.
    fn inner(&self) -> impl Iterator<Item = usize> {
        let inner = 1..self.side - 1;
        inner.clone().flat_map(move |y| inner.clone().map(move |x| y * self.side + x)).filter(|&i| self.inside[i])
    }

    /// Standard deviation of the Laplacian.
    fn edges(&self) -> f64 {
        let Self { side, grey, .. } = self;
        let answers: Vec<f64> =
            self.inner().map(|i| grey[i - 1] + grey[i + 1] + grey[i - side] + grey[i + side] - 4.0 * grey[i]).collect();
        let count = answers.len().max(1) as f64;
        let mean = answers.iter().sum::<f64>() / count;
        (answers.iter().map(|answer| (answer - mean).powi(2)).sum::<f64>() / count).sqrt()
    }

    /// Standard deviation of the noise: Immerkær's filter (1996), which edges hardly answer to, and the median, which is
    /// skin and not hair.
    fn noise(&self) -> f64 {
        let Self { side, grey, .. } = self;
        let row = |i: usize| grey[i - 1] - 2.0 * grey[i] + grey[i + 1];
        let mut answers: Vec<f64> =
            self.inner().map(|i| (row(i - side) - 2.0 * row(i) + row(i + side)).abs()).collect();
        if answers.is_empty() {
            return 0.0;
        }
        let middle = answers.len() / 2;
        // 0.6745: the median of a normal variable's size; 6: the filter's gain.
        *answers.select_nth_unstable_by(middle, f64::total_cmp).1 / (0.6745 * 6.0)
    }
}
