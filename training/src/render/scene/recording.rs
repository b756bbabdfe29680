//! What lens, sensor and file do to a picture: blur, noise, JPEG.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, RgbImage};
use serde::Serialize;

use crate::render::rng::Rng;

/// In the order in which lens and sensor change the picture; the default changes nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Recording {
    /// Standard deviation of a Gaussian blur, in pixels.
    pub blur: f32,
    /// Standard deviation of sensor noise at middle grey, in levels of 255.
    pub noise: f32,
}

impl Recording {
    /// Applies all; the same seed gives the same noise.
    pub fn apply(&self, mut picture: RgbImage, seed: u64) -> RgbImage {
        if self.blur > 0.0 {
            picture = image::imageops::blur(&picture, self.blur);
        }
        if self.noise > 0.0 {
            add_noise(&mut picture, self.noise, &mut Rng::new(seed, 6));
        }
        picture
    }
}

/// Shot noise: stronger in the bright parts, but less than the light itself; alike in the channels in part.
pub fn add_noise(picture: &mut RgbImage, sigma: f32, rng: &mut Rng) {
    for pixel in picture.pixels_mut() {
        let common = rng.grain();
        for channel in &mut pixel.0 {
            let level = f32::from(*channel) / 255.0;
            let strength = sigma * (0.5 + level).sqrt() * (0.7 * common + 0.7 * rng.grain());
            *channel = (f32::from(*channel) + strength + 0.5).clamp(0.0, 255.0) as u8;
        }
    }
}

/// The bytes of a JPEG file.
pub fn encode_jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).expect("an RGB picture in memory");
    bytes
}

/// The picture as it comes back from a JPEG file.
pub fn through_jpeg(picture: &RgbImage, quality: u8) -> RgbImage {
    let bytes = Cursor::new(encode_jpeg(picture, quality));
    image::ImageReader::with_format(bytes, ImageFormat::Jpeg).decode().expect("just encoded").into_rgb8()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> RgbImage {
        RgbImage::from_fn(32, 16, |x, y| image::Rgb([(x * 8) as u8, (y * 16) as u8, 128]))
    }

    #[test]
    fn nothing_changes_nothing_and_seeds_repeat() {
        assert_eq!(Recording::default().apply(ramp(), 1), ramp());
        let noisy = Recording { blur: 0.0, noise: 8.0 };
        assert_eq!(noisy.apply(ramp(), 1), noisy.apply(ramp(), 1));
        assert_ne!(noisy.apply(ramp(), 1), noisy.apply(ramp(), 2));
    }

    #[test]
    fn blur_and_jpeg_keep_the_size_and_change_the_picture() {
        let blurred = Recording { blur: 1.5, noise: 0.0 }.apply(ramp(), 1);
        for recorded in [blurred, through_jpeg(&ramp(), 20)] {
            assert_eq!(recorded.dimensions(), (32, 16));
            assert_ne!(recorded, ramp());
        }
    }
}
