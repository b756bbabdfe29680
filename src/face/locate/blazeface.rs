//! BlazeFace, short range: a square picture → faces with six points each (Bazarevsky et al. 2019, arXiv 1907.05047).
//!
//! The layers, anchors and pre- and postprocessing are those of MediaPipe's `face_detection_short_range.tflite`, whose
//! weights it takes: [`Weights`].

use super::convolutions::{Conv, Pointwise, Separable};
use super::feature_map::FeatureMap;
use super::weights::Weights;
use crate::error::Result;
use crate::face::Point;

/// Side of the picture it takes, in pixels.
pub const SIDE: usize = 128;
/// Points of a face.
const POINTS: usize = 6;
/// Channels in and out, and stride, of each block.
const BLOCKS: [(usize, usize, usize); 16] = [
    (24, 24, 1),
    (24, 28, 1),
    (28, 32, 2),
    (32, 36, 1),
    (36, 42, 1),
    (42, 48, 2),
    (48, 56, 1),
    (56, 64, 1),
    (64, 72, 1),
    (72, 80, 1),
    (80, 88, 1),
    (88, 96, 2),
    (96, 96, 1),
    (96, 96, 1),
    (96, 96, 1),
    (96, 96, 1),
];
/// The block after which the finer grid is read; the coarser is read after the last.
const FINE_BLOCK: usize = 10;
/// Overlap from which two detections are one face (MediaPipe's `min_suppression_threshold`).
const SAME_FACE: f64 = 0.3;

/// One face, in pixels of the picture.
#[derive(Debug, Clone, Copy)]
pub struct Detection {
    /// 0–1.
    pub score: f64,
    /// Middle of its box.
    pub centre: Point,
    /// Width and height of its box.
    pub size: Point,
    /// Image-left eye, image-right eye, nose tip, mouth centre, and two at the ears.
    pub points: [Point; POINTS],
}

/// The network.
#[derive(Debug)]
pub struct BlazeFace {
    first: Conv,
    blocks: Vec<Block>,
    heads: [Head; 2],
}

#[derive(Debug)]
struct Block {
    convolution: Separable,
    stride: usize,
}

/// Scores and positions for the anchors of one grid.
#[derive(Debug)]
struct Head {
    anchors: usize,
    /// Pixels between two cells.
    stride: f64,
    scores: Pointwise,
    regressors: Pointwise,
}

impl BlazeFace {
    /// Takes its weights.
    ///
    /// # Errors
    /// [`Error::ModelFormat`](crate::Error::ModelFormat) names the tensor that is missing or misshapen.
    pub fn read(weights: &mut Weights) -> Result<Self> {
        let (kernel, bias) = weights.pair("blazeface.conv0", &[24, 3, 5, 5])?;
        let block = |(i, &(inputs, outputs, stride)): (usize, &(usize, usize, usize))| {
            let key = |part: &str| format!("blazeface.blocks.{i}.{part}");
            let (taps, tap_bias) = weights.pair(&key("depthwise"), &[inputs, 1, 3, 3])?;
            let (matrix, bias) = weights.pair(&key("pointwise"), &[outputs, inputs, 1, 1])?;
            Ok(Block { convolution: Separable::new(&taps, Some(&tap_bias), &matrix, &bias, stride), stride })
        };
        let blocks = BLOCKS.iter().enumerate().map(block).collect::<Result<_>>()?;
        let heads = [Head::read(weights, 0, 88, 2, 8.0)?, Head::read(weights, 1, 96, 6, 16.0)?];
        Ok(Self { first: Conv::new(&kernel, &bias), blocks, heads })
    }

    /// Faces in a picture of 128×128 RGB values from 0 to 255 that score at least `threshold`, best first.
    pub fn detect(&self, picture: &[[f32; 3]], threshold: f64) -> Vec<Detection> {
        let mut detections = self.anchors(picture);
        detections.retain(|detection| detection.score >= threshold);
        merge(detections)
    }

    /// What the network says at each of its 896 anchors: two a cell of 16×16, then six a cell of 8×8, row by row.
    pub fn anchors(&self, picture: &[[f32; 3]]) -> Vec<Detection> {
        let normalized: Vec<[f32; 3]> = picture.iter().map(|pixel| pixel.map(|value| value / 127.5 - 1.0)).collect();
        let mut map = self.first.forward_relu(&normalized);
        let mut detections = Vec::new();
        for (i, block) in self.blocks.iter().enumerate() {
            map = block.forward(map);
            if i == FINE_BLOCK {
                self.heads[0].read_detections(&map, &mut detections);
            }
        }
        self.heads[1].read_detections(&map, &mut detections);
        detections
    }
}

