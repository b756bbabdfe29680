//! How a call ends, if not well.

use std::io;
use std::path::Path;

use crate::text::shown;

/// Why a verb ends early.
pub enum Failure {
    /// A wrong call, an unreadable model or an output that cannot be written: one line for people, exit code 2.
    Message(String),
    /// The reader of standard output has gone, as `head` does: nobody is there to be told anything. Exit code 1, because
    /// not all was done.
    Unread,
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}

impl From<&str> for Failure {
    fn from(message: &str) -> Self {
        Self::Message(message.into())
    }
}

impl From<attn_fiqa::Error> for Failure {
    fn from(error: attn_fiqa::Error) -> Self {
        Self::Message(error.to_string())
    }
}

/// A failure to write to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::Message(format!("cannot write the results: {error}")),
        }
    }
}

pub fn unreadable(path: &Path, error: io::Error) -> Failure {
    format!("cannot read {}: {error}", shown(path)).into()
}
