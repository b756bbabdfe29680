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
    /// What to do about a poor raw value.
    pub sentences: Sentences,
}

/// What a person is told about a check that falls short.
#[derive(Debug, Clone, Copy)]
pub enum Sentences {
    /// The same, whatever the raw value.
    One(&'static str),
    /// The raw value falls short on either side of `middle`: a stable word for that side, and its sentence.
    Two {
        /// The best raw value, about.
        middle: f64,
        /// Of raw values below it.
        below: (&'static str, &'static str),
        /// Of the others.
        above: (&'static str, &'static str),
    },
}

/// What to do: a short English sentence to the person in the photo. With the id of its reason, `variant` is the key under
/// which other languages have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Which of two sentences it is; `None` if there is one.
    pub variant: Option<&'static str>,
    /// The sentence.
    pub text: &'static str,
}

impl Sentences {
    /// The sentence about a raw value.
    pub fn about(self, value: f64) -> Sentence {
        match self {
            Sentences::One(text) => Sentence { variant: None, text },
            Sentences::Two { middle, below: (word, text), .. } if value < middle => {
                Sentence { variant: Some(word), text }
            }
            Sentences::Two { above: (word, text), .. } => Sentence { variant: Some(word), text },
        }
    }
}
