//! The networks as they are measured: three recognisers, and the score of a model file.

mod face_api;
mod iresnet;
mod judge;
mod recognizer;
mod scorer;
mod source;

pub use iresnet::IResNet;
pub use judge::Judge;
pub use recognizer::Recognizer;
pub use scorer::Scorer;

use burn::tensor::{Device, Tensor};
use image::RgbImage;
use image::imageops::flip_horizontal;

use attn_fiqa::FaceCrop;
use attn_fiqa::crop::Color;
use attn_fiqa::normalize::normalize;

/// Faces in one pass.
const BATCH: usize = 16;

/// Aligned crops → input tensors, some faces each.
fn inputs(images: &[RgbImage], color: Color, device: &Device) -> Result<Vec<Tensor<4>>, String> {
    let crop = |image| FaceCrop::from_aligned(image).map_err(|error| error.to_string());
    images
        .chunks(BATCH)
        .map(|images| {
            let crops = images.iter().map(crop).collect::<Result<Vec<_>, _>>()?;
            Ok(normalize(&crops, color, device))
        })
        .collect()
}

/// A face-recognition network.
pub trait Embed {
    /// Embeddings of aligned crops, for [`Embed::similarity`].
    ///
    /// # Errors
    /// One line, if an image is not an aligned crop.
    fn embed(&self, images: &[RgbImage]) -> Result<Vec<Vec<f32>>, String>;

    /// Embeddings of crops and of their mirror images, each of unit length, summed and of unit length again: the field
    /// evaluates recognisers like this (InsightFace, recognition/arcface_torch/eval/verification.py, sums them as they are).
    ///
    /// # Errors
    /// Those of [`Embed::embed`].
    fn embed_both_ways(&self, images: &[RgbImage]) -> Result<Vec<Vec<f32>>, String> {
        let mirrored: Vec<RgbImage> = images.iter().map(flip_horizontal).collect();
        let pairs = self.embed(images)?.into_iter().zip(self.embed(&mirrored)?);
        Ok(pairs.map(|(a, b)| unit(a.iter().zip(b).map(|(a, b)| a + b).collect())).collect())
    }

    /// How alike two embeddings are: the cosine, of embeddings of unit length.
    fn similarity(&self, a: &[f32], b: &[f32]) -> f64 {
        a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
    }
}

/// Embeddings of unit length by a network's forward pass.
fn embeddings(
    images: &[RgbImage],
    device: &Device,
    forward: impl Fn(Tensor<4>) -> Tensor<2>,
) -> Result<Vec<Vec<f32>>, String> {
    let mut embeddings = Vec::with_capacity(images.len());
    for input in inputs(images, Color::Rgb, device)? {
        embeddings.extend(rows(forward(input))?.into_iter().map(unit));
    }
    Ok(embeddings)
}

fn unit(mut embedding: Vec<f32>) -> Vec<f32> {
    let length = embedding.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    embedding.iter_mut().for_each(|value| *value /= length);
    embedding
}

/// A tensor's rows.
fn rows(tensor: Tensor<2>) -> Result<Vec<Vec<f32>>, String> {
    let [_, width] = tensor.dims();
    let values = tensor.into_data().try_to_vec::<f32>().map_err(|error| format!("{error:?}"))?;
    Ok(values.chunks_exact(width).map(<[f32]>::to_vec).collect())
}
