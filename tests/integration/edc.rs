//! Error-versus-discard curves: both definitions worked by hand, then what must hold for any data.

use std::collections::HashMap;
use std::f64::consts::PI;

use attn_fiqa::Error;
use attn_fiqa::edc::{Comparison, Curve, Definition, Settings, evaluate};

/// Rounding of a few sums of numbers up to 1.
const TOLERANCE: f64 = 1e-12;
const BOTH: [Definition; 2] = [Definition::Iso, Definition::CrFiqa];

/// A pair before it has names: the qualities of its images, whether mated, similarity.
type Pair = ([f64; 2], bool, f64);

fn settings(definition: Definition, fmr: f64, limit: f64) -> Settings {
    Settings { definition, fmr, limit }
}

/// Gives every image a name of its own, `0a` and `0b`, `1a` and `1b`, …
fn named(pairs: &[Pair]) -> (HashMap<String, f64>, Vec<[String; 2]>) {
    let names: Vec<_> = (0..pairs.len()).map(|i| [format!("{i}a"), format!("{i}b")]).collect();
    let scores = names.iter().flatten().cloned().zip(pairs.iter().flat_map(|(qualities, ..)| *qualities)).collect();
    (scores, names)
}

fn comparisons<'a>(names: &'a [[String; 2]], pairs: &[Pair]) -> Vec<Comparison<'a>> {
    let comparison = |([a, b], (_, mated, similarity)): (&'a [String; 2], &Pair)| Comparison {
        images: [a.as_str(), b.as_str()],
        mated: *mated,
        similarity: *similarity,
    };
    names.iter().zip(pairs).map(comparison).collect()
}

fn draw(pairs: &[Pair], settings: Settings) -> Result<Curve, Error> {
    let (scores, names) = named(pairs);
    evaluate(&scores, &comparisons(&names, pairs), settings)
}

fn curve(pairs: &[Pair], settings: Settings) -> Curve {
    draw(pairs, settings).expect("good data")
}

fn points(curve: &Curve) -> Vec<(f64, f64)> {
    curve.points.iter().map(|point| (point.discard_fraction, point.error)).collect()
}

#[track_caller]
fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() < TOLERANCE, "{found}, expected {expected}");
}

/// Eight mated and ten non-mated pairs with ties in quality, in similarity and at the threshold.
fn toy() -> Vec<Pair> {
    let mated = [
        ([1.0, 9.0], 0.5), // below 0.6: an error
        ([4.0, 1.0], 0.9),
        ([2.0, 2.0], 0.4), // an error
        ([3.0, 7.0], 0.6), // at the threshold: no error
        ([3.0, 3.0], 0.7),
        ([8.0, 3.0], 0.8),
        ([5.0, 6.0], 0.55), // an error
        ([6.0, 6.0], 0.95),
    ];
    let non_mated = [0.1, 0.2, 0.2, 0.3, 0.3, 0.3, 0.4, 0.5, 0.6, 0.6];
    let mated = mated.map(|(qualities, similarity)| (qualities, true, similarity));
    mated.into_iter().chain(non_mated.map(|similarity| ([2.0, 5.0], false, similarity))).collect()
}

#[test]
fn iso_by_hand() {
    // Of ten non-mated similarities two reach 0.6 and three reach 0.5, so at an FMR of 0.2 the threshold is 0.6.
    let curve = curve(&toy(), settings(Definition::Iso, 0.2, 0.3));
    assert_eq!((curve.mated, curve.non_mated), (8, 10));
    assert_eq!((curve.thresholds.as_slice(), curve.fmr_reached), (&[0.6][..], 0.2));
    // Pair qualities 1 1 2 3 3 3 5 6, errors at 1, 2 and 5: three of eight; after 1 and 1, two of six; after 2, one of
    // five; after 3, 3 and 3, one of two; after 5, none of one; and by definition none of none.
    let expected = [
        (0.0, 3.0 / 8.0),
        (2.0 / 8.0, 2.0 / 6.0),
        (3.0 / 8.0, 1.0 / 5.0),
        (6.0 / 8.0, 0.5),
        (7.0 / 8.0, 0.0),
        (1.0, 0.0),
    ];
    assert_eq!(points(&curve), expected);
    assert_eq!(curve.fnmr(), 0.375);
    // 3/8 · 0.25 + 1/3 · (0.3 − 0.25)
    assert_near(curve.pauc, 0.09375 + 0.05 / 3.0);
    // 0.375²/2 − (0.375 − 0.3)²/2 = 0.0703125 − 0.0028125
    assert_near(curve.best.expect("ISO"), 0.0675);
    assert_near(curve.above_best().expect("ISO"), 0.09375 + 0.05 / 3.0 - 0.0675);
    // 3/8 · 1/4 + 1/3 · 1/8 + 1/5 · 3/8 + 1/2 · 1/8
    assert_near(curve.auc, 0.09375 + 1.0 / 24.0 + 0.075 + 0.0625);
}

