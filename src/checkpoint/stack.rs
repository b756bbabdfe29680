//! The pickle machine's stack, which never runs empty and never grows beyond what a checkpoint needs.

use super::unusable;
use super::values::{Id, MAX_VALUES};
use crate::error::{Error, Result};

/// Values, and marks between them.
#[derive(Default)]
pub(super) struct Stack {
    values: Vec<Id>,
    /// Stack height at each open MARK. `pop` never goes below the newest one; only `pop_mark` does.
    marks: Vec<usize>,
}

impl Stack {
    pub(super) fn push(&mut self, id: Id) -> Result<()> {
        bounded(self.values.len())?;
        self.values.push(id);
        Ok(())
    }

    pub(super) fn top(&self) -> Result<Id> {
        let above = self.values.get(self.marks.last().copied().unwrap_or(0)..);
        above.and_then(|above| above.last().copied()).ok_or_else(|| damaged("its stack is empty"))
    }

    pub(super) fn pop(&mut self) -> Result<Id> {
        let top = self.top()?;
        self.values.pop();
        Ok(top)
    }

    pub(super) fn pop_many(&mut self, count: usize) -> Result<Vec<Id>> {
        let mut popped = (0..count).map(|_| self.pop()).collect::<Result<Vec<_>>>()?;
        popped.reverse();
        Ok(popped)
    }

    pub(super) fn mark(&mut self) -> Result<()> {
        bounded(self.marks.len())?;
        self.marks.push(self.values.len());
        Ok(())
    }

    /// Everything above the newest mark, and the mark.
    pub(super) fn pop_mark(&mut self) -> Result<Vec<Id>> {
        let mark = self.marks.pop().ok_or_else(|| damaged("a mark is missing"))?;
        // A mark is never above the stack, because `pop` stops at the newest one.
        Ok(self.values.split_off(mark.min(self.values.len())))
    }
}

/// # Errors
/// [`Error::CheckpointFormat`] where a pickle holds more than any checkpoint does.
pub(super) fn bounded(count: usize) -> Result<()> {
    if count < MAX_VALUES { Ok(()) } else { Err(unusable(format!("its pickle holds more than {MAX_VALUES} values"))) }
}

pub(super) fn damaged(what: &str) -> Error {
    unusable(format!("its pickle is damaged: {what}"))
}
