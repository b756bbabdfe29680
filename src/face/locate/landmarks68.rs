//! A square, upright face → 68 points: jaw, brows, nose, lids and lips in the order of the iBUG 300-W annotation.
//!
//! The layers are those of face-api's `face_landmark_68` model, whose weights it takes.

use std::array;

use super::convolutions::{Conv, Separable};
use super::feature_map::FeatureMap;
use super::weights::Weights;
use crate::error::Result;
use crate::face::Point;

/// Side of the picture it takes, in pixels.
pub const SIDE: usize = 112;
/// How many points it gives.
pub const POINTS: usize = 68;
/// Channels after each of its four dense blocks.
const WIDTHS: [usize; 4] = [32, 64, 128, 256];
/// Mean colour that is taken off. Source: face-api's `FaceFeatureExtractor`.
const MEAN_RGB: [f32; 3] = [122.782, 117.001, 104.298];

/// The network.
#[derive(Debug)]
pub struct Landmarks68 {
    first: Conv,
    /// Of each dense block, its convolutions; the very first one is `first`.
    blocks: Vec<Vec<Separable>>,
    /// `[136, 256]`, row-major.
    matrix: Vec<f32>,
    bias: Vec<f32>,
}

impl Landmarks68 {
    /// Takes its weights.
    ///
    /// # Errors
    /// [`Error::ModelFormat`](crate::Error::ModelFormat) names the tensor that is missing or misshapen.
    pub fn read(weights: &mut Weights) -> Result<Self> {
        let (kernel, bias) = weights.pair("landmarks68.dense0.conv0", &[WIDTHS[0], 3, 3, 3])?;
        let first = Conv::new(&kernel, &bias);
        let blocks = (0..WIDTHS.len()).map(|i| {
            let convolution = |j: usize| read(weights, i, j);
            (usize::from(i == 0)..4).map(convolution).collect::<Result<Vec<_>>>()
        });
        let blocks = blocks.collect::<Result<_>>()?;
        let (matrix, bias) = weights.pair("landmarks68.fc", &[2 * POINTS, WIDTHS[3]])?;
        Ok(Self { first, blocks, matrix, bias })
    }

    /// A picture of 112×112 RGB values from 0 to 255 → points in its pixels.
    pub fn points(&self, picture: &[[f32; 3]]) -> [Point; POINTS] {
        let normalized: Vec<[f32; 3]> =
            picture.iter().map(|pixel| array::from_fn(|i| (pixel[i] - MEAN_RGB[i]) / 255.0)).collect();
        let first = dense(self.first.forward_relu(&normalized), &self.blocks[0]);
        let map = self.blocks[1..].iter().fold(first, |map, block| {
            let entry = block[0].forward(&map).relu();
            dense(entry, &block[1..])
        });
        let features = map.mean();
        // Shares of the picture's side, counted from the corner of its first pixel.
        let output = |i: usize| {
            let row = &self.matrix[i * WIDTHS[3]..][..WIDTHS[3]];
            let share = self.bias[i] + row.iter().zip(&features).map(|(weight, value)| weight * value).sum::<f32>();
            f64::from(share) * SIDE as f64 - 0.5
        };
        array::from_fn(|i| [output(2 * i), output(2 * i + 1)])
    }
}

fn read(weights: &mut Weights, block: usize, convolution: usize) -> Result<Separable> {
    let outputs = WIDTHS[block];
    let enters = convolution == 0;
    let inputs = if enters { WIDTHS[block - 1] } else { outputs };
    let key = format!("landmarks68.dense{block}.conv{convolution}");
    let taps = weights.take(&format!("{key}.depthwise.weight"), &[inputs, 1, 3, 3])?;
    let matrix = weights.take(&format!("{key}.pointwise.weight"), &[outputs, inputs, 1, 1])?;
    let bias = weights.take(&format!("{key}.bias"), &[outputs])?;
    Ok(Separable::new(&taps, None, &matrix, &bias, if enters { 2 } else { 1 }))
}

/// Each convolution sees the rectified sum of everything before it in the block.
fn dense(entry: FeatureMap, convolutions: &[Separable]) -> FeatureMap {
    let mut sum = entry;
    let mut input = sum.clone();
    for convolution in convolutions {
        convolution.add_to(&input, &mut sum);
        input = sum.clone().relu();
    }
    input
}
