//! The progress bar of the long verbs.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of so many steps; silent where the output is not a terminal.
pub fn bar(steps: u64, unit: &str) -> ProgressBar {
    let template = format!("{{bar:40}} {{pos}}/{{len}} {unit}, {{eta}} left {{msg}}");
    ProgressBar::new(steps).with_style(ProgressStyle::with_template(&template).expect("a fixed template"))
}
