//! The locator's two networks against independent implementations (`tests/reference/locator.mjs`).

use attn_fiqa::face::locate::{Weights, blazeface::BlazeFace, landmarks68::Landmarks68};
use serde::Deserialize;

use crate::common::{fixture, locator_bytes, open, read_json};

/// Accepted difference of a point, as a share of the picture: single precision leaves some 1e-6.
const POINT: f64 = 1e-5;
/// Accepted difference of a probability, and of a box or point in pixels of 128.
const ANCHOR: f64 = 1e-3;

#[derive(Deserialize)]
struct Expected {
    landmarks68: Vec<Points>,
    blazeface: Vec<Anchors>,
}

#[derive(Deserialize)]
struct Points {
    file: String,
    points: Vec<[f64; 2]>,
}

#[derive(Deserialize)]
struct Anchors {
    file: String,
    scores: Vec<f64>,
    anchors: Vec<Anchor>,
}

#[derive(Deserialize)]
struct Anchor {
    index: usize,
    regressors: Vec<f64>,
}

#[test]
fn the_networks_agree_with_their_references() {
    let bytes = locator_bytes();
    let mut weights = Weights::parse(&bytes).expect("the locator");
    let blazeface = BlazeFace::read(&mut weights).expect("BlazeFace");
    let landmarks68 = Landmarks68::read(&mut weights).expect("the 68 points");
    let expected: Expected = read_json("locator/expected.json");
    assert_eq!((expected.landmarks68.len(), expected.blazeface.len()), (4, 2));
    for case in expected.landmarks68 {
        compare_points(&landmarks68, &case);
    }
    for case in expected.blazeface {
        compare_anchors(&blazeface, &case);
    }
}

fn compare_points(network: &Landmarks68, case: &Points) {
    let found = network.points(&picture(&case.file));
    assert_eq!(case.points.len(), found.len());
    for (found, expected) in found.iter().zip(&case.points) {
        for axis in 0..2 {
            // Ours are pixels from the first one's centre.
            let off = (found[axis] + 0.5) / 112.0 - expected[axis];
            assert!(off.abs() < POINT, "{}: a point is off by {off:.1e}", case.file);
        }
    }
}

fn compare_anchors(network: &BlazeFace, case: &Anchors) {
    let found = network.anchors(&picture(&case.file));
    assert_eq!(found.len(), case.scores.len());
    for (found, logit) in found.iter().zip(&case.scores) {
        assert!((found.score - 1.0 / (1.0 + (-logit).exp())).abs() < ANCHOR, "{}", case.file);
    }
    assert!(!case.anchors.is_empty());
    for Anchor { index, regressors } in &case.anchors {
        let hit = &found[*index];
        let [x, y] = anchor_centre(*index);
        let numbers = [hit.centre[0] - x, hit.centre[1] - y, hit.size[0], hit.size[1]];
        let points = hit.points.iter().flat_map(|point| [point[0] - x, point[1] - y]);
        for (found, expected) in numbers.into_iter().chain(points).zip(regressors) {
            assert!((found - expected).abs() < ANCHOR, "{}: anchor {index} {found} {expected}", case.file);
        }
    }
}

fn anchor_centre(index: usize) -> [f64; 2] {
    let (cell, cells, stride) = if index < 512 { (index / 2, 16, 8.0) } else { ((index - 512) / 6, 8, 16.0) };
    [((cell % cells) as f64 + 0.5) * stride, ((cell / cells) as f64 + 0.5) * stride]
}

/// From `renders/` where the locator's own folder has none of that name.
fn picture(file: &str) -> Vec<[f32; 3]> {
    let folder = ["locator", "renders"].into_iter().find(|folder| fixture(folder).join(file).exists());
    open(&format!("{}/{file}", folder.expect("a fixture"))).pixels().map(|pixel| pixel.0.map(f32::from)).collect()
}
