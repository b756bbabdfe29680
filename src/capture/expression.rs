//! Lids and lips: the lids from their own pixels, the lips from the 68 points.

use super::Values;
use super::eyes;
use super::framing::eyes_to_chin;
use super::subject::Subject;
use super::table::Check;
use crate::face::geometry::{distance, middle};

/// Inner edges of the lips, in the middle. Source: the iBUG 300-W annotation.
const LIPS: (usize, usize) = (62, 66);

pub fn measure(subject: &Subject) -> Values {
    let Some(contour) = &subject.face.contour else { return Values::new() };
    let [left, right] = subject.face.landmarks.eyes();
    let length = eyes_to_chin(contour, middle(left, right));
    let opening = |(upper, lower): (usize, usize)| distance(contour[upper], contour[lower]) / length;
    vec![(Check::EyesOpen, eyes::opening(subject)), (Check::MouthClosed, opening(LIPS))]
}
