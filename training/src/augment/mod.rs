//! Photos of few people made as various as everyday photos: other light, glasses, beards and wrinkles (from the renderer),
//! another background, another skin. The face stays the same, and so does who it is.

mod backdrop;
mod linear;
mod reflectance;
mod transfer;

use image::RgbImage;

use crate::render::{Head, Rng};
use backdrop::Backdrop;
use linear::Linear;
use reflectance::Reflectance;
use transfer::Transfer;

/// Shares of the pictures that get another background, and something from the renderer.
const BEHIND: f32 = 0.6;
const TRANSFERRED: f32 = 0.75;

/// An aligned crop of a frontal face before a plain background → a picture of the same face, and one of it in other skin, in
/// the same light, by the same camera. The same seed gives the same pictures.
pub fn augment(photo: &RgbImage, head: &Head, seed: u64) -> [RgbImage; 2] {
    let mut rng = Rng::new(seed, 80);
    let photo = Linear::from(photo);
    let reflectance = Reflectance::measure(&photo);
    let backdrop = rng.chance(BEHIND).then(|| Backdrop::new(&photo, &mut rng));
    let transfer = rng.chance(TRANSFERRED).then(|| Transfer::new(head, &mut rng));
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
        picture.into()
    })
}
