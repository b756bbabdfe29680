//! The real judge: a recogniser that learned from photos of real people and has nothing to do with ours.
//!
//! dlib's ResNet (`dlib_face_recognition_resnet_model_v1`, CC0) as npm's `@vladmandic/face-api` (MIT) ships it, 128 numbers a
//! face. It measures and it may teach; it is never shipped. Source of its structure: face-api's `src/faceRecognitionNet`;
//! `tests/reference/judge.mjs` runs that.

use std::path::Path;

use attn_fiqa::crop::CROP_SIZE;
use attn_fiqa::face::TEMPLATE;
use attn_fiqa::face::geometry::{Point, distance as between, mean};
use burn::tensor::activation::relu;
use burn::tensor::module::{avg_pool2d, conv2d, max_pool2d};
use burn::tensor::ops::{AvgPoolOptions, ConvOptions, MaxPoolOptions};
use burn::tensor::{Tensor, TensorData};
use image::RgbImage;

use super::face_api::FaceApi;
use super::{BATCH, Embed, rows};

/// The side of its input, in pixels.
pub const INPUT: usize = 150;
/// The mean colour that it takes off, and what it divides by: face-api's `FaceRecognitionNet.ts`.
const MEAN: [f32; 3] = [122.782, 117.001, 104.298];
const DIVISOR: f32 = 255.0;
/// Where face-api cuts a face out: a square whose side is the distance from the eyes to the mouth over the first, with the mean
/// of eyes and mouth at the others, across and down. Source: `align` in face-api's `FaceLandmarks.ts`.
const EYES_TO_MOUTH: f64 = 0.45;
const MIDDLE: Point = [0.5, 0.43];
/// The residual units: channels, and whether the picture is halved.
const BLOCKS: [(&str, bool); 14] = [
    ("conv32_1", false),
    ("conv32_2", false),
    ("conv32_3", false),
    ("conv64_down", true),
    ("conv64_1", false),
    ("conv64_2", false),
    ("conv64_3", false),
    ("conv128_down", true),
    ("conv128_1", false),
    ("conv128_2", false),
    ("conv256_down", true),
    ("conv256_1", false),
    ("conv256_2", false),
    ("conv256_down_out", true),
];

/// Face crops → 128 numbers, which are near each other where the person is the same.
pub struct Judge {
    weights: FaceApi,
    stem: Layer,
    blocks: Vec<Block>,
    /// `[256, 128]`.
    fc: Tensor<2>,
}

/// A convolution whose result is scaled and shifted by channel.
struct Layer {
    weight: Tensor<4>,
    bias: Tensor<1>,
    stride: usize,
    padding: usize,
}

struct Block {
    layers: [Layer; 2],
    halves: bool,
}

impl Judge {
    /// Reads the network from face-api's folder `model`.
    ///
    /// # Errors
    /// One line: what is missing.
    pub fn open(folder: &Path) -> Result<Self, String> {
        let weights = FaceApi::open(folder, "face_recognition_model")?;
        let block = |&(name, halves): &(&str, bool)| -> Result<Block, String> {
            let layer = |at: usize, halves| Layer::new(&weights, &format!("{name}/conv{at}"), halves);
            Ok(Block { layers: [layer(1, halves)?, layer(2, false)?], halves })
        };
        Ok(Self {
            stem: Layer::new(&weights, "conv32_down", true)?,
            blocks: BLOCKS.iter().map(block).collect::<Result<_, _>>()?,
            fc: weights.tensor("fc")?,
            weights,
        })
    }

    /// Pictures `[B, 3, 150, 150]`, 0 to 255 → `[B, 128]`.
    fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        let mean = Tensor::<1>::from_data(MEAN, &self.weights.device).reshape([1, 3, 1, 1]);
        let x = relu(self.stem.forward((pictures - mean) / DIVISOR));
        let x = max_pool2d(x, MaxPoolOptions { stride: [2; 2], ..MaxPoolOptions::new([3; 2]) });
        let x = self.blocks.iter().fold(x, |x, block| block.forward(x));
        let [batch, channels, ..] = x.dims();
        x.mean_dim(3).mean_dim(2).reshape([batch, channels]).matmul(self.fc.clone())
    }
}

impl Embed for Judge {
    /// As the network gives them: their length has a meaning.
    fn embed(&self, images: &[RgbImage]) -> Result<Vec<Vec<f32>>, String> {
        let side = CROP_SIZE as u32;
        if images.iter().any(|image| image.dimensions() != (side, side)) {
            return Err(format!("the judge takes aligned crops of {side}×{side} pixels"));
        }
        let mut embeddings = Vec::with_capacity(images.len());
        for images in images.chunks(BATCH) {
            let values: Vec<f32> = images.iter().flat_map(seen).collect();
            let data = TensorData::new(values, [images.len(), 3, INPUT, INPUT]);
            embeddings.extend(rows(self.forward(Tensor::from_data(data, &self.weights.device)))?);
        }
        Ok(embeddings)
    }

