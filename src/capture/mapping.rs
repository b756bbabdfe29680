//! Raw value → quality from 0 to 100, as OFIQ 1.0.3 maps it; sharpness by a scale of our own.
//!
//! Source: OFIQ's published mapping functions; `tests/integration/capture.rs` holds them against the results of its own tests.

use std::f64::consts::PI;

use super::check::Check;

/// The quality of a raw value: a whole number, 0–100, higher is better.
pub fn quality(check: Check, value: f64) -> f64 {
    unrounded(check, value).round().clamp(0.0, 100.0)
}

fn unrounded(check: Check, value: f64) -> f64 {
    match check {
        Check::LuminanceMean => 100.0 * sigmoid(value, 0.2, 0.05) * (1.0 - sigmoid(value, 0.8, 0.05)),
        Check::LuminanceVariance => 100.0 * (PI * 60.0 * value / (60.0 * value + 1.0)).sin(),
        Check::UnderExposure => 120.0 * (0.832 - sigmoid(value, 0.92, 0.05)),
        Check::OverExposure => 1.0 / (value + 0.01),
        Check::DynamicRange => 12.5 * value,
        Check::IlluminationUniformity => 100.0 * value.powf(0.3),
        Check::NaturalColour => 200.0 * (1.0 - sigmoid(value, 0.0, 10.0)),
        Check::Sharpness => 100.0 * sigmoid(value, SHARPNESS.0, SHARPNESS.1),
        Check::InterEyeDistance => 100.0 * sigmoid(value, 70.0, 20.0),
        Check::HeadSize => 200.0 * (1.0 - sigmoid((value - 0.45).abs(), 0.0, 0.05)),
        Check::CropLeft | Check::CropRight => 100.0 * sigmoid(value, 0.9, 0.1),
        Check::MarginAbove => 100.0 * sigmoid(value, 1.4, 0.1),
        Check::MarginBelow => 100.0 * sigmoid(value, 1.8, 0.1),
        Check::Yaw | Check::Pitch | Check::Roll => 100.0 * value.to_radians().cos().max(0.0).powi(2),
        Check::SingleFace => 100.0 * (1.0 - value),
        Check::EyesOpen => 100.0 * sigmoid(value, 0.02, 0.01),
        Check::MouthClosed => 100.0 * (1.0 - sigmoid(value, 0.2, 0.06)),
    }
}

/// Middle and width of our sharpness scale. Our choice: sharp photos measure 3.5 to 6, the same ones blurred by half a
/// crop pixel 1 to 3 (`tests/integration/capture.rs`).
const SHARPNESS: (f64, f64) = (2.5, 0.6);

fn sigmoid(value: f64, middle: f64, width: f64) -> f64 {
    1.0 / (1.0 + ((middle - value) / width).exp())
}
