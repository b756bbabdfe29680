//! Where the face is in its photo, how large, and whether it is alone.

use super::Values;
use super::pose::head_pose;
use super::subject::{CHIN, Subject};
use super::table::Check;
use crate::face::geometry::{Point, distance, middle};
use crate::face::{Contour, LocatedFace};

/// How far above the eyes a forehead ends, in distances from the eyes to the chin. Our choice: about the hairline.
const FOREHEAD: f64 = 0.6;
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
    values.push((Check::InPicture, room(subject)));
    values.extend(subject.others.map(|others| (Check::SingleFace, largest_share(others, &subject.face))));
    if (right[1] - left[1]).atan2(right[0] - left[0]).to_degrees().abs() < UPRIGHT {
        values.extend(surroundings(subject));
    }
    values
}

/// The least room between the face and the photo's edges, in distances from the eyes to the chin.
fn room(subject: &Subject) -> f64 {
    let [left, right] = subject.face.landmarks.eyes();
    let (eyes, chin) = (middle(left, right), subject.chin());
    let forehead = [0, 1].map(|axis| eyes[axis] - FOREHEAD * (chin[axis] - eyes[axis]));
    let size = subject.photo.size();
    let to_edge = |point: Point| [0, 1].map(|axis| point[axis].min(size[axis] - 1.0 - point[axis]));
    let outline = subject.outline().into_iter().chain([forehead]);
    outline.flat_map(to_edge).fold(f64::INFINITY, f64::min) / distance(eyes, chin)
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
