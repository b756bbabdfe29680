//! `attn-fiqa convert` and `attn-fiqa calibrate`, as a user calls them.

use std::path::{Path, PathBuf};

use crate::common::command::{attn_fiqa, path, scratch, stderr, stdout};
use crate::common::fixture;
use serde_json::Value;

/// Scores face crops with a model.
fn scores(model: &Path, crops: &str) -> Vec<f64> {
    let model = model.to_str().expect("text");
    let output = attn_fiqa(&["score", "--model", model, "--device", "cpu", "--aligned", "--format", "json", crops]);
    assert!(output.status.success(), "{}", stderr(&output));
    let score = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["score"].as_f64().expect("a score");
    stdout(&output).lines().map(score).collect()
}

/// Converts a checkpoint; returns the model file and what was printed.
fn convert(checkpoint: &Path, out: PathBuf, more: &[&str]) -> (PathBuf, String) {
    let arguments = ["convert", checkpoint.to_str().expect("text"), out.to_str().expect("text")];
    let output = attn_fiqa(&[&arguments[..], more].concat());
    assert!(output.status.success(), "{}: {}", checkpoint.display(), stderr(&output));
    (out, stdout(&output))
}

#[test]
fn every_way_of_saving_becomes_the_same_model() {
    let folder = scratch("saved");
    let model = |name: &str| {
        let checkpoint = fixture("checkpoints").join(name);
        scores(&convert(&checkpoint, folder.join(format!("{name}.safetensors")), &["--heads", "2"]).0, &path("renders"))
    };
    let expected = model("plain.safetensors");
    assert_eq!(expected.len(), 12);
    for name in ["plain.pt", "state_dict.pt", "model.pt", "module.pt", "views.pt", "training.pt"] {
        assert_eq!(model(name), expected, "{name}");
    }
    for (half, single) in model("half.pt").iter().zip(&expected) {
        // Half precision keeps 11 bits of each weight.
        assert!((half - single).abs() < 1e-2 && half != single, "{half} {single}");
    }
}

/// The reference implementation's checkpoint is 4 MB: it lies beside the project, not in it.
#[test]
fn the_reference_checkpoint_gives_the_reference_scores() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/oracle");
    if !data.exists() {
        eprintln!("skipped: {} is not there", data.display());
        return;
    }
    let expected: Vec<Value> = crate::common::read_json("oracle/expected.json");
    for (source, color) in [("tiny_random.pt", "rgb"), ("tiny_random.safetensors", "bgr")] {
        let out = scratch(color).join("model.safetensors");
        let (model, _) = convert(&data.join(source), out, &["--heads", "4", "--color", color]);
        for (found, expected) in scores(&model, &path("oracle")).iter().zip(&expected) {
            let expected = expected[format!("score_{color}")].as_f64().expect("a score");
            // The method's requirement of single precision.
            assert!((found - expected).abs() < 1e-5, "{source}: {found} {expected}");
        }
    }
}

#[test]
fn the_model_states_where_it_comes_from() {
    let folder = scratch("stated");
    let checkpoint = fixture("checkpoints/plain.pt");
    let more = ["--heads", "4", "--dtype", "int8", "--color", "bgr", "--name", "mine", "--licence", "research only"];
    let (model, summary) = convert(&checkpoint, folder.join("model.safetensors"), &more);
    let info = stdout(&attn_fiqa(&["info", model.to_str().expect("text")]));
    for part in [
        "name         mine",
        "licence      research only",
        "converted from plain.pt",
        "int8",
        "num_heads    4",
        "color        bgr",
        "calibrated   no",
    ] {
        assert!(info.contains(part), "{info} lacks {part}");
    }
    let sha256 = info.lines().find_map(|line| line.strip_prefix("sha256       ")).expect("a digest");
    assert!(summary.contains(sha256), "{summary}");
    let number = |name: &str| -> usize {
        let line = summary.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
        line.split_whitespace().next().and_then(|word| word.parse().ok()).expect("a number")
    };
    // Width 8, depth 2, MLP ratio 2, counted by hand: patch embedding 8·192 + 8 and 196·8, a whole block of
    // 4·8 + 24·8 + 8·8 + 8 + 2·(16·8) + 16 + 8, and of the last block 2·8 + 16·8.
    assert_eq!(number("kept"), 1544 + 1568 + 576 + 144);
    assert_eq!(number("model"), std::fs::metadata(&model).expect("written").len() as usize);
}

