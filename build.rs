//! Tells the command line whether the locator's weights have been made (`npm run locator`), so that it can embed them.

use std::path::Path;

const LOCATOR: &str = "www/models/locator.safetensors";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(locator)");
    // The folder: a file that is not there would have cargo build again and again.
    println!("cargo::rerun-if-changed=www/models");
    if Path::new(LOCATOR).exists() {
        println!("cargo::rustc-cfg=locator");
    }
}
