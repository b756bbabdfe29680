//! Face crops → the network's input.

#[cfg(feature = "burn")]
use burn::tensor::{Device, Tensor, TensorData};

use crate::crop::Color;
#[cfg(feature = "burn")]
use crate::crop::{CHANNELS, CROP_SIZE};
use crate::face::FaceCrop;

/// A crop → `[3, 112, 112]`, values `(x/255 − 0.5)/0.5` in [−1, 1], channels in the model's order.
///
/// Source: the reference implementation's preprocessing.
pub fn planes(crop: &FaceCrop, color: Color) -> Vec<f32> {
    let channels = match color {
        Color::Rgb => [0, 1, 2],
        Color::Bgr => [2, 1, 0],
    };
    let plane = |channel| crop.image().pixels().map(move |pixel| (f32::from(pixel.0[channel]) / 255.0 - 0.5) / 0.5);
    channels.into_iter().flat_map(plane).collect()
}

/// Crops → `[B, 3, 112, 112]`, the [`planes`] of each.
#[cfg(feature = "burn")]
pub fn normalize(crops: &[FaceCrop], color: Color, device: &Device) -> Tensor<4> {
    let planes: Vec<f32> = crops.iter().flat_map(|crop| planes(crop, color)).collect();
    Tensor::from_data(TensorData::new(planes, [crops.len(), CHANNELS, CROP_SIZE, CROP_SIZE]), device)
}
