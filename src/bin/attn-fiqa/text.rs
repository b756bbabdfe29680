//! Names of files as text: on Unix they are bytes, and may hold line breaks or what a terminal would obey.

use std::fmt::Write;
use std::path::Path;

/// A path, fit for one line of a message.
pub fn shown(path: &Path) -> String {
    one_line(&from_bytes(path.as_os_str().as_encoded_bytes()))
}

/// Bytes that are UTF-8 as they are, others as `\xNN`.
pub fn from_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing into a string does not fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// Text without line breaks, control characters and those that turn the direction of writing.
pub fn one_line(text: &str) -> String {
    let is_unsafe = |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().fold(String::with_capacity(text.len()), |mut line, c| {
        if is_unsafe(c) {
            line.extend(c.escape_default())
        } else {
            line.push(c)
        }
        line
    })
}
