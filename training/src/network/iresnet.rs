//! The convolutional recogniser of a training checkpoint, by which utility is measured: `training/pytorch/iresnet.py`.

use std::path::Path;

use attn_fiqa::vit::linear;
use burn::nn::Linear;
use burn::tensor::Tensor;
use burn::tensor::activation::relu;
use image::RgbImage;

use super::source::{BatchNorm, Convolution, Source};
use super::{Embed, embeddings};

/// PyTorch's default for batch norms.
const EPSILON: f32 = 1e-5;

/// Face crops → embeddings.
pub struct IResNet {
    source: Source,
    stem: [(Convolution, BatchNorm); 2],
    blocks: Vec<Block>,
    bn2: BatchNorm,
    fc: Linear,
    features: BatchNorm,
}

/// An improved residual unit.
struct Block {
    bn1: BatchNorm,
    conv1: Convolution,
    bn2: BatchNorm,
    conv2: Convolution,
    bn3: BatchNorm,
    /// Where the picture is halved.
    downsample: Option<(Convolution, BatchNorm)>,
}

impl IResNet {
    /// Reads a checkpoint of the training loop.
    ///
    /// # Errors
    /// One line: what the file lacks.
    pub fn open(path: &Path) -> Result<Self, String> {
        let source = Source::open(path)?;
        let stem = |at: usize| -> Result<_, String> {
            let convolution = source.convolution(&format!("stem.{at}"), 2)?;
            Ok((convolution, source.batch_norm(&format!("stem.{}", at + 1), EPSILON)?))
        };
        let blocks = (0..).take_while(|i| source.has(&format!("blocks.{i}.conv1")));
        Ok(Self {
            stem: [stem(0)?, stem(3)?],
            blocks: blocks.map(|i| Block::new(&source, i)).collect::<Result<_, _>>()?,
            bn2: source.batch_norm("bn2", EPSILON)?,
            fc: linear(&source, "fc")?,
            features: source.batch_norm("features", EPSILON)?,
            source,
        })
    }

    fn forward(&self, input: Tensor<4>) -> Tensor<2> {
        let x = self.stem.iter().fold(input, |x, (convolution, norm)| relu(norm.forward(convolution.forward(x))));
        let x = self.blocks.iter().fold(x, |x, block| block.forward(x));
        self.features.forward(self.fc.forward(self.bn2.forward(x).flatten(1, 3)))
    }
}

impl Embed for IResNet {
    fn embed(&self, images: &[RgbImage]) -> Result<Vec<Vec<f32>>, String> {
        embeddings(images, &self.source.device, |input| self.forward(input))
    }
}

impl Block {
    fn new(source: &Source, index: usize) -> Result<Self, String> {
        let key = |name: &str| format!("blocks.{index}.{name}");
        let norm = |name: &str| source.batch_norm(&key(name), EPSILON);
        let halves = source.has(&key("downsample.0"));
        let stride = if halves { 2 } else { 1 };
        let downsample =
            || -> Result<_, String> { Ok((source.convolution(&key("downsample.0"), stride)?, norm("downsample.1")?)) };
        Ok(Self {
            bn1: norm("bn1")?,
            conv1: source.convolution(&key("conv1"), 1)?,
            bn2: norm("bn2")?,
            conv2: source.convolution(&key("conv2"), stride)?,
            bn3: norm("bn3")?,
            downsample: halves.then(downsample).transpose()?,
        })
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = relu(self.bn2.forward(self.conv1.forward(self.bn1.forward(x.clone()))));
        let around = match &self.downsample {
            Some((convolution, norm)) => norm.forward(convolution.forward(x)),
            None => x,
        };
        self.bn3.forward(self.conv2.forward(y)) + around
    }
}
