//! A crop in linear light, where colours of skin and light multiply.

use attn_fiqa::crop::CROP_SIZE;
use glam::{Vec2, Vec3, vec2};
use image::RgbImage;

/// Exponent between stored values and light: what the renderer uses too.
const GAMMA: f32 = 2.2;
const LUMINANCE: Vec3 = glam::vec3(0.2126, 0.7152, 0.0722);

/// 112 × 112 pixels, row by row; 1 is white.
#[derive(Debug, Clone)]
pub struct Linear(pub Vec<Vec3>);

impl From<&RgbImage> for Linear {
    fn from(picture: &RgbImage) -> Self {
        Self(
            picture
                .pixels()
                .map(|pixel| Vec3::from(pixel.0.map(|value| f32::from(value) / 255.0)).powf(GAMMA))
                .collect(),
        )
    }
}

impl From<Linear> for RgbImage {
    fn from(linear: Linear) -> Self {
        let byte = |value: f32| (value.clamp(0.0, 1.0).powf(1.0 / GAMMA) * 255.0 + 0.5) as u8;
        let bytes = linear.0.iter().flat_map(|pixel| pixel.to_array().map(byte)).collect();
        Self::from_raw(CROP_SIZE as u32, CROP_SIZE as u32, bytes).expect("made from a crop")
    }
}

impl Linear {
    /// Changes every pixel, given its place.
    pub fn change(&mut self, change: impl Fn(usize, Vec3) -> Vec3) {
        self.0.iter_mut().enumerate().for_each(|(index, pixel)| *pixel = change(index, *pixel));
    }
}

/// Where a pixel is.
pub fn place(index: usize) -> Vec2 {
    vec2((index % CROP_SIZE) as f32, (index / CROP_SIZE) as f32)
}

pub fn luminance(colour: Vec3) -> f32 {
    colour.dot(LUMINANCE)
}

#[cfg(test)]
pub mod tests {
    use image::Rgb;

    use super::*;

    /// An oval of skin before a grey wall.
    pub fn drawn() -> RgbImage {
        let side = CROP_SIZE as u32;
        RgbImage::from_fn(side, side, |x, y| {
            let p = (vec2(x as f32, y as f32) - vec2(56.0, 66.0)) / vec2(46.0, 60.0);
            Rgb(if p.length() < 1.0 { [205, 150, 125] } else { [222, 222, 220] })
        })
    }

    #[test]
    fn there_and_back_is_the_same() {
        assert_eq!(RgbImage::from(Linear::from(&drawn())), drawn());
    }
}
