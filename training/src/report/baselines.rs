//! Measures that need no network, to compare quality with.

use attn_fiqa::crop::CROP_SIZE;
use image::RgbImage;

use super::statistics::{deviation, mean};

/// ITU-R BT.601 luma, 0 to 255.
fn luma(image: &RgbImage) -> Vec<f64> {
    image.pixels().map(|pixel| [0.299, 0.587, 0.114].iter().zip(pixel.0).map(|(w, v)| w * f64::from(v)).sum()).collect()
}

/// Variance of the Laplacian, the usual measure of sharpness.
pub fn sharpness(image: &RgbImage) -> f64 {
    let luma = luma(image);
    let at = |x: usize, y: usize| luma[y * CROP_SIZE + x];
    let inner = 1..CROP_SIZE - 1;
    let laplacian = |x: usize, y: usize| at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4.0 * at(x, y);
    let values: Vec<f64> = inner.clone().flat_map(|y| inner.clone().map(move |x| laplacian(x, y))).collect();
    deviation(&values).powi(2)
}

/// How near the mean luma is to the middle of its range.
pub fn brightness(image: &RgbImage) -> f64 {
    -(mean(&luma(image)) - 127.5).abs()
}
