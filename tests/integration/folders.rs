//! What `attn-fiqa score` takes from a folder, what it passes over, and what it says of the rest.

use std::path::Path;

use attn_fiqa::crop::CROP_SIZE;
use image::RgbImage;
use serde_json::Value;

use crate::common::command::{assert_ends_with_two, attn_fiqa, json_lines, printed, scratch, stderr, stdout};
use crate::common::fixture;

const JSON: &str = "score --device cpu --aligned --format json";

fn crop(path: &Path) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::copy(fixture("renders/03-frontal.png"), path).expect("copied");
}

/// The names of the results, relative to the folder, and whether each was scored.
fn results(folder: &Path) -> (Vec<(String, bool)>, Option<i32>) {
    let output = attn_fiqa(JSON, &[folder]);
    let name = |line: &Value| {
        let path = line["file"].as_str().expect("a path").to_owned();
        Path::new(&path).strip_prefix(folder).expect("in the folder").to_str().expect("Unicode").to_owned()
    };
    let results = json_lines(&output).iter().map(|line| (name(line), line["score"].is_f64())).collect();
    (results, output.status.code())
}

#[test]
fn every_ending_that_is_read_is_listed() {
    let folder = scratch("endings");
    let read = ["APNG", "bmp", "dib", "gif", "jfif", "jpe", "jpeg", "JPG", "mpo", "pjp", "pjpeg", "png", "webp"];
    // The content decides what a file is, not its name.
    read.iter().for_each(|ending| crop(&folder.join(format!("a.{ending}"))));
    for other in ["notes.txt", "a.mp4", "a.json", "Thumbs.db", ".DS_Store", "jpg"] {
        std::fs::write(folder.join(other), "no photo").expect("written");
    }
    let (results, code) = results(&folder);
    assert_eq!((results.len(), code), (read.len(), Some(0)), "{results:?}");
    assert!(results.iter().all(|(_, scored)| *scored));
}

#[test]
fn photos_that_are_not_read_are_named_and_counted() {
    let folder = scratch("unread");
    crop(&folder.join("a.png"));
    for name in ["b.HEIC", "c.tif", "sub/d.dng", "e.avif"] {
        std::fs::create_dir_all(folder.join("sub")).expect("made");
        std::fs::write(folder.join(name), "a photo").expect("written");
    }
    let output = attn_fiqa(JSON, &[&folder]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("4 of 5 images could not be scored, of them 4 skipped"), "{}", stderr(&output));
    let lines = json_lines(&output);
    assert!(lines[1]["error"]["message"].as_str().expect("a message").starts_with("HEIC files are not read"));
    assert_eq!(lines[1]["error"]["code"], "unsupported-input");
}

#[test]
fn what_macos_and_we_write_beside_photos_is_passed_over() {
    let folder = scratch("beside");
    crop(&folder.join("a.png"));
    crop(&folder.join("b.jpg.png"));
    std::fs::write(folder.join("._a.png"), b"\0\x05\x16\x07 resource fork").expect("written");
    printed("score --device cpu --aligned --heatmap", &[folder.join("maps"), folder.clone()]);
    assert!(folder.join("maps/b.jpg.png.png").exists());
    let (results, code) = results(&folder);
    assert_eq!((results, code), (vec![("a.png".into(), true), ("b.jpg.png".into(), true)], Some(0)));
}

#[test]
fn a_heatmap_never_replaces_a_photo() {
    let folder = scratch("replacing");
    crop(&folder.join("a"));
    crop(&folder.join("a.png"));
    let before = std::fs::read(folder.join("a.png")).expect("there");
    let paths = [folder.clone(), folder.join("a"), folder.join("a.png")];
    assert_ends_with_two(&attn_fiqa("score --device cpu --aligned --heatmap", &paths), "would replace the photo");
    assert_eq!(std::fs::read(folder.join("a.png")).expect("there"), before);
}

