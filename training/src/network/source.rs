//! A training checkpoint's tensors as burn's, and the layers for which burn has no form without training.

use std::path::Path;

use attn_fiqa::checkpoint::Checkpoint;
use attn_fiqa::vit::Weights;
use burn::module::Param;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor, TensorData};

/// Where a network's weights come from.
pub struct Source {
    pub checkpoint: Checkpoint,
    pub device: Device,
}

/// A batch norm after training: a factor and a summand for each channel.
pub struct BatchNorm {
    scale: Tensor<1>,
    shift: Tensor<1>,
}

/// A convolution without bias.
pub struct Convolution {
    weight: Tensor<4>,
    stride: usize,
}

impl Source {
    /// Reads a checkpoint.
    ///
    /// # Errors
    /// One line: what is wrong with the file.
    pub fn open(path: &Path) -> Result<Self, String> {
        let checkpoint = Checkpoint::open(path).map_err(|error| error.to_string())?;
        Ok(Self { checkpoint, device: Device::flex() })
    }

    /// Whether a layer is there.
    pub fn has(&self, layer: &str) -> bool {
        self.checkpoint.shape(&format!("{layer}.weight")).is_some()
    }

    fn shape(&self, key: &str) -> Result<&[usize], String> {
        self.checkpoint.shape(key).ok_or_else(|| format!("the checkpoint has no {key}"))
    }

    pub fn batch_norm(&self, layer: &str, epsilon: f32) -> Result<BatchNorm, String> {
        let of = |name: &str| self.vector(&format!("{layer}.{name}"));
        let scale = of("weight")? / (of("running_var")? + epsilon).sqrt();
        let shift = of("bias")? - of("running_mean")? * scale.clone();
        Ok(BatchNorm { scale, shift })
    }

    pub fn convolution(&self, layer: &str, stride: usize) -> Result<Convolution, String> {
        let key = format!("{layer}.weight");
        let shape: [usize; 4] =
            self.shape(&key)?.try_into().map_err(|_| format!("{key} does not belong to a convolution"))?;
        Ok(Convolution { weight: self.vector(&key)?.reshape(shape), stride })
    }
}

impl Weights for Source {
    type Error = String;

    fn vector(&self, key: &str) -> Result<Tensor<1>, String> {
        let values = self.checkpoint.values(key).map_err(|error| error.to_string())?;
        let length = values.len();
        Ok(Tensor::from_data(TensorData::new(values, [length]), &self.device))
    }

    fn matrix(&self, key: &str) -> Result<Param<Tensor<2>>, String> {
        let (outputs, values) = (self.shape(key)?[0], self.vector(key)?);
        let inputs = values.dims()[0] / outputs;
        Ok(Param::from_tensor(values.reshape([outputs, inputs]).transpose()))
    }
}

impl BatchNorm {
    /// Channels are the second dimension.
    pub fn forward<const D: usize>(&self, x: Tensor<D>) -> Tensor<D> {
        let mut shape = [1; D];
        shape[1] = self.scale.dims()[0];
        x * self.scale.clone().reshape(shape) + self.shift.clone().reshape(shape)
    }
}

impl Convolution {
    /// With as many zeros around the picture as keep its size at stride 1.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let padding = self.weight.dims()[2] / 2;
        let options = ConvOptions::new([self.stride; 2], [padding; 2], [1; 2], 1);
        conv2d(x, self.weight.clone(), None, options)
    }
}
