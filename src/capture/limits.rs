//! Which quality is enough: presets, and limits of one's own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check::Check;
use crate::error::{Error, Result};

/// How a check reads under some limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// At or above `warn`.
    Ok,
    /// Below `warn`.
    Warn,
    /// Below `fail`.
    Fail,
}

/// Qualities, 0–100, below which a check warns or fails.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// Below this the check warns.
    pub warn: f64,
    /// Below this it fails; at most `warn`.
    pub fail: f64,
}

/// What the photo is for. The numbers are our choice: the standard gives qualities, and no thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// A reference photo that others are compared with, for years.
    Enrol,
    /// A photo that is compared once, taken with some care: a selfie.
    #[default]
    Verify,
    /// Whatever a network can still use.
    Lenient,
}

/// A limit for each check.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits(BTreeMap<Check, Limit>);

impl Default for Limits {
    fn default() -> Self {
        Preset::default().into()
    }
}

impl From<Preset> for Limits {
    fn from(preset: Preset) -> Self {
        Self(Check::ALL.into_iter().map(|check| (check, limit(check, preset))).collect())
    }
}

impl Limits {
    /// Puts limits of one's own in the place of the preset's: a JSON object `{"yaw": {"warn": 88, "fail": 75}}`.
    ///
    /// # Errors
    /// [`Error::UnsupportedInput`] for a check that does not exist or limits that are not `100 ≥ warn ≥ fail ≥ 0`.
    pub fn with_json(mut self, json: &str) -> Result<Self> {
        let wrong = |what: String| Error::UnsupportedInput(format!("the thresholds {what}"));
        let own: BTreeMap<Check, Limit> =
            serde_json::from_str(json).map_err(|error| wrong(format!("cannot be read ({error})")))?;
        for (check, limit) in own {
            if !(100.0 >= limit.warn && limit.warn >= limit.fail && limit.fail >= 0.0) {
                return Err(wrong(format!("of {} are not 100 ≥ warn ≥ fail ≥ 0", check.id())));
            }
            self.0.insert(check, limit);
        }
        Ok(self)
    }

    /// The limit of a check.
    pub fn of(&self, check: Check) -> Limit {
        self.0[&check]
    }

    /// How a quality reads.
    pub fn verdict(&self, check: Check, quality: f64) -> Verdict {
        let Limit { warn, fail } = self.of(check);
        match quality {
            quality if quality < fail => Verdict::Fail,
            quality if quality < warn => Verdict::Warn,
            _ => Verdict::Ok,
        }
    }
}

/// `(warn, fail)` of a check for enrol, verify and lenient.
fn limit(check: Check, preset: Preset) -> Limit {
    let [enrol, verify, lenient] = match check {
        Check::LuminanceMean | Check::LuminanceVariance => [(60.0, 40.0), (45.0, 25.0), (25.0, 10.0)],
        Check::UnderExposure => [(90.0, 70.0), (80.0, 50.0), (60.0, 30.0)],
        // Shares of 0.7 and 2.3 %, 2.3 and 5.7 %, 5.7 and 12 %.
        Check::OverExposure => [(60.0, 30.0), (30.0, 15.0), (15.0, 8.0)],
        // 6 and 4.8 bits, 5.2 and 4, 4 and 2.8.
        Check::DynamicRange => [(75.0, 60.0), (65.0, 50.0), (50.0, 35.0)],
        // Histograms of smooth cheeks hardly overlap even in fair light: a serious reason for reference photos only.
        Check::IlluminationUniformity => [(45.0, 25.0), (25.0, 0.0), (0.0, 0.0)],
        Check::NaturalColour => [(80.0, 50.0), (60.0, 30.0), (40.0, 15.0)],
        Check::Sharpness => [(60.0, 40.0), (40.0, 20.0), (20.0, 8.0)],
        // 90 and 70 pixels, 60 and 40, 40 and 24.
        Check::InterEyeDistance => [(73.0, 50.0), (38.0, 18.0), (18.0, 9.0)],
        // A selfie fills the frame otherwise than a passport photo: 0.29 and 0.25 of the height, then hardly a limit.
        Check::HeadSize => [(7.0, 3.0), (2.0, 0.0), (1.0, 0.0)],
        Check::CropLeft | Check::CropRight => [(50.0, 20.0), (30.0, 5.0), (10.0, 1.0)],
        // Once it rounds to 0, 0.87 eyes-to-chin above the eyes, the aligned crop is cut too; it ends above the chin.
        Check::MarginAbove => [(50.0, 20.0), (1.0, 0.0), (1.0, 0.0)],
        Check::MarginBelow => [(50.0, 20.0), (0.0, 0.0), (0.0, 0.0)],
        // 15 and 20 degrees, 25 and 35, 35 and 50: the measure itself is some degrees off.
        Check::Yaw | Check::Pitch => [(93.0, 88.0), (82.0, 67.0), (67.0, 41.0)],
        // Alignment turns the picture upright: 15 and 20 degrees, 30 and 45, 60 and none.
        Check::Roll => [(93.0, 88.0), (75.0, 50.0), (25.0, 0.0)],
        Check::SingleFace => [(95.0, 50.0), (70.0, 30.0), (50.0, 10.0)],
        Check::EyesOpen => [(80.0, 50.0), (60.0, 30.0), (40.0, 15.0)],
        Check::MouthClosed => [(70.0, 40.0), (40.0, 15.0), (15.0, 3.0)],
    };
    let (warn, fail) = match preset {
        Preset::Enrol => enrol,
        Preset::Verify => verify,
        Preset::Lenient => lenient,
    };
    Limit { warn, fail }
}
