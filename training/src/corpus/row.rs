//! What is known about each face of a corpus, as plain numbers under names.

use attn_fiqa::face::geometry::{Point, distance, mean};

use crate::render::{Person, Rendering};

/// The columns of a corpus's `truth`, in their order on disk.
macro_rules! columns {
    ($($(#[$doc:meta])* $column:ident),+ $(,)?) => {
        /// One face's numbers. Flags are 0 or 1, angles in degrees, lengths in pixels of the crop; skin and hair are the
        /// relative luminance of their linear colours, 0 to 1.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct Row { $($(#[$doc])* pub $column: f32),+ }

        /// Names of a [`Row`]'s numbers.
        pub const FIELDS: [&str; [$(stringify!($column)),+].len()] = [$(stringify!($column)),+];

        impl Row {
            /// In the order of [`FIELDS`].
            pub fn numbers(&self) -> [f32; FIELDS.len()] {
                [$(self.$column),+]
            }

            /// From numbers in the order of [`FIELDS`].
            pub fn from_numbers([$($column),+]: [f32; FIELDS.len()]) -> Self {
                Self { $($column),+ }
            }
        }
    };
}

columns! {
    /// Whether the picture is of the kind that an enrolment asks for.
    calm,
    yaw, pitch, roll,
    mouth_open,
    /// Of the eye that is less open.
    eyes_open,
    smile,
    glasses, sunglasses,
    exposure,
    light_azimuth, light_elevation, light_key, light_ambient,
    masculine, age,
    african, asian, caucasian,
    skin, hair, bald,
    /// Its density.
    beard,
    eye_distance,
    /// Mean of the five landmarks.
    centre_x, centre_y,
}

impl Row {
    /// Of a rendering.
    pub fn new(rendering: &Rendering, person: &Person, calm: bool) -> Self {
        let (truth, identity, look) = (&rendering.truth, &person.identity, &person.look);
        let flag = |value: bool| f32::from(u8::from(value));
        let luminance = |colour: glam::Vec3| colour.dot(glam::vec3(0.2126, 0.7152, 0.0722));
        let mean = |axis: usize| truth.landmarks.iter().map(|point| point[axis]).sum::<f32>() / 5.0;
        let [african, asian, caucasian] = identity.ancestry;
        Self {
            calm: flag(calm),
            yaw: truth.pose.yaw,
            pitch: truth.pose.pitch,
            roll: truth.pose.roll,
            mouth_open: truth.mouth_open,
            eyes_open: truth.eyes_open[0].min(truth.eyes_open[1]),
            smile: truth.smile,
            glasses: flag(truth.glasses),
            sunglasses: flag(truth.sunglasses),
            exposure: truth.exposure,
            light_azimuth: truth.light.azimuth,
            light_elevation: truth.light.elevation,
            light_key: truth.light.key,
            light_ambient: truth.light.ambient,
            masculine: identity.masculine,
            age: identity.age,
            african,
            asian,
            caucasian,
            skin: luminance(identity.skin * look.tan),
            hair: luminance(look.hair_colour),
            bald: flag(look.style.length == 0.0),
            beard: look.beard.map_or(0.0, |beard| beard.density()),
            eye_distance: truth.eye_distance,
            centre_x: mean(0),
            centre_y: mean(1),
        }
    }

    /// Of a photo: only where the face lies in the crop is known. What is not known counts as harmless (no turned head, no
    /// glasses); what would put the person into a group is not a number, so that they are in none.
    pub fn of_photo(landmarks: &[Point; 5]) -> Self {
        let [centre_x, centre_y] = mean(landmarks).map(|value| value as f32);
        let nothing = Self::from_numbers([0.0; FIELDS.len()]);
        let nobody = f32::NAN;
        Self {
            calm: 1.0,
            eyes_open: 1.0,
            masculine: nobody,
            age: nobody,
            african: nobody,
            asian: nobody,
            caucasian: nobody,
            skin: nobody,
            hair: nobody,
            bald: nobody,
            eye_distance: distance(landmarks[0], landmarks[1]) as f32,
            centre_x,
            centre_y,
            ..nothing
        }
    }

    /// Whether the picture is of the kind that an enrolment asks for.
    pub fn is_calm(&self) -> bool {
        self.calm == 1.0
    }
}
