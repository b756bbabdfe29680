//! What a capture check is: a row of the [table](super::table).

/// All that is known of a check before a face is measured.
#[derive(Debug)]
pub struct Row {
    /// Stable name, as in results.
    pub id: &'static str,
    /// The component's column in the tables of OFIQ, the reference implementation of ISO/IEC 29794-5; of our own
    /// sharpness, a name that is not OFIQ's.
    pub column: &'static str,
    /// Unit of the raw value; empty for shares and ratios.
    pub unit: &'static str,
    /// Whether the measure stands in for a heavier one of OFIQ: a random forest for sharpness, a network for the head's
    /// pose.
    pub stand_in: bool,
    /// Raw value → quality from 0 to 100, before rounding.
    pub quality: fn(f64) -> f64,
    /// Qualities below which the check warns and fails, for each [`Preset`](super::Preset) in its order.
    pub limits: [(f64, f64); 3],
    /// What to do about a poor raw value: a short English sentence to the person in the photo.
    pub sentence: fn(f64) -> &'static str,
}
