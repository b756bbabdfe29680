//! Where the command line writes to: nothing is lost, replaced or half-written, and no reader is needed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::command::{assert_ends_with_two, attn_fiqa, printed, scratch, stderr};
use crate::common::fixture;

/// Converts the small checkpoint into this file; it has to succeed.
fn convert(out: &Path) {
    printed("convert --heads 2", &[fixture("checkpoints/plain.pt"), out.to_owned()]);
}

fn checkpoint(folder: &Path) -> PathBuf {
    let path = folder.join("checkpoint.pt");
    std::fs::copy(fixture("checkpoints/plain.pt"), &path).expect("copied");
    path
}

/// Two files that `evaluate` can read.
fn tables(folder: &Path) -> [PathBuf; 2] {
    let [scores, pairs] = ["scores.csv", "pairs.csv"].map(|name| folder.join(name));
    std::fs::write(&scores, "image,score\na,1\nb,2\n").expect("written");
    std::fs::write(&pairs, "image_a,image_b,mated,similarity\na,b,1,0.5\na,b,0,0.1\n").expect("written");
    [scores, pairs]
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let folder = scratch("shared");
    let checkpoint = checkpoint(&folder);
    let refused = |words: &str, paths: &[&Path], kept: &Path| {
        let before = std::fs::read(kept).expect("there");
        assert_ends_with_two(&attn_fiqa(words, paths), "would replace");
        assert_eq!(std::fs::read(kept).expect("still there"), before);
    };
    refused("convert --heads 2", &[&checkpoint, &folder.join(".").join("checkpoint.pt")], &checkpoint);
    let photo = folder.join("photo.png");
    std::fs::copy(fixture("renders/00-frontal.png"), &photo).expect("copied");
    refused("calibrate --aligned --out", &[&photo, &folder], &photo);
    let [scores, pairs] = tables(&folder);
    let option = |name: &str| PathBuf::from(name);
    for output in ["--curve", "--plot"] {
        let words =
            [option("--scores"), scores.clone(), option("--pairs"), pairs.clone(), option(output), pairs.clone()];
        refused("evaluate", &words.iter().map(PathBuf::as_path).collect::<Vec<_>>(), &pairs);
    }
}

#[test]
fn two_outputs_that_are_one_file_are_refused() {
    let folder = scratch("twice");
    let [scores, pairs] = tables(&folder);
    let out = folder.join("out");
    let words: [&Path; 8] =
        ["--scores".as_ref(), &scores, "--pairs".as_ref(), &pairs, "--curve".as_ref(), &out, "--plot".as_ref(), &out];
    assert_ends_with_two(&attn_fiqa("evaluate", &words), "would be written twice");
    assert!(!out.exists());
}

#[test]
fn a_place_that_cannot_be_written_ends_the_call_before_the_work() {
    let folder = scratch("unwritable");
    for out in [folder.join("missing/model.safetensors"), folder.clone()] {
        // Were the photos scored first, there would be too few.
        let output = attn_fiqa("calibrate --aligned --device cpu --out", &[&out, &fixture("renders")]);
        assert_ends_with_two(&output, "cannot write");
        let output = attn_fiqa("convert --heads 2", &[&fixture("checkpoints/plain.pt"), &out]);
        assert_ends_with_two(&output, "cannot write");
    }
    assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 0, "nothing half-written stays");
}

#[test]
fn calibration_that_left_photos_out_says_so() {
    let folder = scratch("left-out");
    for i in 0..100 {
        std::fs::copy(fixture(&format!("renders/{:02}-frontal.png", i % 6)), folder.join(format!("{i}.png")))
            .expect("copied");
    }
    std::fs::write(folder.join("x.heic"), "a photo").expect("written");
    let out = scratch("left-out-model").join("model.safetensors");
    let output = attn_fiqa("calibrate --aligned --device cpu --out", &[&out, &folder]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(out.exists() && stderr(&output).contains("x.heic: HEIC files are not read"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn permissions_and_links_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = scratch("kept");
    let [model, link, dangling, new] = ["model", "link", "dangling", "new"].map(|name| folder.join(name));
    std::fs::write(&model, "what was there").expect("written");
    std::fs::set_permissions(&model, PermissionsExt::from_mode(0o640)).expect("set");
    symlink("model", &link).expect("linked");
    symlink("new", &dangling).expect("linked");
    convert(&link);
    convert(&dangling);
    assert!(link.is_symlink() && dangling.is_symlink());
    assert_eq!(std::fs::metadata(&model).expect("there").permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read(&model).expect("there"), std::fs::read(&new).expect("there"));
    assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 4);
}

#[cfg(unix)]
#[test]
fn devices_and_pipes_are_written_to() {
    let folder = scratch("streams");
    let [pipe, file] = ["pipe", "file"].map(|name| folder.join(name));
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().expect("cat");
    convert(&pipe);
    convert(&file);
    assert_eq!(reader.wait_with_output().expect("read").stdout, std::fs::read(&file).expect("there"));
    let [scores, pairs] = tables(&folder);
    let words: [&Path; 6] =
        ["--scores".as_ref(), &scores, "--pairs".as_ref(), &pairs, "--curve".as_ref(), "/dev/stdout".as_ref()];
    let text = printed("evaluate", &words);
    assert!(text.starts_with("discard_fraction,error\n0,0\n1,0\ndefinition"), "{text}");
    convert(Path::new("/dev/null"));
    assert!(!std::fs::metadata("/dev/null").expect("still there").is_file());
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_ends_the_call_quietly() {
    for words in ["score --device cpu --aligned --format json", "score --device cpu --aligned", "info"] {
        let paths = if words == "info" { vec![] } else { vec![fixture("renders"); 40] };
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut call = Command::new(env!("CARGO_BIN_EXE_attn-fiqa"));
        let child = call.args(words.split(' ')).args(paths).stdout(writer).stderr(Stdio::piped()).spawn();
        let output = child.expect("runs").wait_with_output().expect("ends");
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(1), ""), "{words}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_one_line() {
    for words in ["score --device cpu --aligned --format csv", "score --device cpu --aligned", "info"] {
        let full = std::fs::File::create("/dev/full").expect("a full disk");
        let paths = if words == "info" { vec![] } else { vec![fixture("renders")] };
        let call = Command::new(env!("CARGO_BIN_EXE_attn-fiqa"))
            .args(words.split(' '))
            .args(paths)
            .stdout(full)
            .stderr(Stdio::piped())
            .output();
        let output = call.expect("runs");
        assert_ends_with_two(&output, "cannot write the results: No space left on device");
        assert_eq!(stderr(&output).lines().count(), 1, "{words}");
    }
}
