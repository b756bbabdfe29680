//! What the picture shows of the face, whatever the size of its file.

use attn_fiqa::capture::Check;
use attn_fiqa::decode::decode;
use attn_fiqa::face::LocatedFace;
use image::{RgbImage, imageops};

use super::{find, measured, of};
use crate::common::pictures::{jpeg, mapped, noisy};
use crate::common::{open, portrait};

#[test]
fn blur_lowers_sharpness_step_by_step() {
    let photo = portrait();
    let face = find(&photo);
    let values = [0.0, 0.6, 1.2, 2.4].map(|sigma| {
        let blurred = if sigma > 0.0 { imageops::blur(&photo, sigma) } else { photo.clone() };
        of(&measured(&blurred, &face), Check::Sharpness).value
    });
    println!("sharpness of the portrait, blurred by 0, 0.6, 1.2 and 2.4 of its pixels: {values:.4?}");
    assert!(values.is_sorted_by(|sharp, blurred| sharp > blurred), "{values:?}");
}

#[test]
fn sharpness_hardly_depends_on_the_photos_size() {
    let photo = open("faces/everyday-47.jpg");
    let values: Vec<f64> = (0..8)
        .map(|i| {
            let share = 1.0 - 0.07 * f64::from(i);
            let [width, height] = [photo.width(), photo.height()].map(|side| (f64::from(side) * share) as u32);
            let photo = imageops::resize(&photo, width, height, imageops::FilterType::CatmullRom);
            of(&measured(&photo, &find(&photo)), Check::Sharpness).value.ln()
        })
        .collect();
    // From 159 to 80 pixels between the eyes, in steps of 7 %: the face has few details that small, and loses some.
    assert!(values.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.25), "{values:.2?}");
    assert!((values[0] - values[7]).abs() < 0.75, "{values:.2?}");
}

#[test]
fn neither_darkness_nor_noise_nor_blocks_change_sharpness_for_the_better_or_worse() {
    let photo = open("faces/everyday-47.jpg");
    let face = find(&photo);
    let sharpness = |photo: &RgbImage| of(&measured(photo, &face), Check::Sharpness).value;
    let sharp = sharpness(&photo);
    let dark = sharpness(&mapped(&photo, |value| value * 0.3));
    // Rounding to a third of the levels is some noise.
    assert!((dark / sharp).ln().abs() < 0.2, "{dark} {sharp}");
    let blurred = imageops::blur(&photo, 5.0);
    let noisy = sharpness(&noisy(&blurred, 25.0));
    assert!(noisy < 0.4 * sharp, "{noisy} {sharp}");
    let blocks = sharpness(&pixelated(&photo, &face, 10.0));
    assert!(blocks < 0.4 * sharp, "{blocks} {sharp}");
}

#[test]
fn real_pixels_are_counted_however_the_photo_was_enlarged() {
    let photo = open("faces/everyday-47.jpg");
    let face = find(&photo);
    for real in [8.0, 12.0, 20.0] {
        for enlarge in [pixelated, smoothly_enlarged] {
            let found = of(&measured(&enlarge(&photo, &face, real), &face), Check::RealResolution).value;
            // The smooth estimate rests on what faces usually show.
            assert!((found / real).ln().abs() < 0.4, "{found} of {real}");
        }
    }
    assert!(of(&measured(&photo, &face), Check::RealResolution).value > 35.0);
}

#[test]
fn noise_and_compression_have_their_own_checks() {
    let photo = open("faces/everyday-47.jpg");
    let face = find(&photo);
    let quality = |photo: &RgbImage, check| of(&measured(photo, &face), check).quality;
    assert!(quality(&photo, Check::Noise) > 90.0 && quality(&photo, Check::Compression) > 90.0);
    assert!(quality(&noisy(&photo, 60.0), Check::Noise) < 20.0);
    let compressed = decode(&jpeg(&photo, 6)).expect("a JPEG");
    assert!(quality(&compressed, Check::Compression) < 20.0);
}

/// With this many pixels between the eyes, each of them a block.
fn pixelated(photo: &RgbImage, face: &LocatedFace, real: f64) -> RgbImage {
    resized_through(photo, face, real, imageops::FilterType::Nearest)
}

/// With this many pixels between the eyes, made large with a cubic.
fn smoothly_enlarged(photo: &RgbImage, face: &LocatedFace, real: f64) -> RgbImage {
    resized_through(photo, face, real, imageops::FilterType::CatmullRom)
}

fn resized_through(photo: &RgbImage, face: &LocatedFace, real: f64, filter: imageops::FilterType) -> RgbImage {
    let [left, right, ..] = face.landmarks.0;
    let scale = real / (left[0] - right[0]).hypot(left[1] - right[1]);
    let [width, height] = [photo.width(), photo.height()];
    let small = |length: u32| (f64::from(length) * scale).round() as u32;
    let small = imageops::resize(photo, small(width), small(height), imageops::FilterType::Triangle);
    imageops::resize(&small, width, height, filter)
}
