//! What `www/lib/choose-backend.js` asks the CPU's module.

use wasm_bindgen::prelude::*;

use super::crash::guard_now;
use crate::choose::{CHEAP_PASS, cpu_pass};
use crate::device::Arithmetic;
use crate::model::peek;

/// Milliseconds that a pass of the model will take on the CPU, from its file's first bytes; undefined while its header
/// is not whole. Of what is not a model file, none: whoever reads it says what is wrong.
#[wasm_bindgen(js_name = cpuPass)]
pub fn cpu_pass_of(start: Vec<u8>, precision: &str) -> Option<f64> {
    match peek(&start) {
        Ok(config) => guard_now(|| Some(cpu_pass(config?, arithmetic(precision)))),
        Err(_) => Some(0.0),
    }
}

/// Milliseconds of a pass up to which a GPU is not even tried.
#[wasm_bindgen(js_name = cheapPass)]
pub fn cheap_pass() -> f64 {
    CHEAP_PASS
}

/// As `types.d.ts` names it; `www/lib` has refused all else.
pub(super) fn arithmetic(precision: &str) -> Arithmetic {
    match precision {
        "int8" => Arithmetic::Integer,
        _ => Arithmetic::Single,
    }
}
