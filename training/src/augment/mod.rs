//! Photos of few people made as various as everyday photos: other light, glasses, beards and wrinkles (from the renderer),
//! another background, another skin. The face stays the same, and so does who it is.

mod backdrop;
mod linear;
mod reflectance;
mod transfer;
mod variants;

pub use variants::Variants;

use attn_fiqa::crop::CROP_SIZE;
use attn_fiqa::face::SimilarityTransform;
use image::RgbImage;

use crate::degrade::{about_the_centre, moved};
use crate::render::{Head, Rng};
use backdrop::Backdrop;
use linear::Linear;
use reflectance::Reflectance;
use transfer::Transfer;

/// Shares of the pictures that get another background, and something from the renderer.
const BEHIND: f32 = 0.85;
const TRANSFERRED: f32 = 0.75;
/// Spread of what a locator misses: turn in radians, zoom in natural logarithms, pixels. As of rendered portraits.
const MISSED: [f32; 3] = [0.025, 0.03, 1.1];

/// An aligned crop of a frontal face before a plain background → a picture of the same face, and one of it in other skin, in
/// the same light, by the same camera. The same seed gives the same pictures.
fn augment(photo: &RgbImage, head: &Head, seed: u64) -> [RgbImage; 2] {
    let mut rng = Rng::new(seed, 80);
    let photo = Linear::from(photo);
    let reflectance = Reflectance::measure(&photo);
    let backdrop = rng.chance(BEHIND).then(|| Backdrop::new(&photo, &mut rng));
    let transfer = rng.chance(TRANSFERRED).then(|| Transfer::new(head, &mut rng));
    let missed = missed(&mut rng);
    [None, Some(rng.unit())].map(|depth| {
        let mut picture = photo.clone();
        if let Some(depth) = depth {
            reflectance.apply(&mut picture, depth);
        }
        if let Some(backdrop) = &backdrop {
            backdrop.apply(&mut picture);
        }
        if let Some(transfer) = &transfer {
            transfer.apply(&mut picture);
        }
        relocated(&picture.into(), &missed)
    })
}

fn missed(rng: &mut Rng) -> SimilarityTransform {
    let [turn, zoom, pixels] = MISSED;
    let shift = [pixels * rng.normal(), pixels * rng.normal()];
    about_the_centre(turn * rng.normal(), (zoom * rng.normal()).exp(), shift)
}

/// The crop that a locator with that error gives; the photo's edge is repeated.
fn relocated(picture: &RgbImage, missed: &SimilarityTransform) -> RgbImage {
    let last = (CROP_SIZE - 1) as f64;
    moved(picture, missed, |_, from| {
        let [x, y] = from.map(|value| value.clamp(0.0, last).round() as u32);
        *picture.get_pixel(x, y)
    })
}
