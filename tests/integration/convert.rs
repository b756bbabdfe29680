//! `attn-fiqa convert` and `attn-fiqa calibrate`, as a user calls them.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::command::{assert_ends_with_two, attn_fiqa, printed, score, scratch};
use crate::common::{fixture, open, read_json};

/// Scores face crops with a model.
fn scores(model: &Path) -> Vec<f64> {
    let lines = score("--aligned --model", &[model, &fixture("renders")]);
    lines.iter().map(|line| line["score"].as_f64().expect("a score")).collect()
}

/// Converts a checkpoint; returns the model file and what was printed.
fn convert(words: &str, checkpoint: PathBuf, out: PathBuf) -> (PathBuf, String) {
    let summary = printed(&format!("convert {words}"), &[&checkpoint, &out]);
    (out, summary)
}

/// Every other way of saving is held to the same bits in `checkpoint`.
#[test]
fn both_formats_become_the_same_model() {
    let folder = scratch("saved");
    let [expected, found] = ["plain.safetensors", "training.pt"].map(|name| {
        let out = folder.join(format!("{name}.safetensors"));
        scores(&convert("--heads 2", fixture("checkpoints").join(name), out).0)
    });
    assert_eq!(expected.len(), 12);
    assert_eq!(found, expected);
}

#[test]
fn the_model_states_where_it_comes_from() {
    let out = scratch("stated").join("model.safetensors");
    let words = "--heads 4 --dtype int8 --color bgr --name mine --licence research-only";
    let (model, summary) = convert(words, fixture("checkpoints/plain.pt"), out);
    let info = printed("info", &[&model]);
    for part in [
        "name         mine",
        "licence      research-only",
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
    let [out, noise] = ["model.safetensors", "noise.pt"].map(|name| folder.join(name));
    std::fs::write(&out, "what was there").expect("written");
    std::fs::write(&noise, b"PK\x03\x04 and no more").expect("written");
    let refused = |words: &str, checkpoint: &Path, names: &str| {
        assert_ends_with_two(&attn_fiqa(&format!("convert {words}"), &[checkpoint, &out]), names);
        assert_eq!(std::fs::read(&out).expect("still there"), b"what was there");
    };
    let plain = fixture("checkpoints/plain.pt");
    refused("", &plain, "--heads N is required");
    refused("--heads 3", &plain, "3 heads do not divide");
    refused("--heads 2", &fixture("checkpoints/legacy.pt"), "torch.save");
    refused("--heads 2", &fixture("checkpoints/torchscript.pt"), "state_dict");
    refused("", &fixture("renders/00-frontal.png"), "not a usable checkpoint");
    refused("", &noise, "not a usable checkpoint");
    refused("", Path::new("nowhere.pt"), "nowhere.pt cannot be read");
    refused("", &out, "would replace");
    assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 2, "nothing half-written stays");
}

/// Fills a folder with face crops of a natural mix: twelve renders, each at nine levels of light.
fn write_faces(folder: &Path) {
    let expected: Vec<Value> = read_json("renders/expected.json");
    for name in expected.iter().map(|render| render["file"].as_str().expect("a name")) {
        let face = open(&format!("renders/{name}"));
        for level in 1..=9 {
            let darker = image::imageops::brighten(&face, -20 * (9 - level));
            darker.save(folder.join(format!("{level}-{name}"))).expect("written");
        }
    }
}

#[test]
fn calibration_gives_percentiles() {
    let folder = scratch("calibrated");
    let [crops, out] = ["crops", "model.safetensors"].map(|name| folder.join(name));
    std::fs::create_dir(&crops).expect("a folder");
    write_faces(&crops);
    let summary = printed("calibrate --aligned --device cpu --out", &[&out, &crops]);
    assert!(summary.contains("faces      108 of 108 images"), "{summary}");
    let lines = score("--aligned --model", &[&out, &crops]);
    let mut percentiles: Vec<f64> = lines.iter().map(|line| line["percentile"].as_f64().expect("calibrated")).collect();
    percentiles.sort_by(f64::total_cmp);
    // The reference faces themselves: the lowest is at 0, the highest at 100, and between them they are spread evenly.
    assert_eq!((percentiles[0], percentiles[107]), (0.0, 100.0));
    assert!((percentiles[54] - 50.0).abs() < 2.0, "{}", percentiles[54]);
    let before = score("--aligned", &[&crops]);
    assert!(
        lines.iter().zip(&before).all(|(line, before)| line["verdict"] == before["verdict"]),
        "nothing new is known"
    );
    let info = printed("info", &[&out]);
    for part in ["; calibrated on 108 faces by attn-fiqa", "calibrated   yes", "licence      CC0-1.0"] {
        assert!(info.contains(part), "{info}");
    }
}

/// All pairs of some scored images, as a recogniser that fails below a score: each is there as mated and as non-mated.
fn write_pairs(path: &Path, lines: &[Value], fails_below: f64) {
    let of =
        |line: &Value| (line["file"].as_str().expect("a name").to_owned(), line["score"].as_f64().expect("a score"));
    let images: Vec<_> = lines.iter().map(of).collect();
    let mut text = "image_a,image_b,mated,similarity\n".to_owned();
    for (i, (a, score_a)) in images.iter().enumerate() {
        for (b, score_b) in &images[..i] {
            let similarity = if score_a.min(*score_b) < fails_below { 0.1 } else { 0.9 };
            text += &format!("{a},{b},1,{similarity}\n{b},{a},0,0.5\n");
        }
    }
    std::fs::write(path, text).expect("written");
}

#[test]
fn a_recognisers_failures_give_the_verdict() {
    let folder = scratch("verdict");
    let [crops, pairs, out] = ["crops", "pairs.csv", "model.safetensors"].map(|name| folder.join(name));
    std::fs::create_dir(&crops).expect("a folder");
    write_faces(&crops);
    let lines = score("--aligned", &[&crops]);
    let mut scores: Vec<f64> = lines.iter().map(|line| line["score"].as_f64().expect("a score")).collect();
    scores.sort_by(f64::total_cmp);
    write_pairs(&pairs, &lines, scores[40]);
    let summary =
        printed(&format!("calibrate --aligned --device cpu --pairs {} --out", pairs.display()), &[&out, &crops]);
    assert!(summary.contains(&format!("verdict    poor below {0:.4}, good from {0:.4}", scores[40])), "{summary}");
    for line in score("--aligned --model", &[&out, &crops]) {
        let expected = if line["score"].as_f64().expect("a score") < scores[40] { "poor" } else { "good" };
        assert_eq!(line["verdict"], expected, "{}", line["file"]);
    }
    std::fs::write(&pairs, "image_a,image_b,mated,similarity\n").expect("written");
    let output = attn_fiqa(&format!("calibrate --aligned --pairs {} --out", pairs.display()), &[&out, &crops]);
    assert_ends_with_two(&output, "0 non-mated comparisons, at least 1000 are needed");
}

#[test]
fn too_few_faces_are_refused() {
    let out = scratch("few").join("model.safetensors");
    let output = attn_fiqa("calibrate --aligned --device cpu --out", &[&out, &fixture("renders")]);
    assert_ends_with_two(&output, "12 faces could be scored, at least 100");
    assert!(!out.exists());
}
