//! The real judge, as face-api's own runtime has it (`tests/reference/judge.mjs`).

use std::path::{Path, PathBuf};

use attn_fiqa_training::network::{Embed, Judge};
use serde::Deserialize;

use crate::common::FACE_API;

/// Single precision in both, sums of up to 2,304 products in another order, thirty layers deep; the numbers are up to 0.4.
const TOLERANCE: f32 = 1e-4;

#[derive(Deserialize)]
struct Expected {
    file: String,
    embedding: Vec<f32>,
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn the_judge_is_the_one_that_face_api_runs() {
    let judge = Judge::open(Path::new(FACE_API)).unwrap();
    let expected: Vec<Expected> = serde_json::from_str(include_str!("../fixtures/judge.json")).unwrap();
    let crop =
        |row: &Expected| image::open(repository().join("tests/fixtures/renders").join(&row.file)).unwrap().into_rgb8();
    let found = judge.embed(&expected.iter().map(crop).collect::<Vec<_>>()).unwrap();
    assert_eq!(found.len(), 3);
    for (found, row) in found.iter().zip(&expected) {
        assert_eq!(found.len(), row.embedding.len());
        for (ours, theirs) in found.iter().zip(&row.embedding) {
            assert!((ours - theirs).abs() < TOLERANCE, "{}: {ours} {theirs}", row.file);
        }
    }
    // Photos of one face are nearer than those of two: the same picture, another one.
    assert_eq!(judge.similarity(&found[0], &found[0]), 0.0);
    assert!(judge.similarity(&found[0], &found[1]) < -0.1);
}

#[test]
fn what_is_not_there_is_named() {
    let error = Judge::open(Path::new("nowhere")).err().unwrap();
    assert!(error.contains("face_recognition_model-weights_manifest.json"), "{error}");
}
