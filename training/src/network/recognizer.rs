//! The whole face-recognition network of a training checkpoint, from which the network of the score is cut.
//!
//! The blocks are attn_fiqa's own; the final norm and the embedding head, which quality does not need, are here.

use std::path::Path;

use attn_fiqa::checkpoint::Architecture;
use attn_fiqa::vit::{Block, PatchEmbed, Weights, norm};
use burn::nn::{LayerNorm, Linear};
use burn::tensor::Tensor;
use image::RgbImage;

use super::source::{BatchNorm, Source};
use super::{Embed, embeddings};

/// BatchNorm's epsilon in the embedding head. Source: InsightFace ViT.
const HEAD_EPSILON: f32 = 2e-5;

/// Face crops → embeddings.
pub struct Recognizer {
    source: Source,
    patch_embed: PatchEmbed,
    blocks: Vec<Block>,
    norm: LayerNorm,
    head: [(Linear, BatchNorm); 2],
}

impl Recognizer {
    /// Reads a checkpoint of the training loop, or any other with the reference's keys.
    ///
    /// # Errors
    /// One line: what the file lacks.
    pub fn open(path: &Path, heads: usize) -> Result<Self, String> {
        let source = Source::open(path)?;
        let architecture = Architecture::infer(&source.checkpoint, Some(heads));
        let config = architecture.map_err(|error| error.to_string())?.config;
        let block = |i: usize| Block::new(config, &source, &format!("blocks.{i}"));
        let dense = |at: usize| -> Result<_, String> {
            let linear = Linear { weight: source.matrix(&format!("feature.{at}.weight"))?, bias: None };
            Ok((linear, source.batch_norm(&format!("feature.{}", at + 1), HEAD_EPSILON)?))
        };
        Ok(Self {
            patch_embed: PatchEmbed::new(config, &source)?,
            blocks: (0..config.depth).map(block).collect::<Result<_, _>>()?,
            norm: norm(&source, "norm")?,
            head: [dense(0)?, dense(2)?],
            source,
        })
    }

    fn forward(&self, input: Tensor<4>) -> Tensor<2> {
        let tokens = self.patch_embed.forward(input);
        let tokens = self.blocks.iter().fold(tokens, |tokens, block| block.forward(tokens));
        let flat = self.norm.forward(tokens).flatten(1, 2);
        self.head.iter().fold(flat, |x, (linear, norm)| norm.forward(linear.forward(x)))
    }
}

impl Embed for Recognizer {
    fn embed(&self, images: &[RgbImage]) -> Result<Vec<Vec<f32>>, String> {
        embeddings(images, &self.source.device, |input| self.forward(input))
    }
}
