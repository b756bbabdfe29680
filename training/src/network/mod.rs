//! The networks as they are measured: the whole recogniser, and the score of a model file.

mod recognizer;
mod scorer;

pub use recognizer::Recognizer;
pub use scorer::Scorer;

use burn::tensor::{Device, Tensor};
use image::RgbImage;

use attn_fiqa::FaceCrop;
use attn_fiqa::model::Color;
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

/// A tensor's rows.
fn rows(tensor: Tensor<2>) -> Result<Vec<Vec<f32>>, String> {
    let [_, width] = tensor.dims();
    let values = tensor.into_data().try_to_vec::<f32>().map_err(|error| format!("{error:?}"))?;
    Ok(values.chunks_exact(width).map(<[f32]>::to_vec).collect())
}
