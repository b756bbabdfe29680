//! What JavaScript asks of one photo → [`Request`].

use serde::Deserialize;
use wasm_bindgen::JsValue;

use crate::assess::{Crop, Request};
use crate::capture::{Limits, Preset};
use crate::error::{Error, Result};
use crate::face::Landmarks;

/// A plain object, made by `www/lib/request.js`.
#[derive(Deserialize)]
struct PlainRequest {
    /// Whether the image is a face crop already.
    aligned: bool,
    /// Ten numbers, x and y of the five points.
    landmarks: Option<Vec<f64>>,
    preset: Option<Preset>,
    /// JSON, as [`Limits::with_json`] takes it.
    thresholds: Option<String>,
}

pub(super) fn parse_request(request: JsValue) -> Result<Request> {
    let request: PlainRequest = serde_wasm_bindgen::from_value(request)
        .map_err(|error| Error::UnsupportedInput(format!("the options cannot be used ({error})")))?;
    let limits = Limits::from(request.preset.unwrap_or_default());
    let limits = match &request.thresholds {
        Some(json) => limits.with_json(json)?,
        None => limits,
    };
    Ok(Request { crop: crop(request.aligned, request.landmarks)?, limits })
}

fn crop(aligned: bool, landmarks: Option<Vec<f64>>) -> Result<Crop> {
    match landmarks {
        None if aligned => Ok(Crop::Aligned),
        None => Ok(Crop::Detect),
        Some(values) => match values.as_chunks::<2>() {
            (points, []) => points.try_into().map(|points| Crop::Landmarks(Landmarks(points))).ok(),
            _ => None,
        }
        .ok_or_else(|| Error::UnsupportedInput("landmarks are five [x, y] pairs".into())),
    }
}
