//! Score → percentile and verdict, worked by hand.

use attn_fiqa::Crop;
use attn_fiqa::calibration::{Reference, Verdict, percentile};
use attn_fiqa::model::{restate, synthetic_model};

use crate::common::{SMALL, load, read};

#[test]
fn percentile_is_linear_between_reference_scores_and_flat_outside() {
    let quantiles = [-2.0, -1.0, 0.0, 4.0, 5.0];
    for (score, expected) in [
        (-9.0, 0.0),
        (-2.0, 0.0),
        (-1.5, 12.5),
        (-1.0, 25.0),
        (0.0, 50.0),
        (1.0, 56.25),
        (4.5, 87.5),
        (5.0, 100.0),
        (6.0, 100.0),
    ] {
        assert_eq!(percentile(score, &quantiles), expected, "{score}");
    }
}

#[test]
fn equal_reference_scores_count_as_passed() {
    assert_eq!(percentile(1.0, &[0.0, 1.0, 1.0, 1.0, 2.0]), 75.0);
    assert_eq!(percentile(1.0, &[1.0; 5]), 100.0);
}

#[test]
fn verdicts_change_at_their_thresholds() {
    let verdicts = [0.0, 29.9, 30.0, 49.9, 50.0, 100.0].map(Verdict::of);
    use Verdict::{Fair, Good, Poor};
    assert_eq!(verdicts, [Poor, Poor, Fair, Fair, Good, Good]);
}

#[test]
fn only_a_calibrated_model_gives_them() {
    let plain = synthetic_model(SMALL, 1);
    let quantiles = [[-9.0; 50].as_slice(), &[9.0; 51]].concat();
    let calibrated = restate(&plain, &[("quantiles", format!("{quantiles:?}"))]).expect("a good file");
    let image = read("renders/00-frontal.png");
    let assess =
        |model: &[u8]| pollster::block_on(load(model).assess_bytes(&image, &Crop::Aligned.into())).expect("a crop");
    let (plain, calibrated) = (assess(&plain), assess(&calibrated));
    assert_eq!((plain.percentile, plain.verdict), (None, None));
    assert!((49.0..50.0).contains(&calibrated.percentile.expect("calibrated")), "between -9 and 9");
    assert_eq!(calibrated.verdict, Some(Verdict::Fair));
    assert_eq!(plain.score, calibrated.score);
}

/// Faces whose map is one number everywhere, but for the first patch.
fn maps(count: usize) -> Vec<Vec<f32>> {
    let map = |i: usize| {
        let mut map = vec![i as f32; 196];
        map[0] += 196.0;
        map
    };
    // Not in order.
    (0..count).map(|i| map((i * 7) % count)).collect()
}

#[test]
fn reference_faces_give_quantiles_range_and_usual_map() {
    // Scores 1 to 101: the quantiles are the scores themselves.
    let reference = Reference::measure(&maps(101)).expect("enough faces");
    assert_eq!(reference.quantiles, Some((1..=101).map(f64::from).collect::<Vec<_>>()));
    // Patches are 0 to 100, and one in 196 is more: the 1st percentile is 1, the 99th, by that share higher, 100.
    let [low, high] = reference.map_range.expect("measured");
    assert_eq!(low.round(), 1.0);
    assert!((99.0..=100.0).contains(&high), "{high}");
    // The better half: 50 to 100, with the deviation of 51 numbers in a row, √(51·52/12).
    let reference_map = reference.reference_map.expect("measured");
    let deviation = (51.0_f64 * 52.0 / 12.0).sqrt();
    for (patch, mean) in [(0, 271.0), (1, 75.0), (195, 75.0)] {
        let [found_mean, found_deviation] = reference_map[patch];
        assert_eq!(found_mean, mean);
        assert!((found_deviation - deviation).abs() < 1e-9, "{found_deviation}");
    }
}

#[test]
fn too_few_faces_or_the_same_face_are_refused() {
    let few = Reference::measure(&maps(99)).expect_err("99 faces");
    assert!(few.to_string().contains("99 faces could be scored, at least 100"), "{few}");
    let same = Reference::measure(&vec![maps(1)[0].clone(); 200]).expect_err("one face");
    assert!(same.to_string().contains("all the same"), "{same}");
}
