//! Results → plain JavaScript objects, as `www/lib/types.d.ts` describes them.

use js_sys::Float32Array;
use serde::Serialize;
use serde_wasm_bindgen::{Serializer, preserve};
use wasm_bindgen::JsValue;

use crate::assess::{Assessment, CheckResult, Face, Timings};
use crate::calibration::Verdict;
use crate::capture::Advice;
use crate::device::Backend;

/// The fields of [`Assessment`] under their JavaScript names; the map crosses as a typed array.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AssessmentFields<'a> {
    score: f64,
    percentile: Option<f64>,
    verdict: Option<Verdict>,
    #[serde(with = "preserve")]
    patch_map: Float32Array,
    grid_size: usize,
    map_range: Option<[f64; 2]>,
    face: &'a Option<Face>,
    checks: &'a [CheckResult],
    reasons: &'a [&'static str],
    advice: &'a [Advice],
    backend: Backend,
    timings: Timings,
}

pub(super) fn assessment_to_js(assessment: &Assessment) -> Result<JsValue, JsValue> {
    to_js(&AssessmentFields {
        score: assessment.score,
        percentile: assessment.percentile,
        verdict: assessment.verdict,
        patch_map: Float32Array::from(assessment.patch_map.as_slice()),
        grid_size: assessment.grid_size,
        map_range: assessment.map_range,
        face: &assessment.face,
        checks: &assessment.checks,
        reasons: &assessment.reasons,
        advice: &assessment.advice,
        backend: assessment.backend,
        timings: assessment.timings,
    })
}

/// Plain objects, `null` for what is not there.
pub(super) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value.serialize(&Serializer::json_compatible()).map_err(JsValue::from)
}
