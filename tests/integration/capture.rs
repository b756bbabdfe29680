//! Capture checks: the mappings against OFIQ's own results, the measures on photos changed on purpose.

use attn_fiqa::capture::{Check, Limits, Measurement, Preset, Severity, Subject, advise, measure};
use attn_fiqa::face::{LocatedFace, Locator, Pyramid, SimilarityTransform};
use image::{Rgb, RgbImage, imageops};

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
        for check in Check::ALL.into_iter().filter(|check| *check != Check::Sharpness) {
            let name = check.row().column;
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
        // It is small: 43 pixels between the eyes.
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
    let mut half = photo.clone();
    let middle = face.landmarks.0[2][0] as u32;
    for (x, _, pixel) in half.enumerate_pixels_mut() {
        if x < middle {
            pixel.0 = pixel.0.map(|value| value / 4);
        }
    }
    assert!(quality(&half, Check::IlluminationUniformity) < 25.0);
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
    println!("sharpness of the portrait, blurred by 0, 0.6, 1.2 and 2.4 of its pixels: {values:.2?}");
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
            of(&measured(&photo, &find(&photo)), Check::Sharpness).value
        })
        .collect();
    // From 159 to 80 pixels between the eyes, in steps of 7 %: the face has few details that small, and loses some.
    assert!(values.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.5), "{values:.2?}");
    assert!((values[0] - values[7]).abs() < 1.5, "{values:.2?}");
}

#[test]
fn pose_follows_the_truth() {
    let locator = locator();
    let mut off = [Vec::new(), Vec::new(), Vec::new()];
    for render in renders().iter().filter(|render| render.eye_distance > 30.0) {
        let photo = render.photo();
        let Some(face) = locator.locate(&Pyramid::new(&photo)).into_iter().next() else { continue };
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
    let flat = vec![0.0; 196];
    let advice = advise(&measurements, &limits, &flat, None);
    assert_eq!(
        advice.iter().map(|a| (a.id, a.severity)).collect::<Vec<_>>(),
        [("eyes-open", Severity::Fail), ("yaw", Severity::Warn)]
    );
    assert!(advice.iter().all(|advice| advice.text.ends_with('.')));
    let own = limits.with_json(r#"{"yaw": {"warn": 70, "fail": 60}}"#).expect("limits");
    assert_eq!(advise(&measurements, &own, &flat, None).len(), 1);
}

#[test]
fn a_region_far_below_the_reference_is_a_reason() {
    let reference = vec![[0.0, 1.0]; 196];
    let mut map = vec![0.0; 196];
    // The template's mouth is at rows 10 to 12.
    (10..13).flat_map(|row| (4..10).map(move |column| row * 14 + column)).for_each(|i| map[i] = -3.0);
    let limits = Limits::default();
    let advice = advise(&[], &limits, &map, Some(&reference));
    assert_eq!(advice.iter().map(|advice| advice.id).collect::<Vec<_>>(), ["region-mouth"]);
    assert_eq!(advise(&[], &limits, &vec![0.0; 196], Some(&reference)), []);
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
    assert!(measurements.iter().all(|m| m.check <= Check::Sharpness && m.approximate));
    assert_eq!(measurements.len(), 8);
}
