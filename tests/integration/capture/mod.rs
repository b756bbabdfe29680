//! Capture checks: the mappings against OFIQ's own results, the measures on photos changed on purpose, and what is said of them.

mod advice;
mod detail;
mod mappings;

use attn_fiqa::capture::{Check, Limits, Measurement, Preset, Severity, Subject, measure};
use attn_fiqa::face::{LocatedFace, Locator, Pyramid, SimilarityTransform};
use image::{RgbImage, imageops};

use crate::common::pictures::mapped;
use crate::common::{locator, open, portrait, renders};

pub fn find(photo: &RgbImage) -> LocatedFace {
    locator().locate(&Pyramid::new(photo)).swap_remove(0)
}

pub fn measured(photo: &RgbImage, face: &LocatedFace) -> Vec<Measurement> {
    let pyramid = Pyramid::new(photo);
    measure(&Subject::in_photo(&pyramid, face, Some(&[])))
}

pub fn of(measurements: &[Measurement], check: Check) -> Measurement {
    *measurements.iter().find(|measurement| measurement.check == check).expect("measured")
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
fn an_aligned_crop_has_no_surroundings() {
    let crop = open("renders/00-frontal.png");
    let measurements = measure(&Subject::aligned(&Pyramid::new(&crop)));
    assert!(measurements.iter().all(|m| m.check <= Check::Compression && m.approximate));
    assert_eq!(measurements.len(), 14);
}
