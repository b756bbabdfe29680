//! Capture checks: the mappings against OFIQ's own results, the measures on photos changed on purpose.

use attn_fiqa::capture::{Advice, Check, Limits, Measurement, Preset, Seen, Severity, Subject, advise, measure};
use attn_fiqa::decode::decode;
use attn_fiqa::face::{LocatedFace, Locator, Pyramid, SimilarityTransform};
use image::{Rgb, RgbImage, imageops};

use crate::common::pictures::jpeg;
use crate::common::{assert_refused, locator, open, portrait, renders};

/// Rows of OFIQ 1.0.3's conformance results (MIT): component, raw value, scalar quality.
const OFIQ: [(Check, f64, f64); 20] = [
    (Check::LuminanceMean, 0.296285, 87.0),
    (Check::LuminanceVariance, 0.014954, 100.0),
    (Check::UnderExposure, 0.049163, 100.0),
    (Check::OverExposure, 0.0, 100.0),
    (Check::DynamicRange, 6.910499, 86.0),
    (Check::IlluminationUniformity, 0.141003, 56.0),
    (Check::NaturalColour, 0.516643, 97.0),
    (Check::InterEyeDistance, 493.556527, 100.0),
    (Check::HeadSize, 0.224851, 2.0),
    (Check::CropLeft, 3.428939, 100.0),
    (Check::CropRight, 3.698472, 100.0),
    (Check::MarginAbove, 2.426863, 100.0),
    (Check::MarginBelow, 2.022937, 90.0),
    (Check::Yaw, -3.703697, 100.0),
    (Check::Pitch, 8.573003, 98.0),
    (Check::Roll, 16.291553, 92.0),
    (Check::SingleFace, 0.0, 100.0),
    (Check::EyesOpen, 0.060311, 98.0),
    (Check::MouthClosed, 0.002466, 96.0),
    (Check::LuminanceMean, 0.322942, 92.0),
];

#[test]
fn the_mappings_are_ofiqs() {
    for (check, raw, scalar) in OFIQ {
        assert_close(check, raw, scalar);
    }
}

