//! One picture: what is in it, and the truth about it.

use std::array::from_fn;

use glam::{Vec3, vec2, vec3};
use image::RgbImage;
use serde::Serialize;

use super::background::Background;
use super::camera::{Camera, Pose};
use super::degrade::Degradation;
use super::expression::Expression;
use super::geometry::Geometry;
use super::head::Head;
use super::landmarks::{Points, pixel};
use super::light::Light;
use super::person::{Detail, Person};
use super::picture::{Develop, draw};
use super::rng::Rng;
use super::shade::Shader;

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
    pub degradation: Degradation,
}

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
    /// Degrees: positive yaw turns to the image's right, positive pitch up, positive roll clockwise.
    pub yaw: f32,
    pub pitch: f32,
    pub roll: f32,
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
    pub degradation: Degradation,
}

/// A picture and its truth.
pub struct Rendering {
    pub image: RgbImage,
    pub truth: Truth,
}

/// Shares of the face and of the camera in where the eyes look.
const GAZE: [f32; 2] = [0.6, 0.4];
/// Light on the skin, in linear light, that the camera exposes for. Our choice, by eye.
const SKIN_LEVEL: f32 = 0.44;
/// Exponent with which exposure follows the skin's own colour: 1 would make all skin equally bright.
const SKIN_EXPONENT: f32 = 0.55;
/// Largest gain: a camera does not make night into day.
const MOST_GAIN: f32 = 4.0;

impl Scene {
    /// Draws the picture.
    pub fn render(&self, head: &Head) -> Rendering {
        self.render_person(head, &self.person(head, self.eye_distance))
    }

    /// Makes the person, fine enough for pictures with eyes this many pixels apart.
    pub fn person(&self, head: &Head, eye_distance: f32) -> Person {
        // The eyes of the base mesh are 0.62 decimetres apart.
        Person::new(head, self.identity, self.look, Detail(eye_distance / 0.62))
    }

    /// Draws the picture of a person made before, to be used when one person is drawn many times.
    pub fn render_person(&self, head: &Head, person: &Person) -> Rendering {
        let resting = Points::of(&head.mesh, &person.identity.shape).eye_distance();
        let scale = self.eye_distance / resting;
        let camera = |points: &Points| Camera {
            centre: points.centre(),
            position: self.position,
            scale,
            distance: self.distance,
        };
        let geometry = Geometry::new(head, person, &self.expression, self.pose, &self.light, camera);
        let shader = Shader::new(person, &geometry, &self.light, self.pose.rotation(), self.gaze_direction());
        let develop = self.develop(person);
        let background = Background::new(self.seed);
        let level = self.background_level() / develop.gain.max_element();
        let behind = |x: usize, y: usize| background.at(vec2(x as f32, y as f32) / self.height as f32) * level;
        // Small faces need more samples, or brows and lashes flicker; 110 is two samples a texel of the face.
        let grid = ((110.0 / scale).ceil() as usize).clamp(2, 4);
        let size = [self.width as usize, self.height as usize];
        let image = draw(size, grid, &geometry, &shader, &behind, develop);
        let points = geometry.points.map(|p| camera(&geometry.points).project(p));
        Rendering {
            image: self.degradation.apply(image, self.seed),
            truth: self.truth(person, &points, face_width(head, person) * scale),
        }
    }

    fn truth(&self, person: &Person, points: &Points, face_width: f32) -> Truth {
        let five = points.five.map(pixel);
        let Pose { yaw, pitch, roll } = self.pose;
        Truth {
            width: self.width,
            height: self.height,
            landmarks: five,
            chin: pixel(points.chin),
            eyelids: points.eyelids.map(|eye| eye.map(pixel)),
            lips: points.lips.map(pixel),
            yaw,
            pitch,
            roll,
            eye_distance: (five[1][0] - five[0][0]).hypot(five[1][1] - five[0][1]),
            face_width,
            mouth_open: self.expression.mouth_open,
            eyes_open: self.expression.eyes_open,
            smile: self.expression.smile,
            glasses: person.look.glasses.is_some(),
            sunglasses: person.look.glasses.is_some_and(|glasses| glasses.dark),
            identity: self.identity,
            look: self.look,
            seed: self.seed,
            exposure: self.exposure,
            light: self.light,
            degradation: self.degradation,
        }
    }

