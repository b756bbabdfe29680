//! One tensor on its way from a package's file into ours: checked, and its axes brought into PyTorch's order.

use safetensors::Dtype;
use serde_json::value::RawValue;

use crate::Result;

/// Order of axes in a package's file. Ours is PyTorch's: out, in, height, width.
#[derive(Clone, Copy)]
pub enum Layout {
    /// One axis: a bias.
    Vector,
    /// A convolution in TensorFlow Lite: out, height, width, in.
    Ohwi,
    /// A depthwise convolution in TensorFlow Lite: 1, height, width, channel.
    OneHwc,
    /// A convolution in TensorFlow.js: height, width, in, out.
    Hwio,
    /// A depthwise convolution in TensorFlow.js: height, width, channel, 1.
    Hwc1,
    /// A fully connected layer in TensorFlow.js: in, out.
    Io,
}

impl Layout {
    /// For each axis of ours, in order, the one of theirs.
    fn axes(self) -> &'static [usize] {
        match self {
            Layout::Vector => &[0],
            Layout::Ohwi => &[0, 3, 1, 2],
            Layout::OneHwc => &[3, 0, 1, 2],
            Layout::Hwio => &[3, 2, 0, 1],
            Layout::Hwc1 => &[2, 3, 0, 1],
            Layout::Io => &[1, 0],
        }
    }
}

/// A tensor to take: its name in their file, and its name and shape in ours.
pub struct Entry {
    pub theirs: String,
    pub ours: String,
    pub layout: Layout,
    pub shape: Vec<usize>,
}

/// A tensor in our layout.
pub struct Tensor {
    pub name: String,
    pub dtype: Dtype,
    pub shape: Vec<usize>,
    pub data: Vec<u8>,
    /// Scale and minimum of a quantised tensor: value = q · scale + min. Digit for digit as they were found.
    pub quantization: Option<[Box<RawValue>; 2]>,
}

impl Entry {
    pub fn new(theirs: String, ours: String, layout: Layout, shape: &[usize]) -> Self {
        Self { theirs, ours, layout, shape: shape.to_vec() }
    }

    /// The tensor, from what their file holds under its name.
    pub fn take(&self, dtype: Dtype, shape: &[usize], data: &[u8]) -> Result<Tensor> {
        let expected = self.their_shape();
        if shape != expected {
            return Err(format!("{} has the shape {shape:?}, expected {expected:?}", self.theirs));
        }
        let (size, bytes) = (dtype.bitsize() / 8, data.len());
        if bytes != self.parameters() * size {
            return Err(format!("{} has {bytes} bytes, expected {}", self.theirs, self.parameters() * size));
        }
        let data = permute(data, size, shape, self.layout.axes());
        Ok(Tensor { name: self.ours.clone(), dtype, shape: self.shape.clone(), data, quantization: None })
    }

    fn parameters(&self) -> usize {
        self.shape.iter().product()
    }

    /// The shape it has in their file.
    fn their_shape(&self) -> Vec<usize> {
        let mut shape = vec![0; self.shape.len()];
        for (&axis, &length) in self.layout.axes().iter().zip(&self.shape) {
            shape[axis] = length;
        }
        shape
    }
}

/// Reorders the axes of row-major `data` with elements of `size` bytes: axis `i` of the result is `axes[i]` of `shape`.
fn permute(data: &[u8], size: usize, shape: &[usize], axes: &[usize]) -> Vec<u8> {
    let stride = |axis: usize| size * shape[axis + 1..].iter().product::<usize>();
    let mut offsets = vec![0];
    for &axis in axes {
        let steps = |offset: usize| (0..shape[axis]).map(move |i| offset + i * stride(axis));
        offsets = offsets.into_iter().flat_map(steps).collect();
    }
    offsets.into_iter().flat_map(|offset| &data[offset..offset + size]).copied().collect()
}
