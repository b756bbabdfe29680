//! Tone: what a face looks like in other light, in another camera, with other skin and hair, at the same usefulness. A
//! quality score must not follow it.

use glam::{Vec3, vec3};
use image::RgbImage;

use super::filter::blur;
use super::plane::Plane;
use crate::render::{Rng, noise};

/// A change of tone; each part is drawn by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tone {
    pub mirrored: bool,
    /// Exponent on every value of 0 to 1.
    pub gamma: f32,
    /// Factor on each channel: brightness and white balance.
    pub gain: Vec3,
    /// Factor on the distance from the mean.
    pub contrast: f32,
    /// 0 greyscale, 1 as it is.
    pub saturation: f32,
    /// Share of the fine detail that is added again: what cameras sharpen.
    pub sharpen: f32,
    /// Standard deviation of texture that is laid over, of 255, and its grid in pixels: skin, film, paper.
    pub texture: [f32; 2],
    /// Darkening of the corners.
    pub vignette: f32,
    /// Of the texture.
    pub seed: u32,
}

const LUMA: Vec3 = vec3(0.299, 0.587, 0.114);

impl Tone {
    /// Any tone; `strength` 1 covers skin from the lightest to the darkest and light from blue to orange. The rest, what
    /// camera, film and paper do, is the same at any strength. All shares and ranges are our choice.
    pub fn random(rng: &mut Rng, strength: f32) -> Self {
        let grey = rng.chance(0.2);
        let cast = if rng.chance(0.2) { 0.18 } else { 0.06 };
        Self {
            mirrored: rng.chance(0.5),
            gamma: (0.28 * strength * rng.normal()).exp(),
            gain: rng.tint(cast * strength) * (0.14 * strength * rng.normal()).exp(),
            contrast: (0.22 * strength * rng.normal()).exp(),
            saturation: if grey { 0.0 } else { rng.range(1.0 - 0.6 * strength, 1.0 + 0.35 * strength) },
            sharpen: if rng.chance(0.4) { rng.range(0.0, 1.8) } else { 0.0 },
            texture: if rng.chance(0.5) { [rng.range(0.0, 9.0), rng.range(1.2, 5.0)] } else { [0.0, 1.0] },
            vignette: if rng.chance(0.15) { rng.range(0.0, 0.4) } else { 0.0 },
            seed: rng.bits() as u32,
        }
    }

    /// The picture in that tone.
    pub fn apply(&self, picture: &RgbImage) -> RgbImage {
        let mut picture = picture.clone();
        if self.mirrored {
            image::imageops::flip_horizontal_in_place(&mut picture);
        }
        let soft = (self.sharpen > 0.0).then(|| Plane::from(&blur(&picture, 1.2)));
        let mut plane = Plane::from(&picture);
        if let Some(soft) = soft {
            plane.0.iter_mut().zip(soft.0).for_each(|(value, soft)| *value += (*value - soft) * self.sharpen);
        }
        let curve: Vec<f32> = (0..=1024).map(|step| (step as f32 / 1024.0).powf(self.gamma) * 255.0).collect();
        let plane = plane.map(|value| curve[(value.clamp(0.0, 255.0) * (1024.0 / 255.0)) as usize]);
        let count = plane.0.len() as f32 / 3.0;
        let mean = plane.0.as_chunks::<3>().0.iter().map(|pixel| Vec3::from(*pixel).dot(LUMA)).sum::<f32>() / count;
        let [strength, grid] = self.texture;
        let plane = plane.map_pixels(|x, y, pixel| {
            let pixel = Vec3::from(pixel) * self.gain;
            let pixel = Vec3::splat(pixel.dot(LUMA)).lerp(pixel, self.saturation);
            let mut pixel = (pixel - mean) * self.contrast + mean;
            let (x, y) = (x as f32, y as f32);
            if strength > 0.0 {
                pixel += strength * noise(x / grid, y / grid, self.seed) + strength * 0.5 * noise(x, y, self.seed);
            }
            let corner = ((x - 56.0).powi(2) + (y - 56.0).powi(2)) / 6272.0;
            (pixel * (1.0 - self.vignette * corner)).clamp(Vec3::ZERO, Vec3::splat(255.0)).to_array()
        });
        plane.into()
    }
}
