//! The five points that an aligned crop is made from.

use serde::{Deserialize, Serialize};

use super::geometry::{Point, SimilarityTransform, distance, mean, middle, turn};
use crate::error::{Error, Result};

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
    /// The image-left and the image-right eye.
    pub fn eyes(&self) -> [Point; 2] {
        [self.0[0], self.0[1]]
    }

    /// The middle of the mouth.
    pub fn mouth(&self) -> Point {
        middle(self.0[3], self.0[4])
    }

    /// From pixels of the photo to those of the crop.
    pub fn transform(&self) -> SimilarityTransform {
        SimilarityTransform::estimate(&self.0, &TEMPLATE.0)
    }

    /// Refuses points that cannot be a face in an image of this size.
    ///
    /// # Errors
    /// [`Error::UnsupportedInput`] for coordinates that are not finite, in the wrong order, all but coincident, or
    /// outside of the image.
    pub fn validate(&self, width: u32, height: u32) -> Result<()> {
        let wrong = |what: String| Err(Error::UnsupportedInput(format!("the landmarks {what}")));
        let [left, right] = self.eyes();
        if self.0.as_flattened().iter().any(|value| !value.is_finite()) {
            return wrong("are not all finite numbers".into());
        }
        let distance = distance(left, right);
        if distance < MIN_EYE_DISTANCE {
            return wrong(format!("have their eyes {distance:.2} pixels apart: give pixels of the photo"));
        }
        if distance > f64::from(width.max(height)) {
            return wrong(format!("have their eyes {distance:.0} pixels apart in a {width}×{height} photo"));
        }
        if turn(middle(left, right), right, self.mouth()) <= 0.0 {
            return wrong(
                "are mirrored: give image-left eye, image-right eye, nose, left and right mouth corner".into(),
            );
        }
        let [x, y] = mean(&self.0);
        if x < 0.0 || y < 0.0 || x > f64::from(width) || y > f64::from(height) {
            return wrong(format!("lie around ({x:.0}, {y:.0}), outside of the {width}×{height} photo"));
        }
        let error = self.transform().residual(&self.0, &TEMPLATE.0);
        if error.is_nan() || error > MAX_RESIDUAL {
            return wrong(format!(
                "do not look like a face: off by {error:.0} pixels of the 112×112 crop, at most {MAX_RESIDUAL}"
            ));
        }
        Ok(())
    }
}
