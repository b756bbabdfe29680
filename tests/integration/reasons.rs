//! Sweeps over what goes wrong in a capture: the reason is given, and no untrue one beside it.

use std::collections::BTreeSet;

use attn_fiqa::capture::{Limits, Preset, Seen, Subject, advise, measure};
use attn_fiqa::face::{FaceLocator, LocatedFace, Locator, Pyramid};
use image::{Rgb, RgbImage, imageops};

use crate::common::pictures::mapped;
use crate::common::{locator, open, portrait};

const PRESETS: [Preset; 3] = [Preset::Enrol, Preset::Verify, Preset::Lenient];

type Ids = BTreeSet<&'static str>;

/// What the checks alone say; `None` if no face is found.
fn reasons(locator: &FaceLocator, photo: &RgbImage, preset: Preset) -> Option<Ids> {
    let pyramid = Pyramid::new(photo);
    let faces = locator.locate(&pyramid);
    let (face, others) = faces.split_first()?;
    let measurements = measure(&Subject::in_photo(&pyramid, face, Some(others)));
    let unseen = Seen { patch_map: &[0.0; 196], reference: None, poor: false, good: false };
    Some(advise(&measurements, &Limits::from(preset), unseen).iter().map(|advice| advice.id).collect())
}

/// Frontal faces with 77 to 159 pixels between the eyes, and the portrait enlarged, so that its pixels are enough.
fn photos() -> Vec<RgbImage> {
    let portrait = portrait();
    let [width, height] = [portrait.width() * 2, portrait.height() * 2];
    let enlarged = imageops::resize(&portrait, width, height, imageops::FilterType::CatmullRom);
    ["faces/everyday-38.jpg", "faces/everyday-41.jpg", "faces/everyday-47.jpg"]
        .map(open)
        .into_iter()
        .chain([enlarged])
        .collect()
}

fn found(locator: &FaceLocator, photo: &RgbImage) -> LocatedFace {
    locator.locate(&Pyramid::new(photo)).swap_remove(0)
}

/// What about light is said where there is enough of it.
const LIGHT: [&str; 9] = [
    "light",
    "contrast",
    "luminance-mean",
    "luminance-variance",
    "under-exposure",
    "over-exposure",
    "dynamic-range",
    "illumination-uniformity",
    "even-light",
];

#[test]
fn darkness_is_one_reason_and_shade_is_none() {
    let locator = locator();
    for (i, photo) in photos().iter().enumerate() {
        // A tenth of the light: levels to the power of 1 / 2.2.
        let dark =
            reasons(&locator, &mapped(photo, |value| value * 0.1f64.powf(1.0 / 2.2)), Preset::Verify).expect("found");
        assert!(dark.contains("light"), "{i}: {dark:?}");
        let untrue = ["sharpness", "noise", "natural-colour", "contrast", "real-resolution"];
        assert!(untrue.iter().all(|id| !dark.contains(id)), "{i}: {dark:?}");
        let shaded = reasons(&locator, &mapped(photo, |value| value * 0.6), Preset::Verify).expect("found");
        assert!(LIGHT.iter().all(|id| !shaded.contains(id)), "{i}: {shaded:?}");
    }
}

#[test]
fn what_the_edge_cuts_off_is_a_reason_on_every_side_in_every_preset() {
    let locator = locator();
    let (mut cut, mut lost, mut named) = (0, 0, 0);
    for photo in photos() {
        let face = found(&locator, &photo);
        let [left, right] = face.landmarks.eyes();
        let mouth = face.landmarks.mouth();
        let [width, height] = [photo.width(), photo.height()];
        let nose = face.landmarks.0[2][1];
        // Through the middle of an eye, above both eyes, below the nose.
        for ([x, y, right_end, bottom], edge) in [
            ([left[0] as u32, 0, width, height], "left"),
            ([0, 0, right[0] as u32, height], "right"),
            ([0, (left[1].min(right[1]) - 0.1 * (mouth[1] - left[1])) as u32, width, height], "upper"),
            ([0, 0, width, ((nose + mouth[1]) / 2.0) as u32], "lower"),
        ] {
            let part = imageops::crop_imm(&photo, x, y, right_end - x, bottom - y).to_image();
            for preset in PRESETS {
                match reasons(&locator, &part, preset) {
                    Some(ids) => {
                        assert!(ids.contains("in-picture"), "{x} {y} {right_end} {bottom} {preset:?}: {ids:?}");
                        cut += 1;
                    }
                    None => {
                        lost += 1;
                        let said = locator.cut_off(&Pyramid::new(&part));
                        named += usize::from(said == Some(edge));
                    }
                }
            }
        }
    }
    println!("{cut} cut faces were found, {lost} were not, of which {named} with the edge");
    assert!(cut >= 24, "{cut} {lost}");
    assert_eq!(named, lost);
}

/// Width and height of the picture, least and most from crown to chin and from the eyes to the bottom, in millimetres.
/// Sources: ICAO 9303 part 3 and ISO/IEC 19794-5 (eyes at 50 to 70 % of the height); the United States' photo composition
/// template, 2×2 inches.
const RULES: [([f64; 2], [f64; 2], [f64; 2]); 2] =
    [([35.0, 45.0], [30.0, 36.0], [22.5, 31.5]), ([50.8, 50.8], [25.0, 35.0], [28.6, 34.9])];

