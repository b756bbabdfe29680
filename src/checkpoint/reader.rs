//! Bytes, taken from the front.

use super::unusable;
use crate::error::{Error, Result};

/// What is left of some bytes.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(cut_short)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk().ok_or_else(cut_short)?;
        self.0 = rest;
        Ok(*taken)
    }

    /// A little-endian number of `size` bytes, up to eight.
    pub(super) fn number(&mut self, size: usize) -> Result<usize> {
        let number = self.take(size)?.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte));
        usize::try_from(number).map_err(|_| cut_short())
    }

    /// Bytes after their own count, a number of `size` bytes.
    pub(super) fn counted(&mut self, size: usize) -> Result<&'a [u8]> {
        let count = self.number(size)?;
        self.take(count)
    }

    /// Text up to the end of its line, which is taken too.
    pub(super) fn line(&mut self) -> Result<&'a str> {
        let length = self.0.iter().position(|&byte| byte == b'\n').ok_or_else(cut_short)?;
        let line = self.take(length)?;
        self.take(1)?;
        std::str::from_utf8(line).map_err(|_| unusable("its pickle is damaged: a name is not UTF-8"))
    }
}

fn cut_short() -> Error {
    unusable("its pickle is cut short")
}
