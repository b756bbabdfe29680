//! Capture checks: measured reasons next to the attention score, in the terms of ISO/IEC 29794-5.
//!
//! Formulas and mappings are those of OFIQ 1.0.3, the standard's reference implementation, computed from this crate's
//! own landmarks; where that or a lighter stand-in makes the value an approximation, [`Measurement::approximate`] says
//! so. `table.rs` has a row for each check; each family of checks has a file, with one verb: `measure`.

mod blocks;
mod check;
mod detail;
mod exposure;
mod expression;
mod eye_weights;
mod eyes;
mod framing;
mod illumination;
mod limits;
mod mean_head;
mod pose;
mod reasons;
mod subject;
mod table;

use serde::Serialize;

pub use check::{Row, Sentence, Sentences};
pub use limits::{Limit, Limits, Preset, Severity};
pub use reasons::{Advice, DEVIATIONS, Region, Seen, advise};
pub use subject::Subject;
pub use table::Check;

/// One measured check.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measurement {
    /// What was measured.
    #[serde(rename = "id")]
    pub check: Check,
    /// Raw value, in the check's [unit](Row::unit).
    pub value: f64,
    /// 0–100 by the standard's mapping, higher is better.
    pub quality: f64,
    /// Whether the value is a stand-in for the standard's, or comes from fewer landmarks.
    pub approximate: bool,
}

/// Measures all that can be measured of this face, in the order of [`Check::ALL`].
pub fn measure(subject: &Subject) -> Vec<Measurement> {
    let families = [
        exposure::measure,
        illumination::measure,
        detail::measure,
        framing::measure,
        pose::measure,
        expression::measure,
    ];
    let values = families.iter().flat_map(|measure| measure(subject)).filter(|(_, value)| value.is_finite());
    let mut measurements: Vec<Measurement> = values
        .map(|(check, value)| Measurement {
            check,
            value,
            quality: check.quality(value),
            approximate: check.row().stand_in || subject.face.contour.is_none(),
        })
        .collect();
    measurements.sort_by_key(|measurement| measurement.check);
    measurements
}

/// Raw values of a family.
type Values = Vec<(Check, f64)>;
