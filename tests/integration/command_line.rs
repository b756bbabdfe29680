//! `attn-fiqa score` and `attn-fiqa info`, as a user calls them.

use std::path::{Path, PathBuf};

use attn_fiqa::capture::Check;
use serde_json::Value;

use crate::common::command::{assert_ends_with_two, attn_fiqa, json_lines, printed, score, scratch};
use crate::common::pictures::without_a_face;
use crate::common::{fixture, open, read_json};

const JSON: &str = "score --device cpu --aligned --format json";

fn portrait() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/demo/samples/portrait.jpg")
}

#[test]
fn scores_a_folder_in_order() {
    let output = attn_fiqa(JSON, &[fixture("renders")]);
    assert!(output.status.success());
    let lines = json_lines(&output);
    let expected: Vec<Value> = read_json("renders/expected.json");
    assert_eq!(lines.len(), expected.len());
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line["file"].as_str().expect("a path").ends_with(expected["file"].as_str().expect("a name")));
        let off = line["score"].as_f64().expect("a score") - expected["score"].as_f64().expect("a score");
        assert!(off.abs() < 1e-5);
        assert_eq!(line["patch_map"].as_array().map(Vec::len), Some(196));
        assert_eq!((&line["grid_size"], &line["backend"]), (&14.into(), &"cpu".into()));
        assert!(line["face"].is_null());
        assert!((0.0..=100.0).contains(&line["percentile"].as_f64().expect("the shipped model is calibrated")));
        assert!(line["timings"]["total"].as_f64().expect("a time") > 0.0);
    }
}

#[test]
fn goes_on_after_a_bad_image() {
    let bad = scratch("bad").join("text.jpg");
    std::fs::write(&bad, "no image").expect("written");
    let output = attn_fiqa(JSON, &[bad, "nowhere.png".into(), fixture("renders/00-frontal.png")]);
    assert_eq!(output.status.code(), Some(1));
    let lines = json_lines(&output);
    assert_eq!(lines[0]["error"]["code"], "unsupported-input");
    assert_eq!(lines[1]["error"]["code"], "unsupported-input");
    assert!(lines[2]["score"].is_f64());
}

#[test]
fn wrong_calls_and_models_end_with_two() {
    let image = fixture("renders/00-frontal.png");
    for (words, paths) in [
        ("score", vec![]),
        ("score --device toaster", vec![&image]),
        ("score --model", vec![&image, &image]),
        ("score --model nowhere.safetensors", vec![&image]),
        ("score --landmarks 1,2,3", vec![&image]),
        ("info", vec![&image]),
        ("frobnicate", vec![]),
    ] {
        let output = attn_fiqa(words, &paths);
        assert_ends_with_two(&output, "");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{words}");
    }
}

#[test]
fn finds_the_face_by_itself_and_says_why() {
    let line = &score("", &[portrait()])[0];
    let eye = &line["face"]["landmarks"][0];
    // Marked by hand: (113, 101).
    assert!((eye[0].as_f64().expect("x") - 113.0).abs() < 4.0 && (eye[1].as_f64().expect("y") - 101.0).abs() < 4.0);
    assert_eq!((&line["face"]["count"], &line["face"]["others"]), (&1.into(), &Value::Array(Vec::new())));
    assert_eq!(line["face"]["contour"].as_array().map(Vec::len), Some(68));
    assert_eq!(line["checks"].as_array().map(Vec::len), Some(Check::ALL.len()));
    let reasons = line["reasons"].as_array().expect("reasons");
    assert!(reasons.contains(&"inter-eye-distance".into()), "{reasons:?}");
    let advice = line["advice"].as_array().expect("advice").iter();
    assert_eq!(advice.map(|advice| &advice["id"]).collect::<Vec<_>>(), reasons.iter().collect::<Vec<_>>());
    assert_eq!(line["advice"][0]["severity"], "warn");
    let text = printed("score --device cpu", &[portrait()]);
    assert!(text.contains("come closer"), "{text}");
}

