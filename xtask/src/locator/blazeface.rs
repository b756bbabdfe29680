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

#[cfg(test)]
mod tests {
    use super::*;
    use flatbuffers::{FlatBufferBuilder, WIPOffset};

    /// A file with all tensors; each byte says where it is.
    fn file(entries: &[Entry]) -> Vec<u8> {
        let mut builder = FlatBufferBuilder::new();
        let mut buffers = vec![table(&mut builder, |_| {})];
        let mut tensors = vec![];
        for (i, entry) in entries.iter().enumerate() {
            let bytes: Vec<u8> = (0..2 * entry.parameters()).map(|byte| (byte + i) as u8).collect();
            let data = builder.create_vector(&bytes);
            buffers.push(table(&mut builder, |builder| builder.push_slot_always(slot(0), data)));
            let lengths: Vec<i32> = entry.their_shape().iter().map(|&length| length as i32).collect();
            let (shape, name) = (builder.create_vector(&lengths), builder.create_string(&entry.theirs));
            tensors.push(table(&mut builder, |builder| {
                builder.push_slot_always(slot(0), shape);
                builder.push_slot_always(slot(1), FLOAT16);
                builder.push_slot_always(slot(2), i as u32 + 1);
                builder.push_slot_always(slot(3), name);
            }));
        }
        let (buffers, tensors) = (builder.create_vector(&buffers), builder.create_vector(&tensors));
        let graph = table(&mut builder, |builder| builder.push_slot_always(slot(0), tensors));
        let graphs = builder.create_vector(&[graph]);
        let model = table(&mut builder, |builder| {
            builder.push_slot_always(slot(2), graphs);
            builder.push_slot_always(slot(4), buffers);
        });
        builder.finish(model, Some("TFL3"));
        builder.finished_data().to_vec()
    }

    type Finished = WIPOffset<flatbuffers::TableFinishedWIPOffset>;

    fn table<'a>(builder: &mut FlatBufferBuilder<'a>, fill: impl FnOnce(&mut FlatBufferBuilder<'a>)) -> Finished {
        let start = builder.start_table();
        fill(builder);
        builder.end_table(start)
    }

    fn slot(number: u16) -> u16 {
        4 + 2 * number
    }

    #[test]
    fn has_the_parameters_of_the_published_network() {
        assert_eq!(entries().iter().map(Entry::parameters).sum::<usize>(), 101_390);
    }

    #[test]
    fn reads_every_tensor_into_our_layout() {
        let tensors = read(&file(&entries())).unwrap();
        assert_eq!(tensors.len(), 2 + 16 * 4 + 2 * 4);
        let first = &tensors[0];
        assert_eq!((first.name.as_str(), first.shape.as_slice()), ("blazeface.conv0.weight", &[24, 3, 5, 5][..]));
        // Out 1, in 2, row 3, column 4 is element ((1·5 + 3)·5 + 4)·3 + 2 of theirs.
        let (ours, theirs) = (((3 + 2) * 5 + 3) * 5 + 4, ((5 + 3) * 5 + 4) * 3 + 2);
        assert_eq!(first.data[2 * ours], (2 * theirs) as u8);
        let last = tensors.last().unwrap();
        assert_eq!((last.name.as_str(), last.shape.as_slice()), ("blazeface.regressors.1.bias", &[96][..]));
    }

    #[test]
    fn names_what_is_missing() {
        let mut entries = entries();
        entries.remove(3);
        assert_eq!(read(&file(&entries)).err().unwrap(), "it has no tensor depthwise_conv2d/Bias");
        assert_eq!(read(b"not a model").err().unwrap(), "it is not a TensorFlow Lite file");
    }

    #[test]
    fn a_damaged_file_is_an_error_and_never_a_panic() {
        // One tensor, so that most bytes lead somewhere.
        let file = file(&entries()[1..2]);
        for length in 0..file.len() {
            assert!(read(&file[..length]).is_err(), "cut to {length} bytes");
        }
        for (at, value) in (0..file.len()).flat_map(|at| [0, 1, 0x7f, 0x80, 0xff].map(|value| (at, value))) {
            let mut damaged = file.clone();
            damaged[at] = value;
            let _ = tflite::constants(&damaged);
        }
    }
}
