//! Where a face looks, and how head, neck and body turn with it.

use glam::{Quat, Vec3, vec3};
use serde::Serialize;

use crate::render::curves::smooth;

/// Where the face looks, in degrees, as the camera sees it. All zero: straight into the camera.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Pose {
    /// Positive: the nose turns to the image's right.
    pub yaw: f32,
    /// Positive: the face looks up.
    pub pitch: f32,
    /// Positive: the head turns clockwise in the image; any angle.
    pub roll: f32,
}

/// The joint at the base of the skull and neck, about which the head turns on the body. Source: `joint-neck` of the
/// base mesh.
const NECK: Vec3 = vec3(0.0, 5.89, 0.07);
/// Shares of the head's yaw and pitch that the body follows. Our choice: shoulders follow a glance only in part.
const BODY_YAW: f32 = 0.35;
const BODY_PITCH: f32 = 0.15;
/// How far a neck leans to its side, in degrees; the rest of the roll is the camera's.
const NECK_ROLL: f32 = 14.0;

impl Pose {
    /// First yaw, then pitch, then roll.
    pub fn rotation(self) -> Quat {
        Quat::from_rotation_z(-self.roll.to_radians())
            * Quat::from_rotation_x(-self.pitch.to_radians())
            * Quat::from_rotation_y(self.yaw.to_radians())
    }

    /// The body's pose that goes with this head pose.
    fn of_body(self) -> Self {
        let lean = 0.8 * self.roll.clamp(-NECK_ROLL, NECK_ROLL);
        Self { yaw: self.yaw * BODY_YAW, pitch: self.pitch * BODY_PITCH, roll: self.roll - lean }
    }

    /// Turns points: the head as a whole, the body by its share, the neck in between.
    pub fn turner(self) -> impl Fn(Vec3) -> Vec3 {
        let (head, body) = (self.rotation(), self.of_body().rotation());
        move |p| {
            let share = head_share(p);
            let rotation = if share < 1.0 { body.slerp(head, share) } else { head };
            NECK + rotation * (p - NECK)
        }
    }
}

/// How much of the head's turn a point of the resting body follows: 0 at the shoulders, 1 from the jaw up.
fn head_share(p: Vec3) -> f32 {
    // The chin is as low as the nape but moves with the head: height is measured along a slope.
    let height = p.y + 0.45 * (p.z - 0.1);
    smooth(((height - 5.35) / 0.85).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(pose: Pose, p: Vec3) -> Vec3 {
        pose.rotation() * p
    }

    #[test]
    fn signs_are_as_documented() {
        let pose = Pose::default();
        assert!(turned(Pose { yaw: 20.0, ..pose }, Vec3::Z).x > 0.3);
        assert!(turned(Pose { pitch: 20.0, ..pose }, Vec3::Z).y > 0.3);
        // Clockwise in the image: the image-right eye goes down.
        assert!(turned(Pose { roll: 20.0, ..pose }, Vec3::X).y < -0.3);
    }

    #[test]
    fn the_head_turns_as_a_whole_and_the_waist_hardly() {
        let pose = Pose { yaw: 40.0, pitch: 10.0, roll: 10.0 };
        let turn = pose.turner();
        let (crown, chin) = (vec3(0.0, 8.4, 0.4), vec3(0.0, 6.2, 1.4));
        assert!((turn(crown) - NECK - pose.rotation() * (crown - NECK)).length() < 1e-4);
        assert!((turn(crown).distance(turn(chin)) - crown.distance(chin)).abs() < 1e-4);
        let shoulder = vec3(1.7, 5.2, 0.1);
        assert!(turn(shoulder).distance(pose.of_body().rotation() * (shoulder - NECK) + NECK) < 1e-4);
    }
}
