//! Lids and lips, from the 68 points.

use super::Values;
use super::framing::eyes_to_chin;
use super::subject::Subject;
use super::table::Check;
use crate::face::geometry::{distance, middle};

/// Upper and lower lid, twice an eye. Source: the iBUG 300-W annotation.
const LIDS: [[(usize, usize); 2]; 2] = [[(37, 41), (38, 40)], [(43, 47), (44, 46)]];
/// Inner edges of the lips, in the middle.
const LIPS: (usize, usize) = (62, 66);

pub fn measure(subject: &Subject) -> Values {
    let Some(contour) = &subject.face.contour else { return Values::new() };
    let [left, right] = subject.face.landmarks.eyes();
    let length = eyes_to_chin(contour, middle(left, right));
    let opening = |(upper, lower): (usize, usize)| distance(contour[upper], contour[lower]) / length;
    let eyes = LIDS.map(|lids| lids.map(opening).iter().sum::<f64>() / 2.0);
    vec![(Check::EyesOpen, eyes[0].min(eyes[1])), (Check::MouthClosed, opening(LIPS))]
}
