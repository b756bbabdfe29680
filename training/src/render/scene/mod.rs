//! What is in a picture: who, how they look at the camera, in which light, before what.

mod background;
mod light;
mod plan;
mod pose;
mod recording;

pub use background::Background;
pub use light::Light;
pub use plan::Plan;
pub use pose::Pose;
pub use recording::{Recording, add_noise, encode_jpeg, through_jpeg};

use super::person::{Detail, Expression, Head, Person};

/// Everything that a picture depends on. The same scene gives the same picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Pixels.
    pub width: u32,
    pub height: u32,
    /// Where the middle between eyes and mouth falls, in pixels; the centre of the top-left pixel is (0, 0).
    pub position: [f32; 2],
    /// Pixels from eye to eye if the face looked straight into the camera. A face is about 2.7 times as wide.
    pub eye_distance: f32,
    /// From the camera to the face, in decimetres: 3 is a selfie, 20 a portrait from across the room.
    pub distance: f32,
    pub pose: Pose,
    pub expression: Expression,
    /// Degrees by which the eyes look to the image's right of, and above, where the face and the camera draw them.
    pub gaze: [f32; 2],
    /// Who it is.
    pub identity: u64,
    /// How they look on that day: hair, beard, glasses, clothes.
    pub look: u64,
    /// Background, white balance and noise.
    pub seed: u64,
    pub light: Light,
    /// Stops above (positive) or below what a camera would choose for the face.
    pub exposure: f32,
    /// 1 neutral, 0 greyscale.
    pub saturation: f32,
    pub recording: Recording,
}

impl Scene {
    /// Makes the person, fine enough for pictures with eyes this many pixels apart.
    pub fn person(&self, head: &Head, eye_distance: f32) -> Person {
        // The eyes of the base mesh are 0.62 decimetres apart.
        Person::new(head, self.identity, self.look, Detail(eye_distance / 0.62))
    }
}
