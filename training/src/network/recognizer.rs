//! The whole face-recognition network of a training checkpoint: what utility is measured with.
//!
//! The blocks are attn_fiqa's own; the final norm and the embedding head, which quality does not need, are here.

use std::path::Path;

use attn_fiqa::checkpoint::{Architecture, Checkpoint};
use attn_fiqa::model::Color;
use attn_fiqa::vit::{Attention, Block, Mlp, NORM_EPSILON, NUM_PATCHES, PatchEmbed};
use burn::module::Param;
use burn::nn::{LayerNorm, LayerNormConfig, Linear};
use burn::tensor::{Device, Tensor, TensorData};
use image::RgbImage;

use super::{inputs, rows};

/// BatchNorm's epsilon in the embedding head. Source: InsightFace ViT.
const HEAD_EPSILON: f32 = 2e-5;

/// Face crops → embeddings.
pub struct Recognizer {
    device: Device,
    patch_embed: PatchEmbed,
    blocks: Vec<Block>,
    norm: LayerNorm,
    head: [Dense; 2],
}

/// A matrix product and a batch norm at rest: `x·weight·scale + shift`.
struct Dense {
    weight: Tensor<2>,
    scale: Tensor<2>,
    shift: Tensor<2>,
}

impl Recognizer {
    /// Reads a checkpoint of the training loop, or any other with the reference's keys.
    ///
    /// # Errors
    /// One line: what the file lacks.
    pub fn open(path: &Path, heads: usize) -> Result<Self, String> {
        let checkpoint = Checkpoint::open(path).map_err(|error| error.to_string())?;
        let config = Architecture::infer(&checkpoint, Some(heads)).map_err(|error| error.to_string())?.config;
        let source = Source { checkpoint, width: config.embed_dim, device: Device::flex() };
        let block = |i: usize| -> Result<Block, String> {
            let key = |name: &str| format!("blocks.{i}.{name}");
            let qkv = Linear { weight: source.weight(&key("attn.qkv"))?, bias: None };
            Ok(Block {
                norm1: source.norm(&key("norm1"))?,
                attn: Attention { qkv, proj: source.linear(&key("attn.proj"))?, num_heads: heads },
                norm2: source.norm(&key("norm2"))?,
                mlp: Mlp { fc1: source.linear(&key("mlp.fc1"))?, fc2: source.linear(&key("mlp.fc2"))? },
            })
        };
        let pos_embed = source.vector("pos_embed")?.reshape([1, NUM_PATCHES, config.embed_dim]);
        let projection = source.linear("patch_embed.proj")?;
        Ok(Self {
            patch_embed: PatchEmbed { projection, pos_embed: Param::from_tensor(pos_embed) },
            blocks: (0..config.depth).map(block).collect::<Result<_, _>>()?,
            norm: source.norm("norm")?,
            head: [source.dense(0)?, source.dense(2)?],
            device: source.device,
        })
    }

    /// Embeddings of unit length: their dot product is the similarity.
    ///
    /// # Errors
    /// One line, if an image is no aligned crop.
    pub fn embed(&self, images: &[RgbImage]) -> Result<Vec<Vec<f32>>, String> {
        let mut embeddings = Vec::with_capacity(images.len());
        for input in inputs(images, Color::Rgb, &self.device)? {
            for mut row in rows(self.forward(input))? {
                let length = row.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
                row.iter_mut().for_each(|value| *value /= length);
                embeddings.push(row);
            }
        }
        Ok(embeddings)
    }

    fn forward(&self, input: Tensor<4>) -> Tensor<2> {
        let [batch, ..] = input.dims();
        let tokens = self.patch_embed.forward(input);
        let tokens = self.blocks.iter().fold(tokens, |tokens, block| block.forward(tokens));
        let [.., width] = tokens.dims();
        let flat = self.norm.forward(tokens).reshape([batch, NUM_PATCHES * width]);
        self.head
            .iter()
            .fold(flat, |x, dense| x.matmul(dense.weight.clone()) * dense.scale.clone() + dense.shift.clone())
    }
}

/// A checkpoint's tensors as burn's.
struct Source {
    checkpoint: Checkpoint,
    width: usize,
    device: Device,
}

impl Source {
    fn values(&self, key: &str) -> Result<Vec<f32>, String> {
        self.checkpoint.values(key).map_err(|error| error.to_string())
    }

    fn vector(&self, key: &str) -> Result<Tensor<1>, String> {
        let values = self.values(key)?;
        let length = values.len();
        Ok(Tensor::from_data(TensorData::new(values, [length]), &self.device))
    }

    /// `[in, out]` of a layer that is stored as `[out, …]`.
    fn weight(&self, layer: &str) -> Result<Param<Tensor<2>>, String> {
        let key = format!("{layer}.weight");
        let outputs = self.checkpoint.shape(&key).map_or(1, |shape| shape[0]);
        let inputs = self.values(&key)?.len() / outputs;
        Ok(Param::from_tensor(self.vector(&key)?.reshape([outputs, inputs]).transpose()))
    }

    fn linear(&self, layer: &str) -> Result<Linear, String> {
        let bias = Some(Param::from_tensor(self.vector(&format!("{layer}.bias"))?));
        Ok(Linear { weight: self.weight(layer)?, bias })
    }

    fn norm(&self, layer: &str) -> Result<LayerNorm, String> {
        let mut norm = LayerNormConfig::new(self.width).with_epsilon(NORM_EPSILON).init(&self.device);
        norm.gamma = Param::from_tensor(self.vector(&format!("{layer}.weight"))?);
        norm.beta = Some(Param::from_tensor(self.vector(&format!("{layer}.bias"))?));
        Ok(norm)
    }

    /// Layer `at` of the head and the batch norm behind it.
    fn dense(&self, at: usize) -> Result<Dense, String> {
        let of_norm = |name: &str| self.vector(&format!("feature.{}.{name}", at + 1));
        let scale = of_norm("weight")? / (of_norm("running_var")? + HEAD_EPSILON).sqrt();
        let shift = of_norm("bias")? - of_norm("running_mean")? * scale.clone();
        let weight = self.weight(&format!("feature.{at}"))?.val();
        Ok(Dense { weight, scale: scale.unsqueeze(), shift: shift.unsqueeze() })
    }
}
