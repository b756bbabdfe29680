//! Where the face is in its photo, how large, and whether it is alone.

use super::Values;
use super::check::Check;
use super::pose::head_pose;
use super::subject::Subject;
use crate::face::{Point, locate::Contour};

/// The lowest point of the chin among the 68.
const CHIN: usize = 8;

pub fn measure(subject: &Subject) -> Values {
    let mut values = Values::new();
    if !subject.in_photo {
        return values;
    }
    let photo = subject.photo.photo();
    let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
    let [left, right, ..] = subject.landmarks.0;
    let between = distance(left, right);
    // Seen from the side the eyes move together; the standard takes that back.
    let turned = subject.contour.as_ref().map_or(1.0, |contour| head_pose(contour).yaw.to_radians().cos().max(0.5));
    values.push((Check::InterEyeDistance, between / turned));
    values.push((Check::CropLeft, left[0] / between));
    values.push((Check::CropRight, (width - right[0]) / between));
    if let Some(contour) = &subject.contour {
        let eyes = [(left[0] + right[0]) / 2.0, (left[1] + right[1]) / 2.0];
        let length = eyes_to_chin(contour, eyes);
        values.push((Check::HeadSize, length / height));
        values.push((Check::MarginAbove, eyes[1] / length));
        values.push((Check::MarginBelow, (height - eyes[1]) / length));
    }
    values.extend(subject.second_face.map(|share| (Check::SingleFace, share.clamp(0.0, 1.0))));
    values
}

/// `T` of the standard: from the middle of the eyes to the chin, in photo pixels.
pub(super) fn eyes_to_chin(contour: &Contour, eyes: Point) -> f64 {
    distance(eyes, contour[CHIN])
}

pub(super) fn distance(p: Point, q: Point) -> f64 {
    (p[0] - q[0]).hypot(p[1] - q[1])
}
