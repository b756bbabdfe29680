//! How often each check is a reason, on photos of people who have said who they are, by group:
//! `ATTN_FIQA_PHOTOS=folder cargo test --test integration rates -- --ignored --nocapture` prints the tables of
//! `docs/capture.md`. The folder has `people.csv` (`face_id,age,gender,ethnicity`) and photos that begin with the id.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use attn_fiqa::assess::Request;
use attn_fiqa::capture::Check;
use attn_fiqa::decode::decode;
use attn_fiqa::{Assessment, Assessor, Preset};
use image::RgbImage;

use crate::common::{DEFAULT_MODEL, load, locator};

const PRESETS: [(&str, Preset); 3] =
    [("enrol", Preset::Enrol), ("verify", Preset::Verify), ("lenient", Preset::Lenient)];
const LIGHT: [&str; 4] = ["light", "contrast", "over-exposure", "even-light"];

/// A photo and the group its person stated.
fn photos() -> Vec<(String, RgbImage)> {
    let folder = PathBuf::from(std::env::var_os("ATTN_FIQA_PHOTOS").expect("ATTN_FIQA_PHOTOS names the folder"));
    let people = std::fs::read_to_string(folder.join("people.csv")).expect("people.csv");
    let groups: BTreeMap<&str, &str> =
        people.lines().skip(1).filter_map(|line| Some((line.split(',').next()?, line.split(',').nth(3)?))).collect();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).expect("a folder").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let photo = |file: &PathBuf| {
        let group = group_of(&groups, file)?;
        Some((group, decode(&std::fs::read(file).expect("a file")).expect("a photo")))
    };
    files.iter().filter_map(photo).collect()
}

fn group_of(groups: &BTreeMap<&str, &str>, file: &Path) -> Option<String> {
    let name = file.file_stem()?.to_str()?;
    groups.get(name.split('-').next()?).map(|group| (*group).to_owned())
}

/// Linear light times a factor.
fn dimmed(photo: &RgbImage, factor: f64) -> RgbImage {
    let linear = |level: f64| if level > 0.04045 { ((level + 0.055) / 1.055).powf(2.4) } else { level / 12.92 };
    let level = |light: f64| if light > 0.0031308 { 1.055 * light.powf(1.0 / 2.4) - 0.055 } else { light * 12.92 };
    let mut photo = photo.clone();
    photo
        .iter_mut()
        .for_each(|value| *value = (level(linear(f64::from(*value) / 255.0) * factor) * 255.0).round() as u8);
    photo
}

fn assess(assessor: &Assessor, photo: &RgbImage, preset: Preset) -> Option<Assessment> {
    let request = Request { limits: preset.into(), ..Request::default() };
    pollster::block_on(assessor.assess(photo, &request)).ok()
}

/// Per cent of those that are.
fn percent(of: &[bool]) -> String {
    format!("{:.0}", 100.0 * of.iter().filter(|is| **is).count() as f64 / of.len() as f64)
}

fn print_row(name: &str, groups: &[String], is: impl Fn(usize) -> bool) {
    let mut sorted: Vec<&String> = groups.iter().collect();
    sorted.sort();
    sorted.dedup();
    let of = |group: Option<&String>| {
        let those = (0..groups.len()).filter(|i| group.is_none_or(|group| groups[*i] == *group));
        percent(&those.map(&is).collect::<Vec<_>>())
    };
    let cells: Vec<String> = [None].into_iter().chain(sorted.into_iter().map(Some)).map(of).collect();
    println!("| {name} | {} |", cells.join(" | "));
}

#[test]
#[ignore = "needs photos of people: name their folder in ATTN_FIQA_PHOTOS"]
fn rates_by_group() {
    let photos = photos();
    assert!(photos.len() >= 20, "{}", photos.len());
    let assessor = load(DEFAULT_MODEL).with_locator(locator());
    let groups: Vec<String> = photos.iter().map(|(group, _)| group.clone()).collect();
    let mut names: Vec<String> =
        groups.iter().map(|group| format!("{group} ({})", groups.iter().filter(|g| *g == group).count())).collect();
    names.sort();
    names.dedup();
    for (name, preset) in PRESETS {
        println!(
            "\n| `{name}`: % with the reason | all ({}) | {} |\n|{}",
            photos.len(),
            names.join(" | "),
            "---|".repeat(names.len() + 2)
        );
        let results: Vec<Option<Assessment>> =
            photos.iter().map(|(_, photo)| assess(&assessor, photo, preset)).collect();
        assert!(results.iter().all(Option::is_some), "a face was not found");
        let has = |i: usize, id: &str| results[i].as_ref().is_some_and(|result| result.reasons.contains(&id));
        for id in Check::ALL.iter().map(|check| check.id()).filter(|id| (0..photos.len()).any(|i| has(i, id))) {
            print_row(&format!("`{id}`"), &groups, |i| has(i, id));
        }
        print_row("any", &groups, |i| results[i].as_ref().is_some_and(|result| !result.reasons.is_empty()));
        let light = |i: usize| LIGHT.iter().any(|id| has(i, id));
        print_row("about light", &groups, light);
        if preset == Preset::Verify {
            // The bounds this project sets itself.
            assert!((0..photos.len()).filter(|i| light(*i)).count() * 50 <= photos.len());
        }
    }
    println!(
        "\n| `verify`: % with advice about light | all | {} |\n|{}",
        names.join(" | "),
        "---|".repeat(names.len() + 2)
    );
    for (name, map) in [
        ("a tenth of the light", &(|photo: &RgbImage| dimmed(photo, 0.1)) as &dyn Fn(&RgbImage) -> RgbImage),
        ("0.6 of the levels", &|photo| {
            let mut photo = photo.clone();
            photo.iter_mut().for_each(|value| *value = (f64::from(*value) * 0.6).round() as u8);
            photo
        }),
    ] {
        let said: Vec<bool> = photos
            .iter()
            .map(|(_, photo)| {
                let result = assess(&assessor, &map(photo), Preset::Verify);
                result.is_some_and(|result| LIGHT.iter().any(|id| result.reasons.contains(id)))
            })
            .collect();
        print_row(name, &groups, |i| said[i]);
    }
}
