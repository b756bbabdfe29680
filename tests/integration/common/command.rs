//! The command line, called as a user calls it.

use std::path::PathBuf;
use std::process::{Command, Output};

use super::fixture;

pub fn attn_fiqa(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_attn-fiqa")).args(arguments).output().expect("runs")
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

pub fn path(of: &str) -> String {
    fixture(of).to_str().expect("text").to_owned()
}

/// An empty folder of this test's own.
pub fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}
