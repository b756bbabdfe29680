//! What happens once, when the module is instantiated.
#![expect(unsafe_code, reason = "the linker's own function can only be named so")]

use wasm_bindgen::prelude::*;

unsafe extern "C" {
    /// Made by the linker: runs what burn's crates register at start. Where nothing names it, the linker takes the module
    /// for a command and wraps every export in it, down to the helpers that make a JavaScript value: 250 ms a photo.
    fn __wasm_call_ctors();
}

#[wasm_bindgen(start)]
fn start() {
    // SAFETY: generated, takes nothing, and is called nowhere else.
    unsafe { __wasm_call_ctors() };
    super::crash::listen();
}
