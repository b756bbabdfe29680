//! How a scene becomes a picture, with the truth about it.
//!
//! ```text
//! Person, Scene ─▶ Geometry ─▶ samples ─▶ shade ─▶ picture ─▶ Recording ─▶ image + Truth
//! ```

mod camera;
mod geometry;
mod picture;
mod shade;
mod shadow;
mod truth;

pub use truth::Truth;

use attn_fiqa::face::SimilarityTransform;
use glam::{Vec3, vec2, vec3};
use image::RgbImage;

use super::person::{Head, Person, Points, pixel};
use super::rng::Rng;
use super::scene::{Background, Pose, Scene};
use camera::Camera;
use geometry::Geometry;
use picture::{Develop, draw};
use shade::Shader;

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

    /// Draws the picture of a person who exists already: for many pictures of one person.
    pub fn render_person(&self, head: &Head, person: &Person) -> Rendering {
        let camera = |points: &Points| self.camera(head, person, points);
        let geometry = Geometry::new(head, person, self, camera);
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
            image: self.recording.apply(image, self.seed),
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

    /// How bright the background is compared with the face.
    fn background_level(&self) -> f32 {
        (0.35 * Rng::new(self.seed, 8).normal() - 0.3).exp() * self.exposure.exp2()
    }
}
