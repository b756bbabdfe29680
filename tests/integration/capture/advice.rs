//! Measurements and the model's map → reasons, under limits.

use attn_fiqa::capture::{Advice, Check, Limits, Measurement, Preset, Seen, Severity, advise};

use crate::common::assert_refused;

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