#[test]
fn iso_threshold_among_ties() {
    let at = |fmr: f64| {
        let curve = curve(&toy(), settings(Definition::Iso, fmr, 0.3));
        (curve.thresholds[0], curve.fmr_reached, curve.fnmr())
    };
    // Three of ten reach 0.5: then the mated 0.5 and 0.55 are not errors, the mated 0.4 is.
    assert_eq!(at(0.3), (0.5, 0.3, 1.0 / 8.0));
    // Both 0.6 are in or out together.
    assert_eq!(at(0.29), (0.6, 0.2, 3.0 / 8.0));
    // Even the largest is reached by too many: just above it, and the mated 0.6 is an error, too.
    assert_eq!(at(0.1), (0.6_f64.next_up(), 0.0, 4.0 / 8.0));
    // Everything passes.
    assert_eq!(at(1.0), (0.1, 1.0, 0.0));
}

#[test]
fn iso_best_with_the_limit_above_the_error() {
    let curve = curve(&toy(), settings(Definition::Iso, 0.2, 0.5));
    assert_near(curve.best.expect("ISO"), 0.375 * 0.375 / 2.0);
}

/// Twenty mated and twenty non-mated pairs; each step of 5 % discards one of each.
fn toy_cr_fiqa() -> Vec<Pair> {
    // The distance d is the cosine's angle over π.
    let cosine = |distance: f64| (PI * distance).cos();
    let pair = |step: usize| {
        let mated = [0.52, 0.505].get(step).copied().unwrap_or(if step == 10 { 0.515 } else { 0.10 });
        let (quality, non_mated) = (step as f64, 0.50 + step as f64 / 100.0);
        [([quality, 50.0], true, cosine(mated)), ([60.0, quality], false, cosine(non_mated))]
    };
    (0..20).flat_map(pair).collect()
}

#[test]
fn cr_fiqa_by_hand() {
    let curve = curve(&toy_cr_fiqa(), settings(Definition::CrFiqa, 0.1, 0.3));
    assert_eq!((curve.mated, curve.non_mated, curve.best), (20, 20, None));
    // At 0 %: two of twenty non-mated distances (0.50, 0.51) make 0.1; distances at which it is just these two are 0.51
    // and the mated 0.515, and the larger one counts. Mated and not below 0.515: 0.52 and 0.515 itself.
    assert_near(curve.thresholds[0], 0.515);
    assert_eq!((curve.fmr_reached, curve.fnmr()), (0.1, 2.0 / 20.0));
    // At 5 %: 0.50 and the mated 0.52 are gone. Two of nineteen is closer to 0.1 than one: 0.52. No mated one is above.
    assert_near(curve.thresholds[1], 0.52);
    // At 75 %, five are left from 0.65 on: none and one of five are as close to 0.1. The larger distance: 0.65.
    assert_near(curve.thresholds[15], 0.65);
    // From 80 %, at most four are left: none of them is closest. The largest distance below them is the mated 0.10, and
    // none of the mated is below that: every one is an error.
    assert_near(curve.thresholds[16], 0.10);
    let error = |step| match step {
        0 => 0.1,
        1..16 => 0.0,
        _ => 1.0,
    };
    assert_eq!(points(&curve), (0..20).map(|step| (step as f64 / 20.0, error(step))).collect::<Vec<_>>());
    // 0.05 · (0.1 + 0)/2
    assert_near(curve.pauc, 0.0025);
    // and 0.05 · (0 + 1)/2 + 3 · 0.05 · 1
    assert_near(curve.auc, 0.0025 + 0.025 + 0.15);
}

