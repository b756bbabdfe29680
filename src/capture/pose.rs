//! Which way the head points, from the landmarks and a mean head.
//!
//! A camera far from a face sees it in scaled orthographic projection: two rows of the rotation follow from the
//! landmarks by least squares (DeMenthon and Davis 1995, without the perspective iterations), the third from them.

use super::Values;
use super::check::Check;
use super::subject::Subject;

/// Eyes, nose tip and mouth corners of a mean head in centimetres: x to the image's right, y down, z towards the camera.
/// Source: the neutral head of MakeHuman's base mesh (CC0), its vertices 673… are listed in `docs/capture.md`.
const HEAD: [[f64; 3]; 5] =
    [[-3.08, -3.48, -0.66], [3.08, -3.48, -0.66], [0.0, -0.04, 2.22], [-2.53, 3.31, -0.45], [2.53, 3.31, -0.45]];

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
    if !subject.in_photo {
        return Values::new();
    }
    let HeadPose { yaw, pitch, roll } = head_pose(subject);
    vec![(Check::Yaw, yaw), (Check::Pitch, pitch), (Check::Roll, roll)]
}

/// The pose of the subject's head.
pub fn head_pose(subject: &Subject) -> HeadPose {
    let points = subject.landmarks.0;
    let across = unit(row(points.map(|[x, _]| x)));
    let down = row(points.map(|[_, y]| y));
    // What is not at right angles to the first row is error.
    let slant = dot(across, down);
    let down = unit([0, 1, 2].map(|i| down[i] - slant * across[i]));
    let towards = cross(across, down)[2];
    HeadPose {
        yaw: across[2].atan2(towards).to_degrees(),
        pitch: (-down[2]).atan2(across[2].hypot(towards)).to_degrees(),
        roll: down[0].atan2(across[0]).to_degrees(),
    }
}

/// One row of the scaled rotation: the least squares solution of `row · head = image`.
fn row(image: [f64; 5]) -> [f64; 3] {
    let centre = |values: [f64; 5]| {
        let mean = values.iter().sum::<f64>() / 5.0;
        values.map(|value| value - mean)
    };
    let product = |p: [f64; 5], q: [f64; 5]| p.iter().zip(&q).map(|(p, q)| p * q).sum::<f64>();
    let [x, y, z] = [0, 1, 2].map(|axis| centre(HEAD.map(|point| point[axis])));
    let image = centre(image);
    // The head is its own mirror image, so x is at right angles to y and z.
    let (yy, yz, zz) = (product(y, y), product(y, z), product(z, z));
    let (by, bz) = (product(y, image), product(z, image));
    let determinant = yy * zz - yz * yz;
    [product(x, image) / product(x, x), (zz * by - yz * bz) / determinant, (yy * bz - yz * by) / determinant]
}

fn dot(p: [f64; 3], q: [f64; 3]) -> f64 {
    p[0] * q[0] + p[1] * q[1] + p[2] * q[2]
}

fn cross(p: [f64; 3], q: [f64; 3]) -> [f64; 3] {
    [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]]
}

fn unit(p: [f64; 3]) -> [f64; 3] {
    let length = dot(p, p).sqrt();
    p.map(|value| value / length)
}
