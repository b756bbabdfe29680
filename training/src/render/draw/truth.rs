//! What is known about a picture: everything that a detector, a check or a training loss may be compared with.

use serde::Serialize;

use crate::render::person::{Person, Points, pixel};
use crate::render::scene::{Light, Pose, Recording, Scene};

/// What is known about a picture. Points are pixels; the centre of the top-left pixel is (0, 0).
#[derive(Debug, Clone, Serialize)]
pub struct Truth {
    pub width: u32,
    pub height: u32,
    /// Image-left eye, image-right eye, nose tip, image-left and image-right mouth corner.
    pub landmarks: [[f32; 2]; 5],
    pub chin: [f32; 2],
    /// For each eye, image-left first: inner corner, outer corner, upper lid, lower lid.
    pub eyelids: [[[f32; 2]; 4]; 2],
    /// Upper lip's lower edge, lower lip's upper edge.
    pub lips: [[f32; 2]; 2],
    #[serde(flatten)]
    pub pose: Pose,
    /// Pixels between the eye landmarks as they are in the picture.
    pub eye_distance: f32,
    /// Pixels across the cheekbones, as if the face looked straight into the camera.
    pub face_width: f32,
    pub mouth_open: f32,
    pub eyes_open: [f32; 2],
    pub smile: f32,
    pub glasses: bool,
    pub sunglasses: bool,
    pub identity: u64,
    pub look: u64,
    pub seed: u64,
    pub exposure: f32,
    pub light: Light,
    #[serde(rename = "degradation")]
    pub recording: Recording,
}

impl Truth {
    /// The truth about a scene, given its projected points.
    pub fn new(scene: &Scene, person: &Person, points: &Points, face_width: f32) -> Self {
        let five = points.five.map(pixel);
        Self {
            width: scene.width,
            height: scene.height,
            landmarks: five,
            chin: pixel(points.chin),
            eyelids: points.eyelids.map(|eye| eye.map(pixel)),
            lips: points.lips.map(pixel),
            pose: scene.pose,
            eye_distance: (five[1][0] - five[0][0]).hypot(five[1][1] - five[0][1]),
            face_width,
            mouth_open: scene.expression.mouth_open,
            eyes_open: scene.expression.eyes_open,
            smile: scene.expression.smile,
            glasses: person.look.glasses.is_some(),
            sunglasses: person.look.glasses.is_some_and(|glasses| glasses.dark),
            identity: scene.identity,
            look: scene.look,
            seed: scene.seed,
            exposure: scene.exposure,
            light: scene.light,
            recording: scene.recording,
        }
    }
}