#[test]
#[ignore = "needs OFIQ's table of expected results: name the file in OFIQ_RESULTS"]
fn the_mappings_agree_with_all_of_ofiqs_results() {
    let path = std::env::var_os("OFIQ_RESULTS").expect("OFIQ_RESULTS names the file");
    let text = std::fs::read_to_string(path).expect("OFIQ's table");
    let mut lines = text.lines().map(|line| line.split(';').collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let column = |name: &str| header.iter().position(|field| *field == name).expect("a component");
    let mut compared = 0;
    for line in lines {
        for check in Check::ALL {
            let name = check.row().column;
            if !header.contains(&name) {
                continue; // ours
            }
            let number = |name: &str| line[column(name)].parse::<f64>().expect("a number");
            assert_close(check, number(name), number(&format!("{name}.scalar")));
            compared += 1;
        }
    }
    assert_eq!(compared, 28 * 19);
}

/// OFIQ's own rule: a whole number, at most 1 off.
fn assert_close(check: Check, raw: f64, scalar: f64) {
    let quality = check.quality(raw);
    assert_eq!(quality.fract(), 0.0);
    assert!((quality - scalar).abs() <= 1.0, "{}: {raw} gives {quality}, OFIQ {scalar}", check.id());
}

fn find(photo: &RgbImage) -> LocatedFace {
    locator().locate(&Pyramid::new(photo)).swap_remove(0)
}

fn measured(photo: &RgbImage, face: &LocatedFace) -> Vec<Measurement> {
    let pyramid = Pyramid::new(photo);
    measure(&Subject::in_photo(&pyramid, face, Some(&[])))
}

fn of(measurements: &[Measurement], check: Check) -> Measurement {
    *measurements.iter().find(|measurement| measurement.check == check).expect("measured")
}

fn mapped(photo: &RgbImage, map: impl Fn(f64) -> f64) -> RgbImage {
    let mut photo = photo.clone();
    for Rgb(pixel) in photo.pixels_mut() {
        *pixel = pixel.map(|value| map(f64::from(value)).round() as u8);
    }
    photo
}

#[test]
fn every_check_is_measured_on_a_portrait_and_good_there() {
    let photo = portrait();
    let measurements = measured(&photo, &find(&photo));
    assert_eq!(measurements.iter().map(|m| m.check).collect::<Vec<_>>(), Check::ALL);
    let limits = Limits::from(Preset::Verify);
    for m in &measurements {
        assert!((0.0..=100.0).contains(&m.quality));
        // It is small: 43 pixels between the eyes, and somewhat fewer that are real.
        let expected = if m.check == Check::InterEyeDistance { Severity::Warn } else { Severity::Ok };
        assert_eq!(limits.severity(m.check, m.quality), expected, "{m:?}");
    }
}

#[test]
fn light_moves_its_checks() {
    let photo = portrait();
    let face = find(&photo);
    let quality = |photo: &RgbImage, check| of(&measured(photo, &face), check).quality;
    let dark = mapped(&photo, |value| value * 0.2);
    let bright = mapped(&photo, |value| (value * 2.5).min(255.0));
    let flat = mapped(&photo, |value| 120.0 + value * 0.05);
    assert!(quality(&dark, Check::LuminanceMean) < 10.0 && quality(&dark, Check::UnderExposure) < 50.0);
    assert!(quality(&bright, Check::OverExposure) < 15.0);
    assert!(quality(&flat, Check::DynamicRange) < 50.0 && quality(&flat, Check::LuminanceVariance) < 25.0);
    assert!(quality(&dark, Check::Light) < 10.0 && quality(&flat, Check::Contrast) < 5.0);
    let mut half = photo.clone();
    let middle = face.landmarks.0[2][0] as u32;
    for (x, _, pixel) in half.enumerate_pixels_mut() {
        if x < middle {
            pixel.0 = pixel.0.map(|value| value / 4);
        }
    }
    assert!(quality(&half, Check::IlluminationUniformity) < 25.0 && quality(&half, Check::EvenLight) < 10.0);
    let mut blue = photo.clone();
    blue.pixels_mut().for_each(|pixel| pixel.0[0] /= 3);
    assert!(quality(&blue, Check::NaturalColour) < 30.0);
}

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

/// Normal enough noise of this deviation, in grey levels.
fn noisy(photo: &RgbImage, deviation: f32) -> RgbImage {
    let mut noise = attn_fiqa::model::Noise(5);
    let mut photo = photo.clone();
    for value in photo.iter_mut() {
        let sum: f32 = (0..4).map(|_| noise.bits() as f32 / (1 << 24) as f32 - 0.5).sum();
        *value = (f32::from(*value) + sum * deviation * 3f32.sqrt()).clamp(0.0, 255.0) as u8;
    }
    photo
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

#[test]
fn pose_follows_the_truth() {
    let locator = locator();
    let mut off = [Vec::new(), Vec::new(), Vec::new()];
    for render in renders().iter().filter(|render| render.eye_distance > 30.0) {
        let photo = render.photo();
        let face = locator.locate(&Pyramid::new(&photo)).into_iter().find(|face| face.contour.is_some());
        let Some(face) = face else { continue };
        let measurements = measured(&photo, &face);
        let turns = [(Check::Yaw, render.yaw), (Check::Pitch, render.pitch), (Check::Roll, render.roll)];
        for (off, (check, truth)) in off.iter_mut().zip(turns) {
            let turn = of(&measurements, check).value - truth;
            off.push(((turn + 540.0).rem_euclid(360.0) - 180.0).abs());
        }
    }
    let medians = off.map(|mut off| {
        assert!(off.len() > 40);
        off.sort_by(f64::total_cmp);
        off[off.len() / 2]
    });
    println!("median error of yaw, pitch and roll on rendered faces: {medians:.1?} degrees");
    // Measured 2.8 and 4.1 degrees on the half of 490 renders that the mean head was not fitted to.
    assert!(medians[0] < 5.0 && medians[1] < 7.0 && medians[2] < 4.0, "{medians:?}");
}

#[test]
fn the_photo_around_the_face_counts() {
    let photo = portrait();
    let face = find(&photo);
    let [left, ..] = face.landmarks.0;
    let cut = left[0] as u32 - 10;
    let cropped = imageops::crop_imm(&photo, cut, 0, photo.width() - cut, photo.height()).to_image();
    let shift = |point: [f64; 2]| [point[0] - f64::from(cut), point[1]];
    let moved = LocatedFace {
        landmarks: attn_fiqa::Landmarks(face.landmarks.0.map(shift)),
        contour: face.contour.map(|contour| contour.map(shift)),
        transform: SimilarityTransform {
            tx: face.transform.tx + face.transform.a * f64::from(cut),
            ty: face.transform.ty + face.transform.b * f64::from(cut),
            ..face.transform
        },
        ..face
    };
    let measurements = measured(&cropped, &moved);
    assert!(of(&measurements, Check::CropLeft).quality < 5.0);
    let whole = measured(&photo, &face);
    assert_eq!(of(&measurements, Check::CropRight), of(&whole, Check::CropRight));
    // The part that is cut off does not count as dark, nor its edge as sharp.
    for (check, tolerance) in
        [(Check::LuminanceMean, 0.1), (Check::UnderExposure, 0.05), (Check::Sharpness, 0.5), (Check::DynamicRange, 0.4)]
    {
        let off = of(&measurements, check).value - of(&whole, check).value;
        assert!(off.abs() < tolerance, "{}: {off}", check.id());
    }
}

#[test]
fn reasons_are_what_falls_short_worst_first() {
    let measurement = |check, quality| Measurement { check, value: 0.0, quality, approximate: false };
    let measurements =
        [measurement(Check::Yaw, 80.0), measurement(Check::EyesOpen, 10.0), measurement(Check::Sharpness, 90.0)];
    let limits = Limits::from(Preset::Verify);
    let advice = advise(&measurements, &limits, UNSEEN);
    assert_eq!(
        advice.iter().map(|a| (a.id, a.severity)).collect::<Vec<_>>(),
        [("eyes-open", Severity::Fail), ("yaw", Severity::Warn)]
    );
    assert!(advice.iter().all(|advice| advice.text.ends_with('.')));
    let own = limits.with_json(r#"{"yaw": {"warn": 70, "fail": 60}}"#).expect("limits");
    assert_eq!(advise(&measurements, &own, UNSEEN).len(), 1);
}

/// A model without a reference.
const UNSEEN: Seen = Seen { patch_map: &[0.0; 196], reference: None, poor: false, good: false };

fn ids(advice: &[Advice]) -> Vec<&'static str> {
    advice.iter().map(|advice| advice.id).collect()
}

/// The template's mouth, rows 10 to 12, this low; all else as the reference.
fn low_mouth(value: f32) -> Vec<f32> {
    let mut map = vec![0.0; 196];
    (10..13).flat_map(|row| (4..10).map(move |column| row * 14 + column)).for_each(|i| map[i] = value);
    map
}

#[test]
fn a_region_far_below_the_reference_is_a_reason() {
    let reference = vec![[0.0, 1.0]; 196];
    let limits = Limits::default();
    let advice = |patch_map: &[f32], poor| {
        ids(&advise(&[], &limits, Seen { patch_map, reference: Some(&reference), poor, good: false }))
    };
    assert_eq!(advice(&low_mouth(-4.0), false), ["region-mouth"]);
    assert_eq!(advice(&[0.0; 196], false), [""; 0]);
    // A poor score has a reason, however little a region is below.
    assert_eq!(advice(&low_mouth(-0.5), true), ["region-mouth"]);
    assert_eq!(advice(&low_mouth(-0.5), false), [""; 0]);
}

#[test]
fn a_good_score_has_no_reason_without_something_in_front_of_the_face() {
    let reference = vec![[0.0, 1.0]; 196];
    let advice = |patch_map: &[f32], good| {
        let seen = Seen { patch_map, reference: Some(&reference), poor: false, good };
        ids(&advise(&[], &Limits::default(), seen))
    };
    // All of the map alike.
    let low = vec![-4.0; 196];
    assert_eq!(advice(&low, true), [""; 0]);
    assert_eq!(advice(&low, false).len(), 2);
    assert_eq!(advice(&low_mouth(-4.0), true), ["region-mouth"]);
}

#[test]
fn one_cause_gives_one_reason() {
    let reference = vec![[0.0, 1.0]; 196];
    let short = |checks: &[Check]| -> Vec<Measurement> {
        checks.iter().map(|&check| Measurement { check, value: 0.0, quality: 0.0, approximate: false }).collect()
    };
    let limits = Limits::default();
    let seen = |patch_map| Seen { patch_map, reference: Some(&reference), poor: true, good: false };
    let (flat, low, mask) = (vec![0.0; 196], vec![-4.0; 196], low_mouth(-9.0));
    use Check::{EyesOpen, InPicture, InterEyeDistance, Light, MouthClosed, NaturalColour, Roll, Sharpness, Yaw};
    for (checks, map, expected) in [
        (&[Light, Sharpness, NaturalColour][..], &flat, &["light"][..]),
        (&[InterEyeDistance, Sharpness, Check::CropLeft], &flat, &["inter-eye-distance"]),
        // A mask: its colour and the landmarks that slipped are not the person's fault.
        (&[NaturalColour, Roll], &mask, &["region-mouth"]),
        (&[MouthClosed], &mask, &["mouth-closed"]),
        // Blur lowers all of the map.
        (&[Sharpness, EyesOpen], &low, &["sharpness"]),
        (&[InPicture, Roll], &mask, &["in-picture"]),
        (&[Yaw], &flat, &["yaw"]),
    ] {
        assert_eq!(ids(&advise(&short(checks), &limits, seen(map))), expected, "{checks:?}");
    }
}

#[test]
fn impossible_thresholds_are_refused() {
    for (json, names) in [
        ("", "read"),
        (r#"{"beauty": {"warn": 1, "fail": 0}}"#, "beauty"),
        (r#"{"yaw": {"warn": 10, "fail": 20}}"#, "yaw"),
        (r#"{"yaw": {"warn": 1000, "fail": 20}}"#, "yaw"),
    ] {
        assert_refused(Limits::default().with_json(json), "unsupported-input", names);
    }
}

#[test]
fn an_aligned_crop_has_no_surroundings() {
    let crop = open("renders/00-frontal.png");
    let measurements = measure(&Subject::aligned(&Pyramid::new(&crop)));
    assert!(measurements.iter().all(|m| m.check <= Check::Compression && m.approximate));
    assert_eq!(measurements.len(), 14);
}
