//! Face crops → the network's input tensor.

use burn::tensor::{Device, Tensor, TensorData};

use crate::crop::{CHANNELS, CROP_SIZE, Color};
use crate::face::FaceCrop;

/// Crops → `[B, 3, 112, 112]`, values `(x/255 − 0.5)/0.5` in [−1, 1], channels in the model's order.
///
/// Source: the reference implementation's preprocessing.
pub fn normalize(crops: &[FaceCrop], color: Color, device: &Device) -> Tensor<4> {
    let channels = match color {
        Color::Rgb => [0, 1, 2],
        Color::Bgr => [2, 1, 0],
    };
    let planes = crops.iter().flat_map(|crop| {
        channels.into_iter().flat_map(move |channel| {
            crop.image().pixels().map(move |pixel| (f32::from(pixel.0[channel]) / 255.0 - 0.5) / 0.5)
        })
    });
    let shape = [crops.len(), CHANNELS, CROP_SIZE, CROP_SIZE];
    Tensor::from_data(TensorData::new(planes.collect::<Vec<f32>>(), shape), device)
}
