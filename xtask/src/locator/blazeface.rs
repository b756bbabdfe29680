//! The face detector, BlazeFace for short range, from MediaPipe's npm package.

use safetensors::Dtype;

use super::tensor::{Entry, Layout, Tensor};
use super::tflite::{self, FLOAT16};
use crate::Result;

pub const NAME: &str = "BlazeFace, short range";
pub const PACKAGE: &str = "@mediapipe/face_detection";
pub const FILE: &str = "face_detection_short_range.tflite";

/// Channels before the first block and after each. Source: the shapes in the file.
const CHANNELS: [usize; 17] = [24, 24, 28, 32, 36, 42, 48, 56, 64, 72, 80, 88, 96, 96, 96, 96, 96];
/// Grids of anchors: their spacing in pixels, as the file names them; channels; anchors in a cell.
const GRIDS: [(usize, usize, usize); 2] = [(8, 88, 2), (16, 96, 6)];
/// Numbers of an anchor: a box and six points.
const REGRESSION: usize = 16;

/// All tensors, in our layout.
pub fn read(file: &[u8]) -> Result<Vec<Tensor>> {
    let constants = tflite::constants(file)?;
    let take = |entry: Entry| {
        let found = constants.iter().find(|constant| constant.name == entry.theirs);
        let found = found.ok_or_else(|| format!("it has no tensor {}", entry.theirs))?;
        if found.kind != FLOAT16 {
            return Err(format!("{} is not half-precision", entry.theirs));
        }
        entry.take(Dtype::F16, &found.shape, found.data)
    };
    entries().into_iter().map(take).collect()
}

fn entries() -> Vec<Entry> {
    let first = conv("conv2d".to_owned(), "conv0", &[CHANNELS[0], 3, 5, 5]);
    let blocks = CHANNELS.windows(2).enumerate().flat_map(|(i, channels)| block(i, channels[0], channels[1]));
    let heads = GRIDS.iter().enumerate().flat_map(|(i, grid)| head(i, *grid));
    first.into_iter().chain(blocks).chain(heads).collect()
}

/// Depthwise, then pointwise. The file numbers each kind of layer, without a number for the first.
fn block(i: usize, inputs: usize, outputs: usize) -> Vec<Entry> {
    let depthwise = if i == 0 { "depthwise_conv2d".to_owned() } else { format!("depthwise_conv2d_{i}") };
    let [weight, bias] = ["weight", "bias"].map(|part| format!("blazeface.blocks.{i}.depthwise.{part}"));
    let mut entries = vec![
        Entry::new(format!("{depthwise}/Kernel"), weight, Layout::OneHwc, &[inputs, 1, 3, 3]),
        Entry::new(format!("{depthwise}/Bias"), bias, Layout::Vector, &[inputs]),
    ];
    entries.extend(conv(format!("conv2d_{}", i + 1), &format!("blocks.{i}.pointwise"), &[outputs, inputs, 1, 1]));
    entries
}

/// Scores and regressors of one grid.
fn head(i: usize, (spacing, channels, anchors): (usize, usize, usize)) -> Vec<Entry> {
    let scores = conv(format!("classificator_{spacing}"), &format!("scores.{i}"), &[anchors, channels, 1, 1]);
    let shape = [anchors * REGRESSION, channels, 1, 1];
    scores.into_iter().chain(conv(format!("regressor_{spacing}"), &format!("regressors.{i}"), &shape)).collect()
}

fn conv(theirs: String, ours: &str, shape: &[usize]) -> [Entry; 2] {
    let [weight, bias] = ["weight", "bias"].map(|part| format!("blazeface.{ours}.{part}"));
    [
        Entry::new(format!("{theirs}/Kernel"), weight, Layout::Ohwi, shape),
        Entry::new(format!("{theirs}/Bias"), bias, Layout::Vector, &shape[..1]),
    ]
}
