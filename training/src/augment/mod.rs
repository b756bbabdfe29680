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
/// Share in which the first of a pair keeps its own skin.
const OWN_SKIN: f32 = 0.6;

/// An aligned crop of a frontal face before a plain background → two pictures of the same face, light and camera, in
/// different skin. The same seed gives the same pictures.
pub fn augment(photo: &RgbImage, head: &Head, seed: u64) -> [RgbImage; 2] {
    let mut rng = Rng::new(seed, 80);
    let photo = Linear::from(photo);
    let reflectance = Reflectance::measure(&photo);
    let backdrop = rng.chance(BEHIND).then(|| Backdrop::new(&photo, &mut rng));
    let transfer = rng.chance(TRANSFERRED).then(|| Transfer::new(head, &mut rng));
    let own = rng.chance(OWN_SKIN);
    let depths = [(!own).then(|| rng.unit()), Some(rng.unit())];
    depths.map(|depth| {
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
