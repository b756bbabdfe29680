//! Rows in chunks, each computed alone: on all cores where there are threads, one after the other elsewhere.

/// Calls `each` with every chunk of `rows` and the number of its first row. `start` makes what a thread keeps from one
/// chunk to the next. A chunk has a multiple of `step` rows, the last one what is left.
#[cfg(feature = "threads")]
pub fn for_each_chunk<T>(
    rows: &mut [f32],
    width: usize,
    step: usize,
    start: impl Fn() -> T + Sync + Send,
    each: impl Fn(&mut T, usize, &mut [f32]) + Sync + Send,
) {
    use rayon::prelude::*;

    let size = (rows.len() / width).div_ceil(rayon::current_num_threads()).next_multiple_of(step);
    let chunks = rows.par_chunks_mut(size * width).enumerate();
    chunks.for_each_init(start, |kept, (i, chunk)| each(kept, i * size, chunk));
}

/// Calls `each` with all rows. `start` makes what a thread keeps from one chunk to the next.
#[cfg(not(feature = "threads"))]
pub fn for_each_chunk<T>(
    rows: &mut [f32],
    _width: usize,
    _step: usize,
    start: impl Fn() -> T,
    each: impl Fn(&mut T, usize, &mut [f32]),
) {
    each(&mut start(), 0, rows);
}
