//! Where the face is in its photo, how large, and whether it is alone.

use super::Values;
use super::pose::head_pose;
use super::subject::Subject;
use super::table::Check;
use crate::face::geometry::{Point, distance, middle};
use crate::face::{Contour, LocatedFace};

/// The lowest point of the chin among the 68.
const CHIN: usize = 8;

/// Tilt, in degrees, from which above and below the head are no longer above and below in the photo.
const UPRIGHT: f64 = 45.0;

pub fn measure(subject: &Subject) -> Values {
    if !subject.in_photo {
        return Values::new();
    }
    let pose = subject.face.contour.as_ref().map(head_pose);
    let [left, right] = subject.face.landmarks.eyes();
    // Seen from the side the eyes move together; the standard takes that back.
    let turned = pose.map_or(1.0, |pose| pose.yaw.to_radians().cos().max(0.5));
    let mut values = vec![(Check::InterEyeDistance, distance(left, right) / turned)];
    values.extend(subject.others.map(|others| (Check::SingleFace, largest_share(others, &subject.face))));
    if (right[1] - left[1]).atan2(right[0] - left[0]).to_degrees().abs() < UPRIGHT {
        values.extend(surroundings(subject));
    }
    values
}

/// Area of the largest other face over this one's, at most 1.
fn largest_share(others: &[LocatedFace], face: &LocatedFace) -> f64 {
    let area = |face: &LocatedFace| face.transform.scale().powi(-2);
    (others.iter().map(area).fold(0.0, f64::max) / area(face)).clamp(0.0, 1.0)
}

/// The room between an upright face and the edges of its photo.
fn surroundings(subject: &Subject) -> Values {
    let [width, height] = subject.photo.size();
    let [left, right] = subject.face.landmarks.eyes();
    let between = distance(left, right);
    let mut values = vec![(Check::CropLeft, left[0] / between), (Check::CropRight, (width - right[0]) / between)];
    if let Some(contour) = &subject.face.contour {
        let eyes = middle(left, right);
        let length = eyes_to_chin(contour, eyes);
        values.push((Check::HeadSize, length / height));
        values.push((Check::MarginAbove, eyes[1] / length));
        values.push((Check::MarginBelow, (height - eyes[1]) / length));
    }
    values
}

/// `T` of the standard: from the middle of the eyes to the chin, in photo pixels.
pub(super) fn eyes_to_chin(contour: &Contour, eyes: Point) -> f64 {
    distance(eyes, contour[CHIN])
}
