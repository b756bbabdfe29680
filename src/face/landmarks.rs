//! The five points that an aligned crop is made from.
//!
//! Coordinates are pixels; the centre of the top-left pixel is (0, 0), as in OpenCV, whose `warpAffine` made the crops
//! that the published models were trained on.

use serde::{Deserialize, Serialize};

use super::align::SimilarityTransform;
use crate::error::{Error, Result};

/// A point in pixels: x to the right, y down.
pub type Point = [f64; 2];

/// Where the five landmarks fall in the aligned crop. Source: InsightFace `face_align.py`, `arcface_dst`.
pub const TEMPLATE: Landmarks =
    Landmarks([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]);

/// Least distance between the eyes, in pixels, that can still be a face and not a mix-up of units.
const MIN_EYE_DISTANCE: f64 = 4.0;
/// Largest root mean square distance from the template, in crop pixels, that is still a face. Our choice, not
/// measured on profiles; a point that slipped away makes the fit shrink without bound.
const MAX_RESIDUAL: f64 = 20.0;

/// Five points of a face, in pixels of the upright photo: image-left eye, image-right eye, nose tip, image-left and
/// image-right mouth corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Landmarks(pub [Point; 5]);

impl Landmarks {
    /// Refuses points that cannot be a face in an image of this size.
    ///
    /// # Errors
    /// [`Error::UnsupportedInput`] for coordinates that are not finite, in the wrong order, all but coincident, or
    /// outside of the image.
    pub fn validate(&self, width: u32, height: u32) -> Result<()> {
        let wrong = |what: String| Err(Error::UnsupportedInput(format!("the landmarks {what}")));
        let [left_eye, right_eye, _, left_mouth, right_mouth] = self.0;
        if self.0.as_flattened().iter().any(|value| !value.is_finite()) {
            return wrong("are not all finite numbers".into());
        }
        let eyes = [right_eye[0] - left_eye[0], right_eye[1] - left_eye[1]];
        let distance = eyes[0].hypot(eyes[1]);
        if distance < MIN_EYE_DISTANCE {
            return wrong(format!("have their eyes {distance:.2} pixels apart: give pixels of the photo"));
        }
        if distance > f64::from(width.max(height)) {
            return wrong(format!("have their eyes {distance:.0} pixels apart in a {width}×{height} photo"));
        }
        let [eye, mouth] = [middle(left_eye, right_eye), middle(left_mouth, right_mouth)];
        if eyes[0] * (mouth[1] - eye[1]) - eyes[1] * (mouth[0] - eye[0]) <= 0.0 {
            return wrong(
                "are mirrored: give image-left eye, image-right eye, nose, left and right mouth corner".into(),
            );
        }
        let [x, y] = mean(&self.0);
        if x < 0.0 || y < 0.0 || x > f64::from(width) || y > f64::from(height) {
            return wrong(format!("lie around ({x:.0}, {y:.0}), outside of the {width}×{height} photo"));
        }
        let error = SimilarityTransform::estimate(&self.0, &TEMPLATE.0).residual(&self.0, &TEMPLATE.0);
        if error.is_nan() || error > MAX_RESIDUAL {
            return wrong(format!(
                "do not look like a face: off by {error:.0} pixels of the 112×112 crop, at most {MAX_RESIDUAL}"
            ));
        }
        Ok(())
    }
}

fn middle(p: Point, q: Point) -> Point {
    [(p[0] + q[0]) / 2.0, (p[1] + q[1]) / 2.0]
}

/// The mean of some points.
pub fn mean(points: &[Point]) -> Point {
    let sum = points.iter().fold([0.0, 0.0], |sum, p| [sum[0] + p[0], sum[1] + p[1]]);
    sum.map(|value| value / points.len() as f64)
}
