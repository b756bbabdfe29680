//! Lids and lips, from the 68 points.

use super::Values;
use super::check::Check;
use super::geometry::{distance, eyes_to_chin};
use super::subject::Subject;

/// Upper and lower lid, twice an eye. Source: the iBUG 300-W annotation.
const LIDS: [[(usize, usize); 2]; 2] = [[(37, 41), (38, 40)], [(43, 47), (44, 46)]];
/// Inner edges of the lips, in the middle.
const LIPS: (usize, usize) = (62, 66);

pub fn measure(subject: &Subject) -> Values {
    let Some(contour) = &subject.contour else { return Values::new() };
    let [left, right, ..] = subject.landmarks.0;
    let length = eyes_to_chin(contour, [(left[0] + right[0]) / 2.0, (left[1] + right[1]) / 2.0]);
    let opening = |(upper, lower): (usize, usize)| distance(contour[upper], contour[lower]) / length;
    let eyes = LIDS.map(|lids| lids.map(opening).iter().sum::<f64>() / 2.0);
    vec![(Check::EyesOpen, eyes[0].min(eyes[1])), (Check::MouthClosed, opening(LIPS))]
}