#[test]
fn cr_fiqa_limit_between_two_points() {
    let curve = curve(&toy_cr_fiqa(), settings(Definition::CrFiqa, 0.1, 0.02));
    // At 0.02 the line from 0.1 to 0 is at 0.06: 0.02 · (0.1 + 0.06)/2
    assert_near(curve.pauc, 0.0016);
}

/// Numbers from 0 to 1 that look random. Source: the Weyl sequence of the golden ratio.
fn unit(i: usize) -> f64 {
    (i as f64 * 0.618_033_988_749_894_9).fract()
}

/// 400 pairs, half of them mated; with ties, qualities are few.
fn some_pairs(ties: bool) -> Vec<Pair> {
    let quality = |i: usize| if ties { (8.0 * unit(i)).floor() } else { unit(i) };
    let pair = |i: usize| {
        let mated = i.is_multiple_of(2);
        let similarity = 0.9 * unit(7 * i + 3) - if mated { 0.1 } else { 0.6 };
        ([quality(2 * i), quality(2 * i + 1)], mated, similarity)
    };
    (0..400).map(pair).collect()
}

#[test]
fn only_the_order_of_the_scores_matters() {
    for (definition, ties) in BOTH.into_iter().flat_map(|definition| [(definition, false), (definition, true)]) {
        let (pairs, settings) = (some_pairs(ties), settings(definition, 0.05, 0.3));
        let stretched: Vec<_> = pairs.iter().map(|&([a, b], m, s)| ([a.exp() - 9.0, b.exp() - 9.0], m, s)).collect();
        assert_eq!(curve(&pairs, settings), curve(&stretched, settings), "{definition:?}");
    }
}

#[test]
fn neither_the_order_of_pairs_nor_of_their_images_matters() {
    for (definition, ties) in BOTH.into_iter().flat_map(|definition| [(definition, false), (definition, true)]) {
        let (pairs, settings) = (some_pairs(ties), settings(definition, 0.05, 0.3));
        let (scores, names) = named(&pairs);
        let comparisons = comparisons(&names, &pairs);
        let expected = evaluate(&scores, &comparisons, settings).expect("good data");
        let mut others = comparisons.clone();
        others.sort_by_key(|comparison| comparison.mated);
        assert_eq!(evaluate(&scores, &others, settings), Ok(expected.clone()), "{definition:?}");
        others.reverse();
        others.iter_mut().for_each(|comparison| comparison.images.reverse());
        assert_eq!(evaluate(&scores, &others, settings), Ok(expected), "{definition:?}");
    }
}

#[test]
fn a_pair_is_worth_its_poorer_image() {
    for definition in BOTH {
        let (pairs, settings) = (some_pairs(false), settings(definition, 0.05, 0.3));
        let poorer: Vec<_> = pairs.iter().map(|&([a, b], mated, s)| ([a.min(b), a.min(b)], mated, s)).collect();
        assert_eq!(curve(&pairs, settings), curve(&poorer, settings), "{definition:?}");
    }
}

#[test]
fn qualities_that_say_nothing_give_a_flat_curve() {
    let pairs: Vec<_> = some_pairs(false).into_iter().map(|(_, mated, s)| ([3.0, 3.0], mated, s)).collect();
    let flat = curve(&pairs, settings(Definition::Iso, 0.05, 0.3));
    assert!(flat.fnmr() > 0.0);
    assert_eq!(points(&flat), [(0.0, flat.fnmr()), (1.0, 0.0)]);
    assert_near(flat.pauc, 0.3 * flat.fnmr());
    assert_near(flat.auc, flat.fnmr());
    let flat = curve(&pairs, settings(Definition::CrFiqa, 0.05, 0.3));
    assert!(flat.fnmr() > 0.0 && flat.points.iter().all(|point| point.error == flat.fnmr()));
    assert!(flat.thresholds.iter().all(|threshold| *threshold == flat.thresholds[0]));
}

#[test]
fn names_have_no_say_among_ties() {
    for definition in BOTH {
        let (pairs, settings) = (some_pairs(true), settings(definition, 0.05, 0.3));
        let (scores, names) = named(&pairs);
        let expected = evaluate(&scores, &comparisons(&names, &pairs), settings);
        let renamed = |name: &str| name.chars().rev().chain(['x']).collect::<String>();
        let scores = scores.iter().map(|(name, score)| (renamed(name), *score)).collect();
        let names: Vec<_> = names.iter().map(|pair| pair.clone().map(|name| renamed(&name))).collect();
        assert_eq!(evaluate(&scores, &comparisons(&names, &pairs), settings), expected, "{definition:?}");
    }
}

