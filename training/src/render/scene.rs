//! One picture: what is in it, and how it is drawn.

use attn_fiqa::face::SimilarityTransform;
use glam::{Vec3, vec2, vec3};
use image::RgbImage;

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
use super::truth::Truth;

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
        let camera = |points: &Points| self.camera(head, person, points);
        let geometry = Geometry::new(head, person, &self.expression, self.pose, &self.light, camera);
        let shader = Shader::new(person, &geometry, &self.light, self.pose.rotation(), self.gaze_direction());
        let develop = self.develop(person);
        let background = Background::new(self.seed);
        let level = self.background_level() / develop.gain.max_element();
        let behind = |x: usize, y: usize| background.at(vec2(x as f32, y as f32) / self.height as f32) * level;
        // Small faces need more samples, or brows and lashes flicker; 110 is two samples a texel of the face.
        let Camera { scale, .. } = camera(&geometry.points);
        let grid = ((110.0 / scale).ceil() as usize).clamp(2, 4);
        let size = [self.width as usize, self.height as usize];
        let image = draw(size, grid, &geometry, &shader, &behind, develop);
        let points = geometry.points.map(|p| camera(&geometry.points).project(p));
        Rendering {
            image: self.degradation.apply(image, self.seed),
            truth: Truth::new(self, person, &points, person.face_width(head) * scale),
        }
    }

    /// The same scene with the camera moved, turned and enlarged so that a person's five landmarks fall on `template` as
    /// nearly as a similarity can bring them: the aligned crop, drawn at once instead of cut out of a larger picture.
    pub fn aligned(&self, head: &Head, person: &Person, template: &[[f64; 2]; 5]) -> Self {
        let shape = person.with_expression(head, &self.expression);
        let points = Points::of(&head.mesh, &shape).map(self.pose.turner());
        let camera = self.camera(head, person, &points);
        let seen = points.five.map(|point| pixel(camera.project(point)).map(f64::from));
        let fit = SimilarityTransform::estimate(&seen, template);
        Self {
            position: fit.apply(self.position.map(f64::from)).map(|value| value as f32),
            eye_distance: self.eye_distance * fit.scale() as f32,
            pose: Pose { roll: self.pose.roll + fit.b.atan2(fit.a).to_degrees() as f32, ..self.pose },
            ..self.clone()
        }
    }

    fn camera(&self, head: &Head, person: &Person, points: &Points) -> Camera {
        let resting = Points::of(&head.mesh, &person.identity.shape).eye_distance();
        let scale = self.eye_distance / resting;
        Camera { centre: points.centre(), position: self.position, scale, distance: self.distance }
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