    /// Face-api compares faces as they are.
    fn embed_both_ways(&self, images: &[RgbImage]) -> Result<Vec<Vec<f32>>, String> {
        self.embed(images)
    }

    /// The Euclidean distance, negative: dlib calls two photos one person's where it is below 0.6.
    fn similarity(&self, a: &[f32], b: &[f32]) -> f64 {
        -a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>().sqrt()
    }
}

/// What the judge sees of a crop: its square, planes of red, green and blue, bilinear; where the crop ends its edge is repeated.
fn seen(crop: &RgbImage) -> Vec<f32> {
    let (corner, side) = square();
    let last = (CROP_SIZE - 1) as f64;
    let place = |axis: usize, at: usize| {
        let at = (corner[axis] + (at as f64 + 0.5) * side / INPUT as f64 - 0.5).clamp(0.0, last);
        let first = at.floor().min(last - 1.0);
        (first as u32, (at - first) as f32)
    };
    let axes: [Vec<(u32, f32)>; 2] = [0, 1].map(|axis| (0..INPUT).map(|at| place(axis, at)).collect());
    let value = |channel: usize, (x, right): (u32, f32), (y, down): (u32, f32)| {
        let at = |dx: u32, dy: u32| f32::from(crop.get_pixel(x + dx, y + dy).0[channel]);
        let row = |dy: u32| at(0, dy) * (1.0 - right) + at(1, dy) * right;
        row(0) * (1.0 - down) + row(1) * down
    };
    let [columns, rows] = &axes;
    let plane = |channel| rows.iter().flat_map(move |&y| columns.iter().map(move |&x| value(channel, x, y)));
    (0..3).flat_map(plane).collect()
}

/// Top-left corner and side of that square, in pixels of the crop.
fn square() -> (Point, f64) {
    let [left, right] = TEMPLATE.eyes();
    let mouth = TEMPLATE.mouth();
    let side = (between(left, mouth) + between(right, mouth)) / 2.0 / EYES_TO_MOUTH;
    let middle = mean(&[left, right, mouth]);
    ([middle[0] - MIDDLE[0] * side, middle[1] - MIDDLE[1] * side], side)
}

impl Layer {
    /// Those that halve the picture have no padding; the others keep its size.
    fn new(weights: &FaceApi, name: &str, halves: bool) -> Result<Self, String> {
        let of = |part: &str| weights.tensor::<1>(&format!("{name}/{part}"));
        let (scale, shift) = (of("scale/weights")?, of("scale/biases")?);
        // From [height, width, inputs, outputs].
        let weight = weights.tensor::<4>(&format!("{name}/conv/filters"))?.permute([3, 2, 0, 1]);
        let size = weight.dims()[2];
        Ok(Self {
            bias: of("conv/bias")? * scale.clone() + shift,
            weight: weight * scale.reshape([-1, 1, 1, 1]),
            stride: if halves { 2 } else { 1 },
            padding: if halves { 0 } else { size / 2 },
        })
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let options = ConvOptions::new([self.stride; 2], [self.padding; 2], [1; 2], 1);
        conv2d(x, self.weight.clone(), Some(self.bias.clone()), options)
    }
}

impl Block {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [first, second] = &self.layers;
        let y = second.forward(relu(first.forward(x.clone())));
        if !self.halves {
            return relu(x + y);
        }
        // The convolution without padding loses a row and a column, and may have more channels.
        let x = avg_pool2d(x, AvgPoolOptions::new([2; 2]));
        let ([_, from, height, width], [batch, to, rows, columns]) = (x.dims(), y.dims());
        let zeros = |shape: [usize; 4]| Tensor::<4>::zeros(shape, &y.device());
        let x = if from < to { Tensor::cat(vec![x, zeros([batch, to - from, height, width])], 1) } else { x };
        let padded = if rows < height {
            Tensor::cat(vec![y.clone(), zeros([batch, to, height - rows, columns])], 2)
        } else {
            y.clone()
        };
        let padded = if columns < width {
            Tensor::cat(vec![padded, zeros([batch, to, height, width - columns])], 3)
        } else {
            padded
        };
        relu(x + padded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_holds_the_face() {
        let ([left, top], side) = square();
        // About nine tenths of the crop; below, it reaches beyond it.
        assert!((6.0..7.5).contains(&left) && (22.0..24.0).contains(&top) && (97.0..100.0).contains(&side));
        let crop = RgbImage::from_fn(112, 112, |x, y| image::Rgb([x as u8, y as u8, 7]));
        let planes = seen(&crop);
        let at = |channel: usize, x: usize, y: usize| planes[(channel * INPUT + y) * INPUT + x];
        // A ramp is read exactly: where the pixel's middle lies.
        let expected = |corner: f64, at: f64| (corner + (at + 0.5) * side / 150.0 - 0.5) as f32;
        assert!((at(0, 20, 3) - expected(left, 20.0)).abs() < 1e-3);
        assert!((at(1, 20, 3) - expected(top, 3.0)).abs() < 1e-3);
        assert_eq!((at(1, 0, 149), at(2, 0, 0)), (111.0, 7.0));
    }
}
