//! Sharpness: the variance of the Laplacian, at a fixed distance between the eyes so that photos of any size compare.

use super::Values;
use super::subject::{SIDE, Subject};
use super::table::Check;

pub fn measure(subject: &Subject) -> Values {
    let grey: Vec<f64> = subject
        .picture
        .pixels()
        .map(|pixel| {
            let [r, g, b] = pixel.0.map(f64::from);
            0.299 * r + 0.587 * g + 0.114 * b
        })
        .collect();
    let inner = (1..SIDE - 1).flat_map(|y| (1..SIDE - 1).map(move |x| y * SIDE + x));
    let answers: Vec<f64> = inner
        .filter(|&i| subject.region[i])
        .map(|i| grey[i - 1] + grey[i + 1] + grey[i - SIDE] + grey[i + SIDE] - 4.0 * grey[i])
        .collect();
    let count = answers.len() as f64;
    let mean = answers.iter().sum::<f64>() / count;
    let variance = answers.iter().map(|answer| (answer - mean).powi(2)).sum::<f64>() / count;
    // One grey level of noise is as sharp as nothing.
    vec![(Check::Sharpness, variance.max(1.0).ln())]
}
