//! How far a folder is, for people.

use indicatif::{ProgressBar, ProgressStyle};

/// On standard error, and only where that is a terminal and there is more than one image.
pub fn progress_bar(count: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len}  {eta} left  {wide_msg}");
    match style {
        Ok(style) if count > 1 => ProgressBar::new(count as u64).with_style(style),
        _ => ProgressBar::hidden(),
    }
}
