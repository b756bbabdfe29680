//! The wasm boundary: the only place that names `wasm_bindgen`. It mirrors the core; `www/lib` is its only caller and
//! the public face for JavaScript.

#[cfg(not(feature = "gpu"))]
mod choose;
mod crash;
mod error;
mod loader;
mod request;
mod result;
mod start;
#[cfg(not(feature = "gpu"))]
mod team;

use wasm_bindgen::prelude::*;
use web_sys::ImageData;

use crate::assess::Assessor;
use crate::decode::{MAX_PIXELS, decode, from_rgba, is_known_format};
use crate::model::sha256_hex;
use crate::self_test::self_test;
use crash::{guard, while_decoding};
use request::parse_request;
use result::{assessment_to_js, to_js};

/// An [`Assessor`] for `www/lib/engine.js`; a [`ModelLoader`](loader::ModelLoader) makes it.
#[wasm_bindgen]
pub struct Engine(Assessor);

#[wasm_bindgen]
impl Engine {
    /// A `ModelInfo` of `types.d.ts`.
    #[wasm_bindgen(getter)]
    pub fn model(&self) -> Result<JsValue, JsValue> {
        to_js(self.0.model())
    }

    /// In which numbers it multiplies: "f32", or "int8" for integers.
    #[wasm_bindgen(getter)]
    pub fn precision(&self) -> String {
        if self.0.is_integer() { "int8" } else { "f32" }.into()
    }

    /// Assesses an encoded image. `request`: see [`request`].
    #[wasm_bindgen(js_name = assessBytes)]
    pub async fn assess_bytes(&self, bytes: Vec<u8>, request: JsValue) -> Result<JsValue, JsValue> {
        let request = parse_request(request)?;
        assessment_to_js(&guard(self.0.assess_decoded(|| while_decoding(|| decode(&bytes)), &request)).await?)
    }

    /// Assesses pixels. `request`: see [`request`].
    #[wasm_bindgen(js_name = assessPixels)]
    pub async fn assess_pixels(&self, pixels: ImageData, request: JsValue) -> Result<JsValue, JsValue> {
        let request = parse_request(request)?;
        let photo = || from_rgba(pixels.width(), pixels.height(), pixels.data().0);
        assessment_to_js(&guard(self.0.assess_decoded(photo, &request)).await?)
    }

    /// Has the browser look whether the GPU has finished: [`OpenDevice::nudge`](crate::device::OpenDevice::nudge).
    pub fn nudge(&self) {
        self.0.device().nudge();
    }

    /// Known inputs through this device.
    #[wasm_bindgen(js_name = selfTest)]
    pub async fn self_test(&self) -> Result<JsValue, JsValue> {
        to_js(&guard(self_test(self.0.device())).await?)
    }
}

/// The SHA-256 of some bytes, lower-case hexadecimal: `crypto.subtle` is missing on plain http.
#[wasm_bindgen]
pub fn sha256(bytes: &[u8]) -> String {
    sha256_hex(bytes)
}

/// Whether a file that begins so may be an image: a large one of another kind is not worth reading.
#[wasm_bindgen(js_name = isKnownFormat)]
pub fn is_known_format_of(start: &[u8]) -> bool {
    is_known_format(start)
}

/// Most pixels accepted in one image.
#[wasm_bindgen(js_name = maxPixels)]
pub fn max_pixels() -> f64 {
    MAX_PIXELS as f64
}
