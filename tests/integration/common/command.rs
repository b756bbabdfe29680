//! The command line, called as a user calls it.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

/// Runs `attn-fiqa` with these words, and then what may hold spaces: paths.
pub fn attn_fiqa(words: &str, paths: &[impl AsRef<OsStr>]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_attn-fiqa")).args(words.split_whitespace()).args(paths).output().expect("runs")
}

/// What it prints; it has to succeed.
#[track_caller]
pub fn printed(words: &str, paths: &[impl AsRef<OsStr>]) -> String {
    let output = attn_fiqa(words, paths);
    assert!(output.status.success(), "{words}: {}", stderr(&output));
    stdout(&output)
}

/// What it prints of each image.
pub fn score(words: &str, paths: &[impl AsRef<OsStr>]) -> Vec<Value> {
    json_lines(&attn_fiqa(&format!("score --device cpu --format json {words}"), paths))
}

pub fn json_lines(output: &Output) -> Vec<Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// It has to end with 2, and to say this.
#[track_caller]
pub fn assert_ends_with_two(output: &Output, names: &str) {
    assert_eq!(output.status.code(), Some(2), "{names}");
    assert!(stderr(output).contains(names), "{} does not say {names:?}", stderr(output));
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// An empty folder of this test's own.
pub fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}
