//! From decimetres to pixels: a perspective camera.

use glam::{Vec3, vec3};

/// A perspective camera that looks along −z with the face on its axis.
#[derive(Debug, Clone, Copy)]
pub struct Camera {
    /// The point, already turned, that falls on `position`.
    pub centre: Vec3,
    /// Pixels; the centre of the top-left pixel is (0, 0).
    pub position: [f32; 2],
    /// Pixels a decimetre at the depth of `centre`.
    pub scale: f32,
    /// From the camera to `centre`, in decimetres.
    pub distance: f32,
}

/// Nearer to the camera than this share of its distance nothing is drawn larger.
const LEAST_DEPTH: f32 = 0.2;

impl Camera {
    /// Pixel coordinates and, as z, the depth: larger is nearer.
    pub fn project(&self, p: Vec3) -> Vec3 {
        let p = p - self.centre;
        let scale = self.scale / (1.0 - p.z / self.distance).max(LEAST_DEPTH);
        vec3(self.position[0] + p.x * scale, self.position[1] - p.y * scale, p.z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Pose;

    #[test]
    fn projection_keeps_the_centre_and_enlarges_what_is_near() {
        let camera = Camera { centre: vec3(0.0, 7.0, 1.0), position: [320.0, 200.0], scale: 50.0, distance: 10.0 };
        assert_eq!(camera.project(camera.centre).truncate().to_array(), [320.0, 200.0]);
        assert_eq!(camera.project(camera.centre + Vec3::X).x, 370.0);
        assert!(camera.project(camera.centre + Vec3::new(1.0, 0.0, 1.0)).x > 370.0);
        assert_eq!(camera.project(camera.centre + Vec3::Y).y, 150.0);
    }

    #[test]
    fn roll_turns_the_landmarks_in_the_image() {
        let camera = Camera { centre: Vec3::ZERO, position: [0.0, 0.0], scale: 1.0, distance: 1e6 };
        for roll in [-180.0f32, -90.0, -35.0, 0.0, 60.0, 150.0] {
            let eye = camera.project(Pose { roll, ..Pose::default() }.rotation() * Vec3::X);
            let angle = roll.to_radians();
            assert!((eye.x - angle.cos()).abs() < 1e-4 && (eye.y - angle.sin()).abs() < 1e-4, "{roll}");
        }
    }
}
