//! Tells the command line whether the locator's weights have been made (`npm run locator`), so that it can embed them.

use std::path::Path;

const LOCATOR: &str = "www/models/locator.safetensors";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(locator)");
    println!("cargo::rerun-if-changed={LOCATOR}");
    if Path::new(LOCATOR).exists() {
        println!("cargo::rustc-cfg=locator");
    }
}
