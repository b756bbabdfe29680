//! Which way the head points, from the landmarks and a mean head.
//!
//! A camera far from a face sees it in scaled orthographic projection: two rows of the rotation follow from the 68
//! points by least squares (DeMenthon and Davis 1995, without the perspective iterations), the third from them.

use super::Values;
use super::mean_head::MEAN_HEAD;
use super::subject::Subject;
use super::table::Check;
use crate::face::Contour;

/// Degrees.
#[derive(Debug, Clone, Copy)]
pub struct HeadPose {
    /// About the vertical; positive towards the image's right.
    pub yaw: f64,
    /// Positive upwards.
    pub pitch: f64,
    /// In the picture; positive clockwise.
    pub roll: f64,
}

pub fn measure(subject: &Subject) -> Values {
    let Some(contour) = &subject.face.contour else { return Values::new() };
    let HeadPose { yaw, pitch, roll } = head_pose(contour);
    vec![(Check::Yaw, yaw), (Check::Pitch, pitch), (Check::Roll, roll)]
}

/// The pose of the head with these points.
pub fn head_pose(contour: &Contour) -> HeadPose {
    let across = unit(row(MEAN_HEAD.map(|(i, _)| contour[i][0])));
    let down = row(MEAN_HEAD.map(|(i, _)| contour[i][1]));
    // What is not at right angles to the first row is error.
    let slant = dot(across, down);
    let down = unit([0, 1, 2].map(|i| down[i] - slant * across[i]));
    // The third row is at right angles to both.
    let towards = across[0] * down[1] - across[1] * down[0];
    HeadPose {
        yaw: across[2].atan2(towards).to_degrees(),
        pitch: (-down[2]).atan2(across[2].hypot(towards)).to_degrees(),
        roll: down[0].atan2(across[0]).to_degrees(),
    }
}

/// One row of the scaled rotation: the least squares solution of `row · head = image`.
fn row(image: [f64; MEAN_HEAD.len()]) -> [f64; 3] {
    let centre = image.iter().sum::<f64>() / image.len() as f64;
    let product = |p: fn([f64; 3]) -> f64| {
        MEAN_HEAD.iter().zip(&image).map(|((_, head), image)| p(*head) * (image - centre)).sum::<f64>()
    };
    let moment = |p: fn([f64; 3]) -> f64| MEAN_HEAD.iter().map(|(_, head)| p(*head)).sum::<f64>();
    // The head is its own mirror image, so x is at right angles to y and z.
    let (yy, yz, zz) = (moment(|h| h[1] * h[1]), moment(|h| h[1] * h[2]), moment(|h| h[2] * h[2]));
    let (by, bz) = (product(|h| h[1]), product(|h| h[2]));
    let determinant = yy * zz - yz * yz;
    [product(|h| h[0]) / moment(|h| h[0] * h[0]), (zz * by - yz * bz) / determinant, (yy * bz - yz * by) / determinant]
}

fn dot(p: [f64; 3], q: [f64; 3]) -> f64 {
    p[0] * q[0] + p[1] * q[1] + p[2] * q[2]
}

fn unit(p: [f64; 3]) -> [f64; 3] {
    let length = dot(p, p).sqrt();
    p.map(|value| value / length)
}
