//! What is known about each face of a corpus, as plain numbers under names.

use crate::render::{Person, Rendering};

/// Names of a [`Row`]'s numbers, in their order.
pub const FIELDS: [&str; 26] = [
    "calm",
    "yaw",
    "pitch",
    "roll",
    "mouth_open",
    "eyes_open",
    "smile",
    "glasses",
    "sunglasses",
    "exposure",
    "light_azimuth",
    "light_elevation",
    "light_key",
    "light_ambient",
    "masculine",
    "age",
    "african",
    "asian",
    "caucasian",
    "skin",
    "hair",
    "bald",
    "beard",
    "eye_distance",
    "centre_x",
    "centre_y",
];

/// One face's numbers; look one up by name with [`Row::get`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row(pub [f32; FIELDS.len()]);

impl Row {
    /// Of a rendering. Angles in degrees, lengths in pixels of the crop; skin and hair as relative luminance of their
    /// linear colours, 0 to 1.
    pub fn new(rendering: &Rendering, person: &Person, calm: bool) -> Self {
        let (truth, identity) = (&rendering.truth, &person.identity);
        let flag = |value: bool| f32::from(u8::from(value));
        let luminance = |colour: glam::Vec3| colour.dot(glam::vec3(0.2126, 0.7152, 0.0722));
        let mean = |axis: usize| truth.landmarks.iter().map(|point| point[axis]).sum::<f32>() / 5.0;
        let [african, asian, caucasian] = identity.ancestry;
        Self([
            flag(calm),
            truth.yaw,
            truth.pitch,
            truth.roll,
            truth.mouth_open,
            truth.eyes_open[0].min(truth.eyes_open[1]),
            truth.smile,
            flag(truth.glasses),
            flag(truth.sunglasses),
            truth.exposure,
            truth.light.azimuth,
            truth.light.elevation,
            truth.light.key,
            truth.light.ambient,
            identity.masculine,
            identity.age,
            african,
            asian,
            caucasian,
            luminance(identity.skin * person.look.tan),
            luminance(person.look.hair_colour),
            flag(person.look.style.length == 0.0),
            person.look.beard.map_or(0.0, |beard| beard.density()),
            truth.eye_distance,
            mean(0),
            mean(1),
        ])
    }

    /// Whether the picture is of the kind that an enrolment asks for.
    pub fn is_calm(&self) -> bool {
        self.get("calm") == 1.0
    }

    /// A number by its name.
    ///
    /// # Panics
    /// If no field has that name.
    pub fn get(&self, field: &str) -> f32 {
        self.0[FIELDS.iter().position(|name| *name == field).expect("a field of FIELDS")]
    }
}
