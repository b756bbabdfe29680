//! `attn-fiqa` as a user calls it.

use std::process::Output;

use crate::common::command::{attn_fiqa, path, scratch, stdout};
use crate::common::fixture;
use serde_json::Value;

fn json_lines(output: &Output) -> Vec<Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn portrait() -> String {
    format!("{}/www/demo/samples/portrait.jpg", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn scores_a_folder_in_order() {
    let output = attn_fiqa(&["score", "--device", "cpu", "--aligned", "--format", "json", &path("renders")]);
    assert!(output.status.success());
    let lines = json_lines(&output);
    let expected: Vec<Value> = crate::common::read_json("renders/expected.json");
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
fn goes_on_behind_a_bad_image() {
    let folder = scratch("bad");
    std::fs::write(folder.join("text.jpg"), "no image").expect("written");
    let (good, bad) = (path("renders/00-frontal.png"), folder.join("text.jpg"));
    let arguments = ["score", "--device", "cpu", "--aligned", "--format", "json"];
    let output = attn_fiqa(&[&arguments[..], &[bad.to_str().expect("text"), "nowhere.png", &good]].concat());
    assert_eq!(output.status.code(), Some(1));
    let lines = json_lines(&output);
    assert_eq!(lines[0]["error"]["code"], "unsupported-input");
    assert_eq!(lines[1]["error"]["code"], "unsupported-input");
    assert!(lines[2]["score"].is_f64());
}

#[test]
fn wrong_calls_and_models_end_with_two() {
    let image = path("renders/00-frontal.png");
    for arguments in [
        vec!["score"],
        vec!["score", "--device", "toaster", &image],
        vec!["score", "--model", &image, &image],
        vec!["score", "--model", "nowhere.safetensors", &image],
        vec!["score", "--landmarks", "1,2,3", &image],
        vec!["info", &image],
        vec!["frobnicate"],
    ] {
        let output = attn_fiqa(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty());
    }
}

#[test]
fn finds_the_face_by_itself_and_says_why() {
    let portrait = portrait();
    let output = attn_fiqa(&["score", "--device", "cpu", "--format", "json", &portrait]);
    assert!(output.status.success());
    let line = &json_lines(&output)[0];
    let eye = &line["face"]["landmarks"][0];
    // Marked by hand: (113, 101).
    assert!((eye[0].as_f64().expect("x") - 113.0).abs() < 4.0 && (eye[1].as_f64().expect("y") - 101.0).abs() < 4.0);
    assert_eq!((&line["face"]["count"], &line["face"]["others"]), (&1.into(), &Value::Array(Vec::new())));
    assert_eq!(line["face"]["contour"].as_array().map(Vec::len), Some(68));
    assert_eq!(line["checks"].as_array().map(Vec::len), Some(20));
    assert_eq!(line["reasons"][0], "inter-eye-distance");
    assert_eq!(line["advice"][0]["severity"], "warn");
    let text = stdout(&attn_fiqa(&["score", "--device", "cpu", &portrait]));
    assert!(text.contains("come closer"), "{text}");
}

#[test]
fn presets_and_thresholds_set_what_is_enough() {
    // What checks say; regions of the face come from the model, whatever is enough.
    let reasons = |arguments: &[&str]| {
        let portrait = portrait();
        let all = [&["score", "--device", "cpu", "--format", "json"], arguments, &[portrait.as_str()]].concat();
        let lines = json_lines(&attn_fiqa(&all));
        let reasons = lines[0]["reasons"].as_array().expect("reasons").clone();
        reasons.iter().filter(|reason| !reason.as_str().expect("an id").starts_with("region-")).count()
    };
    assert!(reasons(&["--preset", "enrol"]) > reasons(&["--preset", "verify"]));
    assert_eq!(reasons(&["--preset", "lenient"]), 0);
    let file = scratch("thresholds").join("own.json");
    std::fs::write(&file, r#"{"sharpness": {"warn": 100, "fail": 100}}"#).expect("written");
    let file = file.to_str().expect("text");
    assert_eq!(reasons(&["--preset", "lenient", "--thresholds", file]), 1);
    std::fs::write(file, r#"{"beauty": {"warn": 1, "fail": 0}}"#).expect("written");
    assert_eq!(attn_fiqa(&["score", "--thresholds", file, &portrait()]).status.code(), Some(2));
}

#[test]
fn without_a_face_says_so() {
    let folder = scratch("faceless");
    let file = folder.join("clouds.png");
    crate::common::pictures::without_a_face(2).save(&file).expect("written");
    let file = file.to_str().expect("text");
    let output = attn_fiqa(&["score", "--device", "cpu", "--format", "json", file]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json_lines(&output)[0]["error"]["code"], "no-face");
    let broken = attn_fiqa(&["score", "--locator", file, &portrait()]);
    assert_eq!(broken.status.code(), Some(2));
}

#[test]
fn heatmaps_of_equal_names_do_not_overwrite_each_other() {
    let folder = scratch("twins");
    for (name, source) in [("a", "renders/03-frontal.png"), ("b", "renders/06-varied.png")] {
        std::fs::create_dir_all(folder.join(name)).expect("a folder");
        std::fs::copy(fixture(source), folder.join(name).join("face.png")).expect("copied");
    }
    let [a, b, maps] = ["a", "b", "maps"].map(|name| folder.join(name).to_str().expect("text").to_owned());
    assert!(attn_fiqa(&["score", "--device", "cpu", "--aligned", "--heatmap", &maps, &a, &b]).status.success());
    let read = |name: &str| std::fs::read(folder.join("maps").join(name)).expect("a heatmap");
    assert_ne!(read("face.png.png"), read("2/face.png.png"));
}

#[test]
fn landmarks_on_the_template_equal_the_aligned_crop() {
    let image = path("renders/03-frontal.png");
    let common = ["score", "--device", "cpu", "--format", "json"];
    let template = "38.2946,51.6963,73.5318,51.5014,56.0252,71.7366,41.5493,92.3655,70.7299,92.2041";
    let located = json_lines(&attn_fiqa(&[&common[..], &["--landmarks", template, &image]].concat()));
    let aligned = json_lines(&attn_fiqa(&[&common[..], &["--aligned", &image]].concat()));
    assert_eq!(located[0]["score"], aligned[0]["score"]);
    assert_eq!(located[0]["face"]["count"], 1);
    assert_eq!(located[0]["face"]["box"]["width"].as_f64().map(f64::round), Some(111.0));
}

#[test]
fn writes_heatmaps() {
    let folder = scratch("heatmaps");
    let target = folder.to_str().expect("text");
    let output = attn_fiqa(&["score", "--device", "cpu", "--aligned", "--heatmap", target, &path("renders")]);
    assert!(output.status.success());
    let read = |name: &str| image::open(folder.join(name)).expect("a heatmap").into_rgb8();
    let (clear, hard) = (read("03-frontal.png.png"), read("06-varied.png.png"));
    assert_eq!(clear.dimensions(), (112, 112));
    assert_ne!(clear, hard);
    let original = image::open(fixture("renders/03-frontal.png")).expect("a fixture").into_rgb8();
    assert_ne!(clear, original);
}

#[test]
fn csv_has_a_header_and_a_line_an_image() {
    let output = attn_fiqa(&["score", "--device", "cpu", "--aligned", "--format", "csv", &path("renders")]);
    let text = stdout(&output);
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
    let output = attn_fiqa(&["info"]);
    assert!(output.status.success());
    let text = stdout(&output);
    for part in ["licence      CC0-1.0", "num_heads    4", "calibrated   yes", "sha256"] {
        assert!(text.contains(part), "{text}");
    }
}
