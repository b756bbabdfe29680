//! The whole way, from a photo to an assessment: one face, many, none, and what a misplaced crop costs.

use attn_fiqa::assess::Request;
use attn_fiqa::face::{Landmarks, SimilarityTransform, TEMPLATE};
use attn_fiqa::{Assessment, Assessor, Crop, Error};
use image::{ImageFormat, Rgb, RgbImage, imageops};

use crate::common::pictures::{encode, without_a_face};
use crate::common::{DEFAULT_MODEL, PORTRAIT, Render, assert_refused, load, locator, portrait, read, renders};

fn assessor() -> Assessor {
    load(DEFAULT_MODEL).with_locator(locator())
}

fn assess(assessor: &Assessor, bytes: &[u8]) -> Result<Assessment, Error> {
    pollster::block_on(assessor.assess_bytes(bytes, &Request::default()))
}

#[test]
fn photos_without_a_face_and_broken_ones_do_not_spoil_the_next() {
    let assessor = assessor();
    let before = assess(&assessor, PORTRAIT).expect("a face").score;
    let plain = |width, height, value| RgbImage::from_pixel(width, height, Rgb([value; 3]));
    let photos = [plain(640, 480, 0), plain(640, 480, 255), plain(1, 400, 90), plain(400, 1, 90), without_a_face(1)];
    for photo in photos {
        let error = assess(&assessor, &encode(photo, ImageFormat::Png)).expect_err("no face");
        assert_eq!(error, Error::NoFace);
    }
    for (broken, code) in
        [(b"".as_slice(), "unsupported-input"), (b"text", "unsupported-input"), (&PORTRAIT[..5000], "decode")]
    {
        assert_refused(assess(&assessor, broken), code, "");
    }
    assert_eq!(assess(&assessor, PORTRAIT).expect("a face").score, before);
}

#[test]
fn fifty_faces_are_counted_and_one_is_scored() {
    // Head and little else: a face of 7 % of the crowd's width.
    let face = imageops::crop_imm(&portrait(), 65, 35, 140, 160).to_image();
    let face = imageops::resize(&face, 160, 160, imageops::FilterType::Triangle);
    let mut crowd = RgbImage::from_pixel(1600, 800, Rgb([90; 3]));
    for i in 0..50 {
        imageops::replace(&mut crowd, &face, 160 * (i % 10), 160 * (i / 10));
    }
    let face = assess(&assessor(), &encode(crowd, ImageFormat::Png)).expect("a face").face.expect("where it is");
    // At 7 % of the width most are missed; what is found is counted.
    assert!(face.count > 1 && face.others.len() == face.count - 1, "{}", face.count);
}

#[test]
fn a_face_larger_than_the_frame_is_found() {
    let photo = imageops::crop_imm(&portrait(), 85, 75, 105, 105).to_image();
    let face = assess(&assessor(), &encode(photo, ImageFormat::Png)).expect("a face").face.expect("where it is");
    assert!(face.bounds.width > 110.0, "{:?}", face.bounds);
}

#[test]
fn without_a_locator_the_error_says_what_to_give() {
    let error = assess(&load(DEFAULT_MODEL), PORTRAIT).expect_err("no locator");
    assert_eq!(error.code(), "unsupported-input");
}

/// How much the score moves when the crop is off by two of its pixels: `docs/locator.md`.
#[test]
fn a_shift_of_two_pixels_moves_the_score_less_than_photos_differ() {
    let assessor = assessor();
    let (mut scores, mut shifts) = (Vec::new(), Vec::new());
    for Render { file, landmarks, .. } in renders().into_iter().filter(|render| render.eye_distance > 35.0) {
        let bytes = read(&format!("faces/{file}"));
        let score = |landmarks| {
            pollster::block_on(assessor.assess_bytes(&bytes, &Crop::Landmarks(landmarks).into())).expect("a face").score
        };
        let exact = score(landmarks);
        let to_crop = SimilarityTransform::estimate(&landmarks.0, &TEMPLATE.0);
        for (dx, dy) in [(2.0, 0.0), (-2.0, 0.0), (0.0, 2.0), (0.0, -2.0)] {
            let moved = landmarks.0.map(|point| {
                let [x, y] = to_crop.apply(point);
                to_crop.inverse().apply([x + dx, y + dy])
            });
            shifts.push((score(Landmarks(moved)) - exact).abs());
        }
        scores.push(exact);
    }
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    let deviation = (scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / scores.len() as f64).sqrt();
    shifts.sort_by(f64::total_cmp);
    let (median, high) = (shifts[shifts.len() / 2], shifts[shifts.len() * 95 / 100]);
    println!(
        "score shift at 2 pixels, {} faces: median {median:.3}, 95th percentile {high:.3}; scores differ by {deviation:.3} (SD)",
        scores.len()
    );
    assert!(median < deviation / 2.0, "median {median}, deviation {deviation}");
}
