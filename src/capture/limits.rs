//! Which quality is enough: presets, and limits of your own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::table::Check;
use crate::error::{Error, Result};

/// How a check reads under some limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
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

/// What the photo is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// A reference photo that others are compared with, for years.
    Enrol,
    /// A photo that is compared once, taken with some care: a selfie.
    #[default]
    Verify,
    /// Anything that a network can still use.
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
        let limit = |check: Check| {
            let (warn, fail) = check.row().limits[preset as usize];
            (check, Limit { warn, fail })
        };
        Self(Check::ALL.into_iter().map(limit).collect())
    }
}

impl Limits {
    /// Replaces some limits of the preset: a JSON object `{"yaw": {"warn": 88, "fail": 75}}`.
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
    pub fn severity(&self, check: Check, quality: f64) -> Severity {
        let Limit { warn, fail } = self.of(check);
        match quality {
            quality if quality < fail => Severity::Fail,
            quality if quality < warn => Severity::Warn,
            _ => Severity::Ok,
        }
    }
}
