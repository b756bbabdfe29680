//! A pass that several participants share. Each has the weights and computes some rows of tokens; of the rows of others only
//! attention needs something, so they exchange numbers once in each block.

use std::fmt::Debug;
use std::ops::Range;

use crate::crop::NUM_PATCHES;
use crate::kernels::ROWS;

/// A participant, and its way to the others.
pub trait Team: Debug + Bound {
    /// The rows that this participant computes: what [`rows_of`] gives it.
    fn rows(&self) -> Range<usize>;

    /// Calls the others to a pass over this normalised crop; false if there are none to call.
    fn begin(&self, planes: &[f32]) -> bool;

    /// `values`, as many for each of the 196 rows: those of its own rows are filled, and when all participants have come with
    /// theirs, all are. False if one gives no answer: then this pass cannot be shared.
    fn gather(&self, values: &mut [f32]) -> bool;
}

/// Natively a network serves several threads; in a browser it stays in one, and so do the values that lead out of it.
#[cfg(not(target_arch = "wasm32"))]
pub trait Bound: Send + Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<T: Send + Sync> Bound for T {}

/// Natively a network serves several threads; in a browser it stays in one, and so do the values that lead out of it.
#[cfg(target_arch = "wasm32")]
pub trait Bound {}
#[cfg(target_arch = "wasm32")]
impl<T> Bound for T {}

/// The rows of one of several participants: whole tiles, as many for each as for the others, or one more.
pub fn rows_of(participant: usize, participants: usize) -> Range<usize> {
    let start = |participant| NUM_PATCHES / ROWS * participant / participants * ROWS;
    start(participant)..start(participant + 1)
}

/// The only participant.
#[derive(Debug)]
pub(super) struct Alone;

impl Team for Alone {
    fn rows(&self) -> Range<usize> {
        0..NUM_PATCHES
    }

    fn begin(&self, _planes: &[f32]) -> bool {
        true
    }

    fn gather(&self, _values: &mut [f32]) -> bool {
        true
    }
}

// All rows are in tiles.
const _: () = assert!(NUM_PATCHES.is_multiple_of(ROWS));
