//! Degradations: severity 0 changes nothing, more severity changes more, the same seed gives the same picture.

use attn_fiqa::crop::CROP_SIZE;
use attn_fiqa_training::degrade::{KINDS, Kind, Severities, Tone, apply, occlude};
use attn_fiqa_training::render::Rng;
use image::RgbImage;

/// A picture with detail of every size.
fn picture() -> RgbImage {
    let side = CROP_SIZE as u32;
    RgbImage::from_fn(side, side, |x, y| {
        let value = |period: u32| 60 * u8::from((x / period + y / period).is_multiple_of(2));
        image::Rgb([40 + value(3) + value(17), 30 + value(7) + value(29), 50 + value(11) + value(2)])
    })
}

fn difference(a: &RgbImage, b: &RgbImage) -> f64 {
    let sum: f64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| f64::from(a.abs_diff(*b))).sum();
    sum / a.as_raw().len() as f64
}

#[test]
fn no_severity_changes_nothing_and_more_changes_more() {
    let picture = picture();
    for kind in KINDS {
        let at = |severity| apply(&picture, kind, severity, &mut Rng::new(5, 0));
        assert_eq!(at(0.0), picture, "{kind:?}");
        let changes = [0.15, 0.5, 1.0].map(|severity| difference(&at(severity), &picture));
        assert!(changes[0] > 0.1 && changes[0] < changes[1], "{kind:?}: {changes:?}");
        // A shifted pattern is as different at any distance.
        assert!(kind == Kind::Misalignment || changes[1] < changes[2], "{kind:?}: {changes:?}");
        assert_eq!(at(0.5), at(0.5), "{kind:?} is not the same for the same seed");
    }
}

#[test]
fn several_at_once_are_those_of_their_kinds() {
    let picture = picture();
    let blurred = Severities::of(Kind::Blur, 0.5);
    assert_eq!(Severities::default().apply(&picture, 1), picture);
    assert_eq!(blurred.apply(&picture, 1), apply(&picture, Kind::Blur, 0.5, &mut Rng::new(0, 0)));
    let mut rng = Rng::new(3, 0);
    for _ in 0..50 {
        let severities = Severities::random(&mut rng);
        assert!(severities.0.iter().all(|severity| (0.0..=1.0).contains(severity)));
        assert!((1..=3).contains(&severities.0.iter().filter(|severity| **severity > 0.0).count()));
    }
}

#[test]
fn an_occluder_covers_its_share_and_says_where() {
    let black = RgbImage::new(CROP_SIZE as u32, CROP_SIZE as u32);
    let shares: Vec<f64> = (0..200)
        .map(|seed| {
            let mask = occlude(&black, 0.5, &mut Rng::new(seed, 0)).1;
            mask.iter().filter(|covered| **covered).count() as f64 / mask.len() as f64
        })
        .collect();
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    // 0.65 of the crop at full severity; shapes that do not fit are cut.
    assert!((0.27..0.36).contains(&mean), "{mean}");
    let mut sum = 0.0;
    for seed in 0..20 {
        let severities = Severities::of(Kind::Occlusion, 0.4);
        let picture = picture();
        let covered = severities.covered(seed);
        let degraded = severities.apply(&picture, seed);
        for (patch, share) in covered.iter().enumerate().filter(|(_, share)| **share == 0.0) {
            let (x, y) = (patch % 14 * 8, patch / 14 * 8);
            assert_eq!(degraded.get_pixel(x as u32, y as u32), picture.get_pixel(x as u32, y as u32), "{share}");
        }
        sum += covered.iter().sum::<f32>() / covered.len() as f32;
    }
    // 0.4 of 0.65, less where a shape is cut by the crop's edge.
    assert!((0.2..0.28).contains(&(sum / 20.0)), "{}", sum / 20.0);
}

#[test]
fn tone_keeps_the_drawing() {
    let picture = picture();
    let mut rng = Rng::new(9, 0);
    for _ in 0..20 {
        let tone = Tone { mirrored: false, texture: [0.0, 1.0], vignette: 0.0, ..Tone::random(&mut rng, 1.0) };
        let toned = tone.apply(&picture);
        let grey = |image: &RgbImage| -> Vec<f64> {
            image
                .pixels()
                .map(|p| 0.299 * f64::from(p.0[0]) + 0.587 * f64::from(p.0[1]) + 0.114 * f64::from(p.0[2]))
                .collect()
        };
        assert!(correlation(&grey(&picture), &grey(&toned)) > 0.8, "{tone:?}");
    }
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (centre_a, centre_b) = (mean(a), mean(b));
    let product =
        |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(a, b)| f(a - centre_a, b - centre_b)).sum::<f64>();
    product(&|a, b| a * b) / (product(&|a, _| a * a) * product(&|_, b| b * b)).sqrt()
}