impl Block {
    fn forward(&self, input: FeatureMap) -> FeatureMap {
        let residual = if self.stride == 1 { input.clone() } else { input.max_pool() };
        let mut out = residual.widened(self.convolution.groups());
        self.convolution.add_to(&input, &mut out);
        out.relu()
    }
}

impl Head {
    fn read(weights: &mut Weights, i: usize, inputs: usize, anchors: usize, stride: f64) -> Result<Self> {
        let numbers = 4 + 2 * POINTS;
        let (scores, score_bias) = weights.pair(&format!("blazeface.scores.{i}"), &[anchors, inputs, 1, 1])?;
        let (matrix, bias) = weights.pair(&format!("blazeface.regressors.{i}"), &[anchors * numbers, inputs, 1, 1])?;
        let (scores, regressors) = (Pointwise::new(&scores, &score_bias), Pointwise::new(&matrix, &bias));
        Ok(Self { anchors, stride, scores, regressors })
    }

    fn read_detections(&self, map: &FeatureMap, detections: &mut Vec<Detection>) {
        let (scores, regressors) = (self.scores.forward(map), self.regressors.forward(map));
        for (y, x) in (0..map.height).flat_map(|y| (0..map.width).map(move |x| (y, x))) {
            let (scores, numbers) = (scores.pixel(y, x), regressors.pixel(y, x));
            for anchor in 0..self.anchors {
                let score = sigmoid(f64::from(scores[anchor]));
                let numbers = &numbers[anchor * (4 + 2 * POINTS)..][..4 + 2 * POINTS];
                let centre = [(x as f64 + 0.5) * self.stride, (y as f64 + 0.5) * self.stride];
                detections.push(Detection::decode(score, centre, numbers));
            }
        }
    }
}

impl Detection {
    /// The numbers are the box's centre and size and the points, all but the size relative to the anchor's centre.
    fn decode(score: f64, anchor: Point, numbers: &[f32]) -> Self {
        let at = |i: usize| [0, 1].map(|axis| f64::from(numbers[i + axis]) + anchor[axis]);
        let size = [2, 3].map(|i| f64::from(numbers[i]));
        Self { score, centre: at(0), size, points: std::array::from_fn(|i| at(4 + 2 * i)) }
    }

    /// Intersection over union of two boxes.
    pub fn overlap(&self, other: &Self) -> f64 {
        let side = |axis: usize| {
            let half = |detection: &Self| detection.size[axis] / 2.0;
            let high = (self.centre[axis] + half(self)).min(other.centre[axis] + half(other));
            high - (self.centre[axis] - half(self)).max(other.centre[axis] - half(other))
        };
        let (width, height) = (side(0).max(0.0), side(1).max(0.0));
        let area = |detection: &Self| detection.size[0] * detection.size[1];
        width * height / (area(self) + area(other) - width * height)
    }
}

/// Detections on the same face become their mean, weighted by score (MediaPipe's weighted non-maximum suppression).
pub fn merge(mut detections: Vec<Detection>) -> Vec<Detection> {
    detections.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut merged = Vec::new();
    while let Some(&best) = detections.first() {
        let (same, rest): (Vec<_>, Vec<_>) =
            detections.iter().partition(|detection| best.overlap(detection) > SAME_FACE);
        // A box of no size overlaps nothing, not even itself.
        detections = if same.is_empty() { rest[1..].to_vec() } else { rest };
        let same = if same.is_empty() { vec![best] } else { same };
        let total: f64 = same.iter().map(|detection| detection.score).sum();
        let mean = |of: &dyn Fn(&Detection) -> Point| {
            [0, 1].map(|axis| same.iter().map(|detection| detection.score * of(detection)[axis]).sum::<f64>() / total)
        };
        merged.push(Detection {
            score: best.score,
            centre: mean(&|detection| detection.centre),
            size: mean(&|detection| detection.size),
            points: std::array::from_fn(|i| mean(&|detection| detection.points[i])),
        });
    }
    merged
}

fn sigmoid(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}
