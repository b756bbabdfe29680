//! An ICC profile → sRGB, as browsers show the picture: phones store Display P3, cameras Adobe RGB.

use image::{DynamicImage, RgbImage, RgbaImage};
use qcms::{DataType, Intent, Profile, Transform};

/// Where a profile names the space of its pixels, and the two names that are used here. Source: ICC.1:2022, 7.2.6.
const SPACE: std::ops::Range<usize> = 16..20;
const RGB: &[u8] = b"RGB ";
const GRAY: &[u8] = b"GRAY";
/// Levels of each channel in the sample that tells whether a profile changes anything.
const SAMPLE: [u8; 9] = [0, 32, 64, 96, 128, 160, 192, 224, 255];
/// Profiles that move a sample by no more are sRGB under another name: rounding alone does that.
const ROUNDING: u8 = 1;

/// The picture in sRGB. A profile that is damaged, or of another space than the pixels, is passed over, as browsers do.
pub(super) fn to_srgb(image: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    let bytes = profile.unwrap_or_default();
    let (Some(space), Some(profile)) = (bytes.get(SPACE), Profile::new_from_slice(bytes, false)) else { return image };
    let mut srgb = Profile::new_sRGB();
    srgb.precache_output_transform();
    let between = |from, to| Transform::new_to(&profile, &srgb, from, to, Intent::Perceptual);
    let (has_color, has_alpha) = (image.color().has_color(), image.color().has_alpha());
    let (from, to) = match (space, has_alpha) {
        (RGB, false) => (DataType::RGB8, DataType::RGB8),
        (RGB, true) => (DataType::RGBA8, DataType::RGBA8),
        (GRAY, false) if !has_color => (DataType::Gray8, DataType::RGB8),
        (GRAY, true) if !has_color => (DataType::GrayA8, DataType::RGBA8),
        _ => return image,
    };
    match between(from, to) {
        Some(_) if space == RGB && between(DataType::RGB8, DataType::RGB8).is_none_or(|it| is_srgb(&it)) => image,
        Some(transform) => transformed(image, &transform, (from, to)),
        None => image,
    }
}

fn is_srgb(transform: &Transform) -> bool {
    let pixels = SAMPLE.iter().flat_map(|&r| SAMPLE.iter().flat_map(move |&g| SAMPLE.map(|b| [r, g, b])));
    let before: Vec<u8> = pixels.flatten().collect();
    let mut after = before.clone();
    transform.apply(&mut after);
    before.iter().zip(after).all(|(before, after)| before.abs_diff(after) <= ROUNDING)
}

fn transformed(image: DynamicImage, transform: &Transform, (from, to): (DataType, DataType)) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let mut before = match from {
        DataType::RGB8 => image.into_rgb8().into_raw(),
        DataType::RGBA8 => image.into_rgba8().into_raw(),
        DataType::Gray8 => image.into_luma8().into_raw(),
        _ => image.into_luma_alpha8().into_raw(),
    };
    let after = if from == to {
        transform.apply(&mut before);
        before
    } else {
        let mut after = vec![0; before.len() / from.bytes_per_pixel() * to.bytes_per_pixel()];
        transform.convert(&before, &mut after);
        after
    };
    match to {
        DataType::RGB8 => RgbImage::from_raw(width, height, after).map(DynamicImage::from),
        _ => RgbaImage::from_raw(width, height, after).map(DynamicImage::from),
    }
    .expect("as many pixels as before")
}
