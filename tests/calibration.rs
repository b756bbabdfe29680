//! Score → percentile and verdict, worked by hand.

mod common;

use attn_fiqa::calibration::{Verdict, percentile};
use attn_fiqa::{Assessor, Choice, Crop};
use common::{SMALL, fixture};
use safetensors::SafeTensors;

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
    let plain = attn_fiqa::model::synthetic_model(SMALL, 1);
    let (_, header) = SafeTensors::read_metadata(&plain).expect("a good file");
    let mut metadata = header.metadata().clone().expect("metadata");
    metadata
        .insert("quantiles".into(), format!("{:?}", [f64::from(-9); 50].iter().chain(&[9.0; 51]).collect::<Vec<_>>()));
    let file = SafeTensors::deserialize(&plain).expect("a good file");
    let calibrated = safetensors::serialize(file.tensors(), Some(metadata)).expect("a file");
    let image = std::fs::read(fixture("renders/00-frontal.png")).expect("a fixture");
    let assess = |model: &[u8]| {
        let assessor = pollster::block_on(Assessor::load(model, Choice::Cpu)).expect("loads");
        pollster::block_on(assessor.assess_bytes(&image, &Crop::Aligned.into())).expect("a crop")
    };
    let (plain, calibrated) = (assess(&plain), assess(&calibrated));
    assert_eq!((plain.percentile, plain.verdict), (None, None));
    assert!((49.0..50.0).contains(&calibrated.percentile.expect("calibrated")), "between -9 and 9");
    assert_eq!(calibrated.verdict, Some(Verdict::Fair));
    assert_eq!(plain.score, calibrated.score);
}
