//! The whole way, from a photo to an assessment: photos of every kind, and what a misplaced crop costs.

use std::io::Cursor;

use attn_fiqa::assess::Request;
use attn_fiqa::face::{Landmarks, SimilarityTransform, TEMPLATE};
use attn_fiqa::{Assessment, Assessor, Choice, Crop, Error};
use crate::common::pictures::without_a_face;
use crate::common::{fixture, locator, read_json};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, imageops};
use serde_json::Value;

const PORTRAIT: &[u8] = include_bytes!("../../www/demo/samples/portrait.jpg");

fn assessor() -> Assessor {
    let model = include_bytes!("../../www/models/default.safetensors");
    pollster::block_on(Assessor::load(model, Choice::Cpu)).expect("the shipped model").with_locator(locator())
}

fn assess(assessor: &Assessor, bytes: &[u8]) -> Result<Assessment, Error> {
    pollster::block_on(assessor.assess_bytes(bytes, &Request::default()))
}

fn encode(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).expect("encodes");
    bytes.into_inner()
}

fn portrait() -> DynamicImage {
    image::load_from_memory(PORTRAIT).expect("the portrait")
}

#[test]
fn photos_of_every_kind_are_assessed() {
    let assessor = assessor();
    let expected = assess(&assessor, PORTRAIT).expect("a face").score;
    let png = |image: DynamicImage| encode(image, ImageFormat::Png);
    let kinds = [
        ("png", png(portrait()), 1e-9),
        ("bmp", encode(portrait(), ImageFormat::Bmp), 1e-9),
        ("webp", encode(portrait(), ImageFormat::WebP), 1e-9),
        ("alpha", png(portrait().into_rgba8().into()), 1e-9),
        ("16 bits", png(portrait().into_rgb16().into()), 1e-9),
        // 256 colours, and no colour: another photo.
        ("gif", encode(portrait(), ImageFormat::Gif), 0.5),
        ("grey", png(portrait().into_luma8().into()), 0.5),
    ];
    for (name, bytes, tolerance) in kinds {
        let score = assess(&assessor, &bytes).unwrap_or_else(|error| panic!("{name}: {error}")).score;
        assert!((score - expected).abs() <= tolerance, "{name}: {score}, expected {expected}");
    }
}

#[test]
fn photos_without_a_face_say_so_and_the_next_one_works() {
    let assessor = assessor();
    let plain = |width, height, value| RgbImage::from_pixel(width, height, Rgb([value; 3]));
    let photos = [plain(640, 480, 0), plain(640, 480, 255), plain(1, 400, 90), plain(400, 1, 90), without_a_face(1)];
    for photo in photos {
        let error = assess(&assessor, &encode(photo, ImageFormat::Png)).expect_err("no face");
        assert_eq!(error, Error::NoFace);
    }
    assert!(assess(&assessor, PORTRAIT).is_ok());
}

#[test]
fn fifty_faces_are_counted_and_one_is_scored() {
    // Head and little else: a face of 7 % of the crowd's width.
    let face = portrait().crop_imm(65, 35, 140, 160).resize_exact(160, 160, imageops::FilterType::Triangle).into_rgb8();
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
    let photo = portrait().crop_imm(85, 75, 105, 105);
    let face = assess(&assessor(), &encode(photo, ImageFormat::Png)).expect("a face").face.expect("where it is");
    assert!(face.bounds.width > 110.0, "{:?}", face.bounds);
}

#[test]
fn an_aligned_crop_is_taken_as_it_is() {
    let bytes = std::fs::read(fixture("renders/00-frontal.png")).expect("a fixture");
    let assessment = pollster::block_on(assessor().assess_bytes(&bytes, &Crop::Aligned.into())).expect("a crop");
    assert_eq!(assessment.face, None);
    assert_eq!(assessment.checks.len(), 8);
}

#[test]
fn without_a_locator_the_error_says_what_to_give() {
    let model = include_bytes!("../../www/models/default.safetensors");
    let assessor = pollster::block_on(Assessor::load(model, Choice::Cpu)).expect("the shipped model");
    let error = assess(&assessor, PORTRAIT).expect_err("nobody looks");
    assert_eq!(error.code(), "unsupported-input");
}

/// How much the score moves when the crop is off by two of its pixels: `docs/locator.md`.
#[test]
fn a_shift_of_two_pixels_moves_the_score_less_than_photos_differ() {
    let assessor = assessor();
    let truth: Vec<Value> = read_json("faces/truth.json");
    let (mut scores, mut shifts) = (Vec::new(), Vec::new());
    for row in truth.iter().filter(|row| row["eye_distance"].as_f64() > Some(35.0)) {
        let file = fixture(&format!("faces/{}", row["file"].as_str().expect("a name")));
        let bytes = std::fs::read(file).expect("a fixture");
        let landmarks: Landmarks = serde_json::from_value(row["landmarks"].clone()).expect("five points");
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
