//! Sweeps through the whole way, with the shipped model: where the score is poor there is a reason, and none is untrue.
//! `cargo test --test integration sweeps -- --nocapture` prints them.

use attn_fiqa::calibration::Verdict;
use attn_fiqa::face::Contour;
use attn_fiqa::face::geometry::distance;
use attn_fiqa::{Assessment, Assessor, Crop, Error};
use image::{Rgb, RgbImage, imageops};

use crate::common::pictures::{DARK, LIGHT, glasses, mapped, mask, noisy};
use crate::common::{DEFAULT_MODEL, contour, load, locator, open, portrait, renders};

/// What nothing in these sweeps causes; the unchanged photo may have it.
const UNTRUE: [&str; 10] = [
    "over-exposure",
    "even-light",
    "natural-colour",
    "compression",
    "single-face",
    "mouth-closed",
    "yaw",
    "pitch",
    "roll",
    "region-border",
];

fn assess(assessor: &Assessor, photo: &RgbImage) -> Result<Assessment, Error> {
    let assessed = pollster::block_on(assessor.assess(photo, &Crop::Detect.into()));
    if let Ok(assessment) = &assessed {
        assert!(assessment.verdict != Some(Verdict::Poor) || !assessment.reasons.is_empty(), "poor without a reason");
    }
    assessed
}

/// Frontal faces with room around them, with 159 and 87 pixels between the eyes: a render, and the portrait enlarged.
fn photos() -> [(&'static str, RgbImage); 2] {
    let portrait = imageops::resize(&portrait(), 560, 560, imageops::FilterType::CatmullRom);
    [("the render", open("faces/everyday-47.jpg")), ("the portrait", portrait)]
}

fn untrue<'a>(reasons: &[&'a str], own: &[&str]) -> Vec<&'a str> {
    reasons.iter().copied().filter(|id| UNTRUE.contains(id) && !own.contains(id)).collect()
}

fn assessor() -> Assessor {
    load(DEFAULT_MODEL).with_locator(locator())
}

/// A frame of 960×720 with the face in its middle, from ear to ear this share of the frame's width.
fn framed(photo: &RgbImage, points: &Contour, share: f64) -> RgbImage {
    let scale = share * 960.0 / distance(points[0], points[16]);
    let [width, height] = [photo.width(), photo.height()].map(|length| (f64::from(length) * scale).round() as u32);
    let resized = imageops::resize(photo, width, height, imageops::FilterType::CatmullRom);
    let mut frame = RgbImage::from_pixel(960, 720, Rgb([150; 3]));
    let [x, y] = [0, 1].map(|axis| [480.0, 360.0][axis] - points[30][axis] * scale);
    imageops::replace(&mut frame, &resized, x as i64, y as i64);
    frame
}

#[test]
fn faces_of_every_size_have_true_reasons_only() {
    let assessor = assessor();
    for (name, photo) in photos() {
        let points = contour(&locator(), &photo);
        let own = assess(&assessor, &photo).expect("found").reasons;
        for share in [0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.2, 0.3, 0.5, 0.8, 1.2, 1.6, 2.0] {
            let assessed = assess(&assessor, &framed(&photo, &points, share));
            let said = assessed.as_ref().map(|it| (it.verdict, it.reasons.clone())).map_err(ToString::to_string);
            println!("{name}, {share} of the width: {said:?}");
            let Ok((_, reasons)) = said else {
                assert!(!(0.06..=0.5).contains(&share), "{name} {share}: not found");
                continue;
            };
            assert_eq!(untrue(&reasons, &own), [""; 0], "{name} {share}");
            // From ear to ear is two eye distances and more: 960 pixels hold a face of 0.12 with some 50 between the eyes.
            let (near, far) = (reasons.contains(&"in-picture"), reasons.contains(&"inter-eye-distance"));
            assert!(near == (share > 1.0) || (0.5..=1.0).contains(&share), "{name} {share}: {reasons:?}");
            assert!(far == (share < 0.1) || (0.1..0.3).contains(&share), "{name} {share}: {reasons:?}");
        }
    }
}

/// A fault, in steps, and the reasons that name it.
type Fault = (&'static str, fn(&RgbImage, f64) -> RgbImage, [f64; 4], &'static [&'static str]);

const FAULTS: [Fault; 3] = [
    (
        "blur, in eye distances",
        |photo, share| imageops::blur(photo, (share * eye_distance(photo)) as f32),
        [0.01, 0.03, 0.06, 0.1],
        &["sharpness", "real-resolution"],
    ),
    ("noise, in levels", |photo, levels| noisy(photo, levels as f32), [5.0, 20.0, 40.0, 60.0], &["noise"]),
    (
        "light, in shares of the levels",
        |photo, share| mapped(photo, |value| value * share),
        [0.7, 0.4, 0.2, 0.1],
        &["light"],
    ),
];

fn eye_distance(photo: &RgbImage) -> f64 {
    let points = contour(&locator(), photo);
    distance(points[36], points[45])
}

#[test]
fn a_score_that_falls_has_its_cause_named() {
    let assessor = assessor();
    for (name, photo) in photos() {
        let before = assess(&assessor, &photo).expect("found");
        assert!(before.verdict != Some(Verdict::Poor), "{name}");
        for (fault, change, steps, causes) in FAULTS {
            for step in steps {
                let Ok(after) = assess(&assessor, &change(&photo, step)) else { continue };
                println!("{name}, {fault} {step}: {:?} {:?}", after.verdict, after.reasons);
                assert!(
                    UNTRUE.iter().all(|id| !after.reasons.contains(id)),
                    "{name}, {fault} {step}: {:?}",
                    after.reasons
                );
                let named = causes.iter().any(|id| after.reasons.contains(id));
                assert!(named || after.verdict != Some(Verdict::Poor), "{name}, {fault} {step}: {:?}", after.reasons);
            }
        }
    }
}

/// What covers a face, the parts of which one is to be named, and on how many of a hundred rendered faces it is, at least. Where it is not,
/// hair lies over the face besides, or the face has few pixels, which is said instead.
type Cover = (&'static str, fn(&mut RgbImage, &Contour), &'static [&'static str], usize);

const LOWER: [&str; 4] = ["region-nose", "region-cheeks", "region-mouth", "region-jaw"];
const COVERS: [Cover; 4] = [
    ("dark glasses", |photo, points| glasses(photo, points, 1.0), &["region-eyes", "eyes-open"], 89),
    ("smaller dark glasses", |photo, points| glasses(photo, points, 0.8), &["region-eyes", "eyes-open"], 89),
    ("a light mask", |photo, points| mask(photo, points, LIGHT), &LOWER, 95),
    ("a dark mask", |photo, points| mask(photo, points, DARK), &LOWER, 83),
];

#[test]
fn what_covers_a_face_is_named() {
    let (assessor, locator) = (assessor(), locator());
    for (name, cover, parts, least) in COVERS {
        let (mut named, mut found) = (0, 0);
        for face in renders().iter().filter(|face| face.file.starts_with("everyday")) {
            let mut photo = face.photo();
            let points = contour(&locator, &photo);
            cover(&mut photo, &points);
            let Ok(Assessment { verdict, reasons, .. }) = assess(&assessor, &photo) else { continue };
            println!("{}, {name}: {verdict:?} {reasons:?}", face.file);
            found += 1;
            named += usize::from(parts.iter().any(|id| reasons.contains(id)));
        }
        println!("{name}: named in {named} of {found}");
        assert!(named * 100 >= least * found, "{name}");
        assert!(found >= 43, "{name}: a face in {found} of 48");
    }
}