    fn gaze_direction(&self) -> Vec3 {
        let [x, y] = self.gaze.map(|degrees| degrees.to_radians().sin());
        (self.pose.rotation() * Vec3::Z * GAZE[0] + Vec3::Z * GAZE[1] + vec3(x, y, 0.0)).normalize()
    }

    /// Exposes for the skin, as a camera that finds faces does.
    fn develop(&self, person: &Person) -> Develop {
        let mut rng = Rng::new(self.seed, 7);
        let facing = self.light.direction().dot(self.pose.rotation() * Vec3::Z).max(0.15);
        let light = self.light.ambient * 0.95 + self.light.key * 0.5 * facing + 0.05;
        let skin = person.identity.skin.dot(vec3(0.3, 0.59, 0.11)).powf(SKIN_EXPONENT);
        let gain = (SKIN_LEVEL / (light * skin)).min(MOST_GAIN) * self.exposure.exp2();
        Develop { gain: rng.tint(0.03) * gain, contrast: rng.range(0.92, 1.1), saturation: self.saturation }
    }

    /// How bright the background is beside the face.
    fn background_level(&self) -> f32 {
        (0.35 * Rng::new(self.seed, 8).normal() - 0.3).exp() * self.exposure.exp2()
    }
}

/// Across the cheekbones, in decimetres.
fn face_width(head: &Head, person: &Person) -> f32 {
    let on_cheek = |rest: &Vec3| (6.9..7.3).contains(&rest.y) && rest.z > 0.5 && rest.x.abs() < 0.8;
    let cheeks = head.mesh.positions.iter().zip(&person.identity.shape).filter(|(rest, _)| on_cheek(rest));
    let [low, high] = cheeks.fold([0.0f32; 2], |[low, high], (_, p)| [low.min(p.x), high.max(p.x)]);
    high - low
}

/// The ranges from which scenes are drawn.
#[derive(Debug, Clone)]
pub struct Plan {
    pub width: u32,
    pub height: u32,
    /// Largest absolute values, in degrees.
    pub yaw: f32,
    pub pitch: f32,
    pub roll: f32,
    /// Smallest and largest [`Scene::eye_distance`]; uniform in its logarithm.
    pub eye_distance: [f32; 2],
}

impl Plan {
    /// The scene of a seed: a well-lit face of any person, wholly in the frame.
    pub fn scene(&self, seed: u64) -> Scene {
        let mut rng = Rng::new(seed, 9);
        let [least, most] = self.eye_distance.map(f32::ln);
        let eye_distance = rng.range(least, most).exp();
        let mut angle =
            |most: f32| if most > 60.0 { rng.range(-most, most) } else { (0.5 * rng.normal()).clamp(-1.0, 1.0) * most };
        let pose = Pose { yaw: angle(self.yaw), pitch: angle(self.pitch), roll: angle(self.roll) };
        Scene {
            width: self.width,
            height: self.height,
            position: self.position(&mut rng, eye_distance),
            eye_distance,
            distance: rng.range(4.5f32.ln(), 20f32.ln()).exp(),
            pose,
            expression: Expression::random(&mut rng),
            gaze: from_fn(|axis| rng.normal() * [7.0, 4.0][axis]),
            // 32 bits: JSON readers keep no more than 53.
            identity: rng.bits() >> 32,
            look: 0,
            seed,
            light: Light::gentle(&mut rng),
            exposure: 0.25 * rng.normal(),
            saturation: if rng.chance(0.06) { 0.0 } else { rng.range(0.75, 1.1) },
            degradation: Degradation { noise: rng.range(0.0, 2.0), blur: blur(&mut rng), ..Degradation::default() },
        }
    }

    /// Brows to chin and ear to ear inside the frame.
    fn position(&self, rng: &mut Rng, eye_distance: f32) -> [f32; 2] {
        let mut along = |side: u32| {
            let (side, margin) = (side as f32, 1.5 * eye_distance);
            if side > 2.0 * margin { rng.range(margin, side - margin) } else { side / 2.0 }
        };
        [along(self.width), along(self.height)]
    }
}

/// Lenses are never perfectly sharp.
fn blur(rng: &mut Rng) -> f32 {
    rng.range(0.35, 0.6)
}