#[test]
fn presets_and_thresholds_set_what_is_enough() {
    // What checks say; regions of the face come from the model, whatever is enough.
    let reasons = |words: &str, paths: &[&Path]| {
        let lines = score(words, paths);
        let reasons = lines[0]["reasons"].as_array().expect("reasons");
        reasons.iter().filter(|reason| !reason.as_str().expect("an id").starts_with("region-")).count()
    };
    let (file, portrait) = (scratch("thresholds").join("own.json"), portrait());
    let [enrol, verify, lenient] =
        ["enrol", "verify", "lenient"].map(|preset| reasons(&format!("--preset {preset}"), &[&portrait]));
    assert!(enrol >= verify && verify > lenient && lenient == 0, "{enrol}, {verify}, {lenient}");
    std::fs::write(&file, r#"{"sharpness": {"warn": 100, "fail": 100}}"#).expect("written");
    assert_eq!(reasons("--preset lenient --thresholds", &[&file, &portrait]), 1);
    std::fs::write(&file, r#"{"beauty": {"warn": 1, "fail": 0}}"#).expect("written");
    assert_ends_with_two(&attn_fiqa("score --thresholds", &[&file, &portrait]), "beauty");
}

#[test]
fn without_a_face_says_so() {
    let file = scratch("faceless").join("clouds.png");
    without_a_face(2).save(&file).expect("written");
    let output = attn_fiqa("score --device cpu --format json", &[&file]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json_lines(&output)[0]["error"]["code"], "no-face");
    assert_ends_with_two(&attn_fiqa("score --locator", &[file, portrait()]), "");
}

#[test]
fn heatmaps_of_equal_names_do_not_overwrite_each_other() {
    let folder = scratch("twins");
    for (name, source) in [("a", "renders/03-frontal.png"), ("b", "renders/06-varied.png")] {
        std::fs::create_dir_all(folder.join(name)).expect("a folder");
        std::fs::copy(fixture(source), folder.join(name).join("face.png")).expect("copied");
    }
    printed("score --device cpu --aligned --heatmap", &["maps", "a", "b"].map(|name| folder.join(name)));
    let read = |name: &str| std::fs::read(folder.join("maps").join(name)).expect("a heatmap");
    assert_ne!(read("face.png.png"), read("2/face.png.png"));
}

#[test]
fn landmarks_on_the_template_equal_the_aligned_crop() {
    let image = [fixture("renders/03-frontal.png")];
    let template = "38.2946,51.6963,73.5318,51.5014,56.0252,71.7366,41.5493,92.3655,70.7299,92.2041";
    let located = score(&format!("--landmarks {template}"), &image);
    assert_eq!(located[0]["score"], score("--aligned", &image)[0]["score"]);
    assert_eq!(located[0]["face"]["count"], 1);
    assert_eq!(located[0]["face"]["box"]["width"].as_f64().map(f64::round), Some(111.0));
}

/// `tests/unit/heatmap.test.mjs` holds the package against the same picture.
#[test]
fn a_heatmap_is_half_the_golden_one_and_half_the_crop() {
    let folder = scratch("heatmaps");
    let crop = "renders/03-frontal.png";
    printed("score --device cpu --aligned --heatmap", &[folder.clone(), fixture(crop)]);
    let found = image::open(folder.join("03-frontal.png.png")).expect("a heatmap").into_rgb8();
    let (colours, crop) = (open("heatmap.bmp"), open(crop));
    assert_eq!(found.dimensions(), (112, 112));
    for (found, (colour, crop)) in found.iter().zip(colours.iter().zip(crop.iter())) {
        // Both pictures are rounded, and the map is in single precision.
        assert!(found.abs_diff(colour.midpoint(*crop)) <= 1, "{found} of {colour} and {crop}");
    }
}

#[test]
fn csv_has_a_header_and_a_line_for_each_image() {
    let text = printed("score --device cpu --aligned --format csv", &[fixture("renders")]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 13);
    assert!(lines[0].starts_with("file,score,"));
    let columns = lines[0].split(',').count();
    assert!(lines[1..].iter().all(|line| line.split(',').count() == columns), "{text}");
    // Raw values, then qualities, under OFIQ's names.
    assert!(lines[0].ends_with(",EyesOpen.scalar,MouthClosed.scalar") && lines[0].contains(",LuminanceMean,"));
}

#[test]
fn info_states_the_model() {
    let text = printed("info", &[""; 0]);
    for part in ["licence      CC0-1.0", "num_heads    4", "calibrated   yes", "sha256"] {
        assert!(text.contains(part), "{text}");
    }
}
