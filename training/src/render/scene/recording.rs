//! What lens, sensor and file do to a picture: blur, low resolution, noise, JPEG.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, resize};
use image::{ImageFormat, RgbImage};
use serde::Serialize;

use crate::render::rng::Rng;

/// In the order in which lens, sensor and file change the picture; the default changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Recording {
    /// Standard deviation of a Gaussian blur, in pixels.
    pub blur: f32,
    /// Shrinks by this factor and enlarges again; 1 or less: not at all.
    pub shrink: f32,
    /// Standard deviation of sensor noise at middle grey, in levels of 255.
    pub noise: f32,
    /// Quality 1 to 100 of a JPEG that the picture went through.
    pub jpeg: Option<u8>,
}

impl Default for Recording {
    fn default() -> Self {
        Self { blur: 0.0, shrink: 1.0, noise: 0.0, jpeg: None }
    }
}

impl Recording {
    /// Applies all; the same seed gives the same noise.
    pub fn apply(&self, mut picture: RgbImage, seed: u64) -> RgbImage {
        if self.blur > 0.0 {
            picture = image::imageops::blur(&picture, self.blur);
        }
        if self.shrink > 1.0 {
            let (width, height) = picture.dimensions();
            let small = |side: u32| ((side as f32 / self.shrink).round() as u32).max(1);
            let reduced = resize(&picture, small(width), small(height), FilterType::Triangle);
            picture = resize(&reduced, width, height, FilterType::Triangle);
        }
        if self.noise > 0.0 {
            add_noise(&mut picture, self.noise, &mut Rng::new(seed, 6));
        }
        if let Some(quality) = self.jpeg {
            picture = through_jpeg(&picture, quality);
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
        let noisy = Recording { noise: 8.0, ..Recording::default() };
        assert_eq!(noisy.apply(ramp(), 1), noisy.apply(ramp(), 1));
        assert_ne!(noisy.apply(ramp(), 1), noisy.apply(ramp(), 2));
    }

    #[test]
    fn every_change_keeps_the_size_and_changes_the_picture() {
        let none = Recording::default();
        for recording in
            [Recording { blur: 1.5, ..none }, Recording { shrink: 3.0, ..none }, Recording { jpeg: Some(20), ..none }]
        {
            let recorded = recording.apply(ramp(), 1);
            assert_eq!(recorded.dimensions(), (32, 16));
            assert_ne!(recorded, ramp());
        }
    }
}
