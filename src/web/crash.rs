//! Tells a crash of this module from one of the page's other modules.
//!
//! A crash (a panic, no memory left, an exception thrown by the browser in between) leaves no word: the promises of this
//! module stay pending for ever, and the page sees an uncaught error, which may be anybody's. So every call leaves a
//! mark on its way in and takes it away on its way out.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;

use wasm_bindgen::prelude::*;

thread_local! {
    /// The mark.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// Another one, for the time that a file is decoded: a crash then is the file's fault.
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

/// Whether something went in and never came out; asked where nothing is inside.
#[wasm_bindgen]
pub fn crashed() -> bool {
    INSIDE.get()
}

/// Whether it went in there to decode a file.
#[wasm_bindgen(js_name = crashedDecoding)]
pub fn crashed_decoding() -> bool {
    DECODING.get()
}

/// Marks the time that a file is being decoded.
pub(super) fn while_decoding<T>(decode: impl FnOnce() -> T) -> T {
    DECODING.set(true);
    let value = decode();
    DECODING.set(false);
    value
}

/// Marks the time that a call spends inside this module.
pub(super) async fn guard<T>(call: impl Future<Output = T>) -> T {
    let mut call = pin!(call);
    poll_fn(|context| guard_now(|| call.as_mut().poll(context))).await
}

/// The same for a call that does not wait.
pub(super) fn guard_now<T>(call: impl FnOnce() -> T) -> T {
    let before = INSIDE.replace(true);
    let value = call();
    INSIDE.set(before);
    value
}

/// A panic leaves with its message, not as a bare "unreachable"; one in a GPU's callback has no call around it, so it
/// leaves the mark itself.
pub(super) fn listen() {
    std::panic::set_hook(Box::new(|panic| {
        INSIDE.set(true);
        let what = panic.payload_as_str().unwrap_or("of unknown cause");
        wasm_bindgen::throw_str(&match panic.location() {
            Some(at) => format!("panicked at {}:{}:{}: {what}", in_its_crate(at.file()), at.line(), at.column()),
            None => format!("panicked: {what}"),
        })
    }));
}

/// A source file from its crate's folder on: the folders above are those of the machine that built this.
fn in_its_crate(file: &str) -> &str {
    match file.rfind("/src/") {
        Some(source) => &file[file[..source].rfind('/').map_or(0, |before| before + 1)..],
        None => file,
    }
}