#[test]
fn an_empty_folder_is_an_error() {
    let folder = scratch("empty");
    std::fs::write(folder.join("notes.txt"), "no photo").expect("written");
    let output = attn_fiqa(JSON, &[&fixture("renders"), &folder]);
    assert_ends_with_two(&output, "no images in");
    assert!(output.stdout.is_empty());
}

#[cfg(unix)]
#[test]
fn links_are_followed_without_cycles() {
    use std::os::unix::fs::symlink;
    let (folder, other) = (scratch("links"), scratch("linked"));
    crop(&folder.join("a.png"));
    crop(&other.join("b.png"));
    symlink(&other, folder.join("to-folder")).expect("linked");
    symlink(other.join("b.png"), folder.join("to-file.png")).expect("linked");
    symlink(&folder, folder.join("back")).expect("linked");
    symlink("nowhere.jpg", folder.join("dangling.jpg")).expect("linked");
    symlink("nowhere.txt", folder.join("dangling.txt")).expect("linked");
    let (results, code) = results(&folder);
    let expected = [("a.png", true), ("dangling.jpg", false), ("to-file.png", true), ("to-folder/b.png", true)];
    assert_eq!(results, expected.map(|(name, scored)| (name.to_owned(), scored)));
    assert_eq!(code, Some(1));
}

/// Names are bytes: a line break or an escape sequence must not reach the terminal, nor get lost in JSON and CSV.
#[cfg(unix)]
#[test]
fn names_are_escaped_in_text_and_exact_in_json_and_csv() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = scratch("names");
    let name = b"a\n\x1b[31m\xe2\x80\xae \xff\".png";
    let path = folder.join(OsStr::from_bytes(name));
    crop(&path);
    let text = printed("score --device cpu --aligned", &[&path]);
    assert!(text.lines().next().expect("a line").ends_with(r#"/a\n\u{1b}[31m\u{202e} \xff".png"#), "{text:?}");
    let line = &json_lines(&attn_fiqa(JSON, &[&path]))[0];
    let bytes: Vec<u8> = serde_json::from_value(line["file_bytes"].clone()).expect("bytes");
    assert_eq!(bytes, path.as_os_str().as_bytes());
    let output = attn_fiqa("score --device cpu --aligned --format csv", &[&path]);
    let mut table = csv::Reader::from_reader(output.stdout.as_slice());
    let record = table.byte_records().next().expect("a record").expect("CSV");
    assert_eq!(&record[0], path.as_os_str().as_bytes());
    let missing = attn_fiqa("score --device cpu --aligned", &[folder.join(OsStr::from_bytes(b"gone\n.png"))]);
    assert_eq!(stdout(&missing).lines().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_device_that_never_ends_is_refused() {
    let output = attn_fiqa(JSON, &["/dev/zero".as_ref(), fixture("renders/00-frontal.png").as_path()]);
    let lines = json_lines(&output);
    assert!(lines[0]["error"]["message"].as_str().expect("a message").contains("more than 513048576 bytes"));
    assert!(lines[1]["score"].is_f64());
}

#[test]
fn many_photos_keep_their_order_on_many_threads() {
    let folder = scratch("many");
    let sizes = [CROP_SIZE as u32, 896, 224, 448];
    for i in 0..40 {
        // Large ones take longer: they would come last.
        RgbImage::from_fn(sizes[i % 4], sizes[i % 4], |x, y| image::Rgb([x as u8, y as u8, i as u8]))
            .save(folder.join(format!("{i:02}.bmp")))
            .expect("written");
    }
    let lines = |threads: &str| {
        let output = attn_fiqa(&format!("{JSON} --threads {threads}"), &[&folder]);
        json_lines(&output).into_iter().map(|line| (line["file"].clone(), line["score"].clone())).collect::<Vec<_>>()
    };
    let alone = lines("1");
    assert_eq!(alone.len(), 40);
    assert!(alone.is_sorted_by_key(|(file, _)| file.as_str().map(str::to_owned)));
    assert_eq!(lines("4"), alone);
    assert_ends_with_two(&attn_fiqa("score --threads 0", &[&folder]), "--threads");
}