#[test]
fn what_passport_rules_allow_passes_every_framing_check_of_enrol() {
    let locator = locator();
    let portrait = portrait();
    let portrait = imageops::resize(&portrait, 560, 560, imageops::FilterType::CatmullRom);
    let face = found(&locator, &portrait);
    let [left, right] = face.landmarks.eyes();
    let eyes = [(left[0] + right[0]) / 2.0, (left[1] + right[1]) / 2.0];
    let chin = face.contour.expect("a contour")[8];
    // Crown to chin is twice eyes to chin.
    let length = 2.0 * (chin[1] - eyes[1]);
    let mut framings = 0;
    for ([width, height], lengths, bottoms) in RULES {
        for step in 0..27 {
            let at = |[low, high]: [f64; 2], part: i32| low + (high - low) * f64::from(part) / 2.0;
            let (head, bottom) = (at(lengths, step % 3), at(bottoms, step / 3 % 3));
            let across = at([0.45, 0.55], step / 9);
            let per_millimetre = length / head;
            let (above, below) = (height - bottom, bottom);
            if above < head / 2.0 || below < head / 2.0 {
                continue; // the crown or the chin is cut: not allowed
            }
            let mut picture =
                RgbImage::from_pixel((width * per_millimetre) as u32, (height * per_millimetre) as u32, Rgb([200; 3]));
            let x = across * width * per_millimetre - eyes[0];
            let y = above * per_millimetre - eyes[1];
            imageops::replace(&mut picture, &portrait, x as i64, y as i64);
            let ids = reasons(&locator, &picture, Preset::Enrol).expect("found");
            let framing = ["head-size", "crop-left", "crop-right", "margin-above", "margin-below", "in-picture"];
            assert!(
                framing.iter().all(|id| !ids.contains(id)),
                "{width}×{height}, head {head}, eyes {bottom}: {ids:?}"
            );
            framings += 1;
        }
    }
    assert!(framings > 30, "{framings}");
}

#[test]
fn nobody_is_told_to_come_closer_and_to_move_back() {
    let locator = locator();
    let photo = open("faces/everyday-41.jpg");
    let back = ["head-size", "crop-left", "crop-right", "margin-above", "margin-below"];
    for pixels in [0.1, 0.3, 1.0] {
        for room in [0.0, 0.1, 0.2, 0.5, 2.0] {
            let size = [photo.width(), photo.height()].map(|length| (f64::from(length) * pixels) as u32);
            let small = imageops::resize(&photo, size[0], size[1], imageops::FilterType::Triangle);
            let face = match locator.locate(&Pyramid::new(&small)).into_iter().next() {
                Some(face) => face,
                None => continue,
            };
            let [left, right] = face.landmarks.eyes();
            let edge = (right[0] - left[0]) * room;
            let x = (left[0] - edge).max(0.0) as u32;
            let end = ((right[0] + edge) as u32).min(small.width());
            let part = imageops::crop_imm(&small, x, 0, end - x, small.height()).to_image();
            for preset in PRESETS {
                let Some(ids) = reasons(&locator, &part, preset) else { continue };
                let both = ids.contains("inter-eye-distance") && back.iter().any(|id| ids.contains(id));
                assert!(!both, "{pixels} {room} {preset:?}: {ids:?}");
            }
        }
    }
}

#[test]
fn few_real_pixels_are_a_reason_and_enough_are_none() {
    let locator = locator();
    for photo in [open("faces/everyday-47.jpg"), open("faces/everyday-41.jpg")] {
        let face = found(&locator, &photo);
        let [left, right] = face.landmarks.eyes();
        let between = (right[0] - left[0]).hypot(right[1] - left[1]);
        for (real, expected) in [(8.0, true), (12.0, true), (40.0, false), (60.0, false)] {
            for filter in [imageops::FilterType::Nearest, imageops::FilterType::CatmullRom] {
                let small = [photo.width(), photo.height()].map(|length| (f64::from(length) * real / between) as u32);
                let small = imageops::resize(&photo, small[0], small[1], imageops::FilterType::Triangle);
                let enlarged = imageops::resize(&small, photo.width(), photo.height(), filter);
                let Some(ids) = reasons(&locator, &enlarged, Preset::Verify) else { continue };
                assert_eq!(ids.contains("real-resolution"), expected, "{real} {filter:?}: {ids:?}");
            }
        }
    }
}

#[test]
fn a_masked_face_is_found_upright() {
    let locator = locator();
    for photo in photos() {
        let face = found(&locator, &photo);
        let contour = face.contour.expect("a contour");
        let mut masked = photo.clone();
        // From the middle of the nose to the chin, from cheek to cheek.
        let (top, bottom) = (contour[29][1] as u32, contour[8][1] as u32);
        let (from, to) = (contour[2][0].max(0.0) as u32, contour[14][0] as u32);
        for y in top..bottom.min(photo.height()) {
            for x in from..to.min(photo.width()) {
                masked.put_pixel(x, y, Rgb([200, 220, 235]));
            }
        }
        let again = found(&locator, &masked);
        let moved =
            face.landmarks.0[0].iter().zip(again.landmarks.0[0]).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        let between = face.landmarks.0[1][0] - face.landmarks.0[0][0];
        // A mask moves the points; a face upside down would have its eyes where the mouth was.
        assert!(moved < 0.4 * between, "{moved} of {between}");
    }
}
