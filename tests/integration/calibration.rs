//! Score → percentile and verdict, and a recogniser's failures → the verdict's scores, worked by hand.

use attn_fiqa::Crop;
use attn_fiqa::calibration::{Attempt, Reference, Verdict, percentile, verdict_scores};
use attn_fiqa::model::{Noise, restate, synthetic_model};

use crate::common::{SMALL, assert_refused, load, read};

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
fn verdicts_change_at_their_scores() {
    let verdicts = [-2.0, -1.1, -1.0, -0.6, -0.5, 3.0].map(|score| Verdict::of(score, [-1.0, -0.5]));
    use Verdict::{Fair, Good, Poor};
    assert_eq!(verdicts, [Poor, Poor, Fair, Fair, Good, Good]);
    assert_eq!([0.9, 1.0].map(|score| Verdict::of(score, [1.0; 2])), [Poor, Good]);
}

#[test]
fn a_model_gives_what_its_file_states_and_nothing_else() {
    let plain = synthetic_model(SMALL, 1);
    let quantiles = ("quantiles", format!("{:?}", [[-9.0; 50].as_slice(), &[9.0; 51]].concat()));
    let scores = ("verdict_scores", "[-9.0, 9.0]".to_string());
    let image = read("renders/00-frontal.png");
    let assess = |texts: &[(&str, String)]| {
        let model = load(&restate(&plain, texts).expect("a good file"));
        pollster::block_on(model.assess_bytes(&image, &Crop::Aligned.into())).expect("a crop")
    };
    let [none, placed, judged] = [assess(&[]), assess(&[quantiles]), assess(&[scores])];
    assert_eq!((none.percentile, none.verdict), (None, None));
    assert!((49.0..50.0).contains(&placed.percentile.expect("calibrated")), "between -9 and 9");
    assert_eq!(placed.verdict, None, "a place among photos does not say that one of them is good");
    assert_eq!((judged.percentile, judged.verdict), (None, Some(Verdict::Fair)));
    assert_eq!([placed.score, judged.score], [none.score; 2]);
}

#[test]
fn verdict_scores_are_read_back_and_wrong_ones_are_refused() {
    let reference = Reference { verdict_scores: Some([-1.25, -0.5]), ..Reference::default() };
    let texts = |text: &str| [("verdict_scores".to_string(), text.to_string())].into();
    assert_eq!(Reference::parse(&texts(&reference.texts()[0].1)).expect("written"), reference);
    for wrong in ["[1, 0]", "[0]", "[0, 1, 2]", "[0, null]", "[0, 1e999]", "good"] {
        assert_refused(Reference::parse(&texts(wrong)), "model-format", "its verdict_scores");
    }
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

/// Scores from 0 to 1, each failing with a probability that depends on it.
fn attempts(count: usize, probability: impl Fn(f64) -> f64) -> Vec<Attempt> {
    let mut noise = Noise(1);
    let mut unit = || f64::from(noise.bits()) / f64::from(1 << 24);
    let attempt = |_| {
        let score = unit();
        Attempt { score, failed: unit() < probability(score) }
    };
    (0..count).map(attempt).collect()
}

/// All below 0.4 fail, no other does.
fn steps(count: usize) -> Vec<Attempt> {
    attempts(count, |score| f64::from(u8::from(score < 0.4)))
}

#[test]
fn a_known_failure_rate_gives_its_scores() {
    // e^(−8·score): a quarter at ln(4)/8; above t, (e^(−8t) − e^(−8)) / (8·(1 − t)) of all: 2.5 % at 0.2343.
    let [poor, good] = verdict_scores(&attempts(40_000, |score| (-8.0 * score).exp())).expect("enough data");
    // Of 40,000 scores some 800 lie within ±0.01 of the first place: the rate there is known within ±6 % (one deviation), and
    // e^8 changes by as much over 0.008. Three times that. The second is where a block of
    // the isotonic fit begins; blocks there are up to 0.03 wide.
    assert!((poor - 4f64.ln() / 8.0).abs() < 0.03, "{poor}");
    assert!((good - 0.2343).abs() < 0.03, "{good}");
}

#[test]
fn a_step_gives_one_score_for_both_in_any_order() {
    let mut steps = steps(2_000);
    let scores = verdict_scores(&steps).expect("enough data");
    let lowest_success = steps.iter().filter(|it| !it.failed).map(|it| it.score).fold(1.0, f64::min);
    assert_eq!(scores, [lowest_success; 2]);
    steps.reverse();
    assert_eq!(verdict_scores(&steps), Ok(scores));
}

#[test]
fn equal_scores_share_one_verdict() {
    let at = |score, failed| vec![Attempt { score, failed }; 400];
    // Half of those at 0.5 fail.
    let mixed = [at(0.5, true), at(0.5, false), at(0.7, false)].concat();
    assert_eq!(verdict_scores(&mixed), Ok([0.7; 2]));
}

#[test]
fn one_outlier_does_not_move_the_verdict_to_the_top() {
    let mut steps = steps(4_000);
    steps.push(Attempt { score: 0.99, failed: true });
    let scores = verdict_scores(&steps).expect("enough data");
    assert!(scores.iter().all(|score| (0.4..0.41).contains(score)), "{scores:?}");
}

#[test]
fn what_failures_cannot_tell_is_refused() {
    let refused = |attempts: &[Attempt], names| assert_refused(verdict_scores(attempts), "unsupported-input", names);
    refused(&[], "no score is good");
    refused(&attempts(1_000, |_| 0.0), "0 comparisons of poor photos fail, at least 30");
    refused(&attempts(1_000, |_| 0.5), "comparisons are of good photos, at least 300");
    refused(&attempts(1_000, |score| f64::from(u8::from(score > 0.4))), "no score is good");
    refused(&steps(400), "comparisons are of good photos, at least 300");
    refused(&[Attempt { score: f64::NAN, failed: false }], "not a finite number");
}
