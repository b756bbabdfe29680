//! Work on many inputs at once, results in the order of the inputs.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};

use rayon::ThreadPool;

use crate::failure::Failure;

/// Inputs that are at work or wait to be taken, for each thread: a slow one does not stop the others, and memory stays flat.
const AHEAD: usize = 4;

/// The threads that work, which the network's own parallel parts use as well.
pub fn pool(threads: Option<usize>) -> Result<ThreadPool, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    pool.map_err(|error| format!("cannot start threads: {error}").into())
}

/// Works on every input, and has the results taken one by one in order, until one is not taken well.
///
/// A panic in `work` ends the call with it.
pub fn in_order<T: Sync, R: Send>(
    pool: &ThreadPool,
    inputs: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(&T, R) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (tickets, waiting) = channel::<usize>();
    let waiting = Mutex::new(waiting);
    let (done, results) = channel();
    pool.in_place_scope(|scope| {
        scope.spawn_broadcast(|_, _| {
            while let Some(at) = next(&waiting) {
                let result = catch_unwind(AssertUnwindSafe(|| work(&inputs[at])));
                if done.send((at, result)).is_err() {
                    break;
                }
            }
        });
        // Dropped at the end, which ends the threads: there are no more tickets, and nobody takes results.
        let (tickets, results) = (tickets, results);
        let mut left = 0..inputs.len();
        let mut send = |count: usize| {
            for at in left.by_ref().take(count) {
                // The threads take tickets until there are none.
                let _ = tickets.send(at);
            }
        };
        send(AHEAD * pool.current_num_threads());
        let mut ready = BTreeMap::new();
        for (at, input) in inputs.iter().enumerate() {
            while !ready.contains_key(&at) {
                let (other, result) = results.recv().expect("the threads live as long as the scope");
                ready.insert(other, result);
            }
            send(1);
            match ready.remove(&at).expect("it was waited for") {
                Ok(result) => take(input, result)?,
                Err(panic) => resume_unwind(panic),
            }
        }
        Ok(())
    })
}

fn next(waiting: &Mutex<Receiver<usize>>) -> Option<usize> {
    waiting.lock().ok()?.recv().ok()
}
