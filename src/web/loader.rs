//! A model on its way in: bytes from `www/lib/loading/intake.js` as they come, an [`Engine`] in the end.

use wasm_bindgen::prelude::*;

use super::Engine;
#[cfg(not(feature = "gpu"))]
use super::choose::arithmetic;
#[cfg(feature = "gpu")]
use super::crash::guard;
use super::crash::guard_now;
use crate::assess::Assessor;
use crate::device::OpenDevice;
use crate::error::Result;
use crate::face::FaceLocator;
use crate::model::ModelReader;

/// A device and the model being put on it.
#[wasm_bindgen]
pub struct ModelLoader {
    // Before its device: dropped in this order.
    reader: ModelReader,
    device: OpenDevice,
}

#[wasm_bindgen]
impl ModelLoader {
    /// Opens this module's device: any GPU that computes right, or the CPU. `precision`, of the CPU's arithmetic: "f32" or "int8".
    #[cfg_attr(feature = "gpu", expect(unused_variables, reason = "a GPU computes in single precision"))]
    pub async fn open(precision: String) -> Result<ModelLoader, JsValue> {
        #[cfg(feature = "gpu")]
        let device = guard(crate::self_test::open_tested_gpu(true)).await?;
        #[cfg(not(feature = "gpu"))]
        let device = OpenDevice::cpu_by(arithmetic(&precision), "");
        Ok(ModelLoader { reader: ModelReader::new(device.device.clone()), device })
    }

    /// Takes the file's next bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        Ok(guard_now(|| self.reader.push(bytes))?)
    }

    /// Forgets all bytes: the file comes again, from its first one.
    pub fn restart(&mut self) {
        guard_now(|| self.reader = ModelReader::new(self.device.device.clone()));
    }

    /// Bytes of the whole file, as its header says; undefined until it is read.
    #[wasm_bindgen(getter)]
    pub fn size(&self) -> Option<f64> {
        self.reader.size().map(|size| size as f64)
    }

    /// SHA-256 of all bytes so far, lower-case hexadecimal.
    #[wasm_bindgen(getter)]
    pub fn sha256(&self) -> String {
        self.reader.sha256()
    }

    /// The engine, when all bytes have come. `locator`: the locator's file, or none: then landmarks or aligned crops
    /// must be given.
    pub fn finish(self, locator: Option<Vec<u8>>) -> Result<Engine, JsValue> {
        Ok(guard_now(|| self.into_engine(locator))?)
    }

    fn into_engine(self, locator: Option<Vec<u8>>) -> Result<Engine> {
        let locator = locator.map(|bytes| FaceLocator::from_bytes(&bytes)).transpose()?;
        let assessor = Assessor::new(self.reader.finish()?, self.device);
        Ok(Engine(match locator {
            Some(locator) => assessor.with_locator(locator),
            None => assessor,
        }))
    }
}
