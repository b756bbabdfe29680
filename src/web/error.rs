//! [`Error`] → a JavaScript `Error` with its stable `code`; `www/lib/errors.js` makes a `FaceQualityError` of it.

use wasm_bindgen::{JsValue, UnwrapThrowExt};

use crate::error::Error;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let object = js_sys::Error::new(&error.to_string());
        js_sys::Reflect::set(&object, &"code".into(), &error.code().into()).expect_throw("an Error takes properties");
        object.into()
    }
}
