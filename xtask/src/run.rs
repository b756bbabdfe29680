//! Other programs, run and checked.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::{Result, root};

/// A program in the repository's root.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Runs to the end, output shown; fails with `otherwise`.
pub fn run(command: &mut Command, otherwise: &str) -> Result {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{otherwise} ({} ended with {status})", command.get_program().display())),
        Err(error) => Err(format!("{otherwise} ({}: {error})", command.get_program().display())),
    }
}

/// Whether it succeeds; output hidden.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Its standard output, trimmed; `None` if it fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|text| text.trim().to_owned())
}

/// Installs Debian packages, if there is apt and the permission to use it.
pub fn apt_install(packages: &[&str]) -> Result {
    let by_hand = format!("install them yourself: sudo apt-get install {}", packages.join(" "));
    if !succeeds(program("apt-get").arg("--version")) {
        return Err(format!("missing: {}, and there is no apt-get to install them with", packages.join(" ")));
    }
    let prefix: &[&str] = if output(program("id").arg("-u")).as_deref() == Some("0") { &[] } else { &["sudo", "-n"] };
    let apt = |arguments: &[&str]| {
        let words: Vec<&str> = [prefix, &["apt-get", "-qq"], arguments].concat();
        let mut command = program(words[0]);
        command.args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
        run(&mut command, &by_hand)
    };
    apt(&["update"])?;
    apt(&[&["install", "-y", "--no-install-recommends"], packages].concat())
}

/// Where cargo puts what it builds.
pub fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}
