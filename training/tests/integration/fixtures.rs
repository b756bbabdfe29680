//! The committed faces: complete, small, and as their README says.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

/// A clone must stay small.
const MOST_BYTES: u64 = 1_600_000;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/faces")
}

fn rows(kind: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder().join("truth.json")).expect("truth.json is committed");
    let rows: Vec<Value> = serde_json::from_str(&text).expect("truth.json is JSON");
    rows.into_iter().filter(|row| row["file"].as_str().is_some_and(|file| file.starts_with(kind))).collect()
}

fn number(row: &Value, key: &str) -> f64 {
    row[key].as_f64().unwrap_or_else(|| panic!("{key} of {}", row["file"]))
}

#[test]
fn every_row_has_its_picture_and_every_landmark_lies_in_it() {
    for row in rows("") {
        let picture = image::open(folder().join(row["file"].as_str().unwrap())).unwrap();
        let size = [number(&row, "width"), number(&row, "height")];
        assert_eq!(size, [f64::from(picture.width()), f64::from(picture.height())], "{}", row["file"]);
        for point in row["landmarks"].as_array().unwrap() {
            let inside = (0..2).all(|axis| (0.0..size[axis]).contains(&point[axis].as_f64().unwrap()));
            assert!(inside, "{}: {point}", row["file"]);
        }
    }
}

#[test]
fn the_kinds_are_as_promised() {
    let within = |rows: &[Value], key, low: f64, high: f64| {
        rows.iter().all(|row| (low..=high).contains(&number(row, key).abs()))
    };
    let everyday = rows("everyday");
    assert_eq!(everyday.len(), 48);
    assert!(within(&everyday, "yaw", 0.0, 30.0) && within(&everyday, "pitch", 0.0, 15.0));
    assert!(within(&everyday, "roll", 0.0, 20.0) && within(&everyday, "face_width", 40.0, 480.0));
    let small = rows("small");
    assert_eq!(small.len(), 12);
    assert!(within(&small, "yaw", 0.0, 10.0) && within(&small, "face_width", 40.0, 60.0));
    let rolled = rows("rolled");
    assert_eq!(rolled.len(), 12);
    assert!(within(&rolled, "roll", 35.0, 180.0));
}

#[test]
fn the_set_stays_small() {
    let bytes: u64 = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum();
    assert!(bytes <= MOST_BYTES, "{bytes} bytes");
}