#[test]
fn failed_comparisons_never_match() {
    for definition in BOTH {
        let settings = settings(definition, 0.05, 0.3);
        let failing = |failed: f64| {
            let pairs = some_pairs(false).into_iter().enumerate();
            pairs.map(|(i, (q, m, s))| (q, m, if i % 9 == 0 { failed } else { s })).collect::<Vec<_>>()
        };
        // As if all of them were as unlike as can be.
        let (failed, unlike) = (curve(&failing(f64::NEG_INFINITY), settings), curve(&failing(-1.0), settings));
        assert_eq!((failed.fnmr(), failed.fmr_reached), (unlike.fnmr(), unlike.fmr_reached), "{definition:?}");
        assert!(failed.fnmr() > 0.1);
    }
}

/// Quality that is the similarity itself discards the errors first: nothing is below it but the theoretical best.
///
/// The theoretical best falls as e0 − u. Errors counted among the pairs left fall as (e0 − u)/(1 − u), no lower, with
/// the area e0 + (1 − e0)·ln(1 − e0); a staircase of n steps lies above it by at most e0/n.
#[test]
fn a_perfect_quality_has_the_least_area() {
    let settings = settings(Definition::Iso, 0.05, 0.5);
    let perfect: Vec<_> = some_pairs(false).into_iter().map(|(_, mated, s)| ([s, s], mated, s)).collect();
    let perfect = curve(&perfect, settings);
    let e0 = perfect.fnmr();
    assert!(e0 > 0.1 && e0 < settings.limit, "{e0}");
    let exact = e0 + (1.0 - e0) * (1.0 - e0).ln();
    let excess = perfect.auc - exact;
    assert!(excess > 0.0 && excess < e0 / 200.0, "{excess}");
    assert_near(perfect.pauc, perfect.auc);
    assert!(perfect.above_best().expect("ISO") > 0.0);
    for shift in 0..50 {
        let other = some_pairs(false).into_iter().enumerate();
        let other: Vec<_> = other.map(|(i, (_, mated, s))| ([unit(i * i + shift), 2.0], mated, s)).collect();
        assert!(curve(&other, settings).pauc > perfect.pauc, "{shift}");
    }
}

#[test]
fn refusals_say_what_is_wrong() {
    let refused = |pairs: &[Pair], settings: Settings, names: &str| match draw(pairs, settings) {
        Err(Error::UnsupportedInput(message)) => assert!(message.contains(names), "{message}"),
        other => panic!("{other:?}"),
    };
    for definition in BOTH {
        let good = settings(definition, 0.1, 0.3);
        for wrong in [0.0, -0.1, 1.1, f64::NAN] {
            refused(&toy(), Settings { fmr: wrong, ..good }, "the FMR is");
            refused(&toy(), Settings { limit: wrong, ..good }, "the limit is");
        }
        refused(&toy()[..8], good, "no non-mated pair");
        refused(&toy()[8..], good, "no mated pair");
        refused(&[], good, "no mated pair");
        refused(&[([1.0, f64::NAN], true, 0.5)], good, "the score of 0b is NaN");
        refused(&[([1.0, 2.0], true, f64::INFINITY)], good, "the similarity of 0a and 0b is inf");
        let unknown = [Comparison { images: ["a", "b"], mated: true, similarity: 0.5 }];
        let scores = HashMap::from([("a".to_owned(), 1.0)]);
        let error = evaluate(&scores, &unknown, good).expect_err("b has no score");
        assert!(error.to_string().contains("b is compared, but has no score"), "{error}");
    }
    let cr_fiqa = settings(Definition::CrFiqa, 0.1, 0.3);
    let scaled = |factor: f64| toy_cr_fiqa().into_iter().map(|(q, m, s)| (q, m, s * factor)).collect::<Vec<_>>();
    refused(&scaled(70.0), cr_fiqa, "cr-fiqa needs cosines");
    assert!(draw(&scaled(70.0), settings(Definition::Iso, 0.1, 0.3)).is_ok(), "any similarity will do");
    refused(&toy(), cr_fiqa, "are used up");
}
