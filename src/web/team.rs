//! A pass that several workers share, each with an instance of this module and with the model: what they exchange goes through
//! `www/lib/exchange.js`, for only JavaScript has memory that threads share.

use std::ops::Range;

use wasm_bindgen::prelude::*;

use super::Engine;
use super::crash::guard_now;
use crate::choose::{CHEAP_PASS, cpu_pass};
use crate::crop::NUM_PATCHES;
use crate::device::Arithmetic;
use crate::vit::{Team, rows_of};

#[wasm_bindgen]
extern "C" {
    /// The class of `www/lib/exchange.js`.
    #[derive(Debug)]
    #[wasm_bindgen(typescript_type = "import(\"../../exchange.js\").Exchange")]
    pub type Exchange;

    #[wasm_bindgen(method)]
    fn begin(this: &Exchange, planes: &[f32]) -> bool;

    /// `values[first..first + count]` are this participant's own.
    #[wasm_bindgen(method)]
    fn gather(this: &Exchange, values: &mut [f32], first: usize, count: usize) -> bool;
}

#[derive(Debug)]
struct Workers {
    exchange: Exchange,
    participant: usize,
    participants: usize,
}

impl Team for Workers {
    fn rows(&self) -> Range<usize> {
        rows_of(self.participant, self.participants)
    }

    fn begin(&self, planes: &[f32]) -> bool {
        self.exchange.begin(planes)
    }

    fn gather(&self, values: &mut [f32]) -> bool {
        let (rows, width) = (self.rows(), values.len() / NUM_PATCHES);
        self.exchange.gather(values, rows.start * width, rows.len() * width)
    }
}

#[wasm_bindgen]
impl Engine {
    /// Whether threads are worth their memory: a pass on one takes longer than what feels instantaneous.
    #[wasm_bindgen(js_name = isSlow)]
    pub fn is_slow(&self) -> bool {
        let arithmetic = if self.0.is_integer() { Arithmetic::Integer } else { Arithmetic::Single };
        guard_now(|| cpu_pass(self.0.model().config, arithmetic) > CHEAP_PASS)
    }

    /// Shares each pass with other workers from now on.
    pub fn join(&mut self, exchange: Exchange, participant: usize, participants: usize) {
        let team = Workers { exchange, participant, participants };
        if let Some(vit) = self.0.cpu_network_mut() {
            vit.join(Box::new(team));
        }
    }

    /// This worker's part of a pass that another one has begun; whether all did theirs.
    pub fn help(&self, planes: &[f32]) -> bool {
        guard_now(|| self.0.cpu_network().is_some_and(|vit| vit.take_part(planes)))
    }
}