#[test]
fn refusals_say_what_to_do_and_leave_what_was_there() {
    let folder = scratch("refused");
    let out = folder.join("model.safetensors");
    std::fs::write(&out, "what was there").expect("written");
    let out = out.to_str().expect("text");
    let noise = folder.join("noise.pt");
    std::fs::write(&noise, b"PK\x03\x04 and no more").expect("written");
    let refused = |checkpoint: &str, more: &[&str], names: &str| {
        let output = attn_fiqa(&[&["convert", checkpoint, out], more].concat());
        assert_eq!(output.status.code(), Some(2), "{checkpoint}");
        assert!(stderr(&output).contains(names), "{} does not say {names:?}", stderr(&output));
        assert_eq!(std::fs::read(out).expect("still there"), b"what was there");
    };
    refused(&path("checkpoints/plain.pt"), &[], "--heads N is required");
    refused(&path("checkpoints/plain.pt"), &["--heads", "3"], "3 heads do not divide");
    refused(&path("checkpoints/legacy.pt"), &["--heads", "2"], "torch.save");
    refused(&path("checkpoints/torchscript.pt"), &["--heads", "2"], "state_dict");
    refused(&path("renders/00-frontal.png"), &[], "not a usable checkpoint");
    refused(noise.to_str().expect("text"), &[], "not a usable checkpoint");
    refused("nowhere.pt", &[], "nowhere.pt cannot be read");
    refused(out, &[], "would replace the checkpoint");
    let left: Vec<_> =
        std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
    assert_eq!(left.len(), 2, "nothing half-written stays: {left:?}");
}

/// Face crops of a natural mix: twelve renders, each at nine levels of light.
fn faces(folder: &Path) -> String {
    for entry in std::fs::read_dir(fixture("renders")).expect("fixtures") {
        let source = entry.expect("a file").path();
        let Ok(face) = image::open(&source) else { continue };
        let name = source.file_stem().expect("a name").to_string_lossy().into_owned();
        for level in 1..=9 {
            let darker = image::imageops::brighten(&face.to_rgb8(), -20 * (9 - level));
            darker.save(folder.join(format!("{name}-{level}.png"))).expect("written");
        }
    }
    folder.to_str().expect("text").to_owned()
}

#[test]
fn calibration_gives_percentiles() {
    let folder = scratch("calibrated");
    let crops = folder.join("crops");
    std::fs::create_dir(&crops).expect("a folder");
    let crops = faces(&crops);
    let model = folder.join("model.safetensors");
    let out = model.to_str().expect("text");
    let output = attn_fiqa(&["calibrate", "--aligned", "--device", "cpu", "--out", out, &crops]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("faces      108 of 108 images"), "{}", stdout(&output));
    let arguments = ["score", "--model", out, "--device", "cpu", "--aligned", "--format", "json", &crops];
    let text = stdout(&attn_fiqa(&arguments));
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut percentiles: Vec<f64> = lines.iter().map(|line| line["percentile"].as_f64().expect("calibrated")).collect();
    percentiles.sort_by(f64::total_cmp);
    // The reference faces themselves: the lowest is at 0, the highest at 100, and between them they are spread evenly.
    assert_eq!((percentiles[0], percentiles[107]), (0.0, 100.0));
    assert!((percentiles[54] - 50.0).abs() < 2.0, "{}", percentiles[54]);
    assert!(lines.iter().any(|line| line["verdict"] == "poor") && lines.iter().any(|line| line["verdict"] == "good"));
    let again = stdout(&attn_fiqa(&["info", out]));
    assert!(again.contains("; calibrated on 108 faces by attn-fiqa"), "{again}");
    assert!(again.contains("calibrated   yes") && again.contains("licence      CC0-1.0"), "{again}");
}

#[test]
fn too_few_faces_are_refused() {
    let out = scratch("few").join("model.safetensors");
    let target = out.to_str().expect("text");
    let output = attn_fiqa(&["calibrate", "--aligned", "--device", "cpu", "--out", target, &path("renders")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("12 faces could be scored, at least 100"), "{}", stderr(&output));
    assert!(!out.exists());
}
