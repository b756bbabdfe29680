//! The second pass: the face of a detection upright and in the middle, where both networks must agree on it.

use super::blazeface::{self, Detection};
use super::{Contour, FaceLocator, LocatedFace, landmarks68, views};
use crate::crop::CROP_SIZE;
use crate::face::geometry::{Point, SimilarityTransform, centre, corners, distance, mean};
use crate::face::landmarks::{Landmarks, TEMPLATE};
use crate::face::pyramid::Pyramid;

/// Least score of a candidate; the best one must then reach [`TRUSTED_SCORE`].
const CANDIDATE_SCORE: f64 = 0.3;
/// Least score of a face.
const TRUSTED_SCORE: f64 = 0.6;
/// Least score of a face that the 68-point network does not confirm.
const ALONE_SCORE: f64 = 0.7;
/// Where BlazeFace's eyes, nose and mouth centre fall in the crop: the mean of 458 faces, mirror-symmetric.
const BLAZEFACE_TEMPLATE: [Point; 4] = [[37.47, 54.19], [74.53, 54.19], [56.00, 75.48], [56.00, 93.61]];
/// Side of the square that BlazeFace sees, in crop pixels.
const FACE_SQUARE: f64 = 2.0 * CROP_SIZE as f64;
/// The square that the 68-point network sees, in crop pixels: its middle and its side. The best of a dozen tried on
/// `tests/fixtures/faces`; it reaches further down than the crop, to the chin.
const CONTOUR_SQUARE: (Point, f64) = ([55.5, 73.0], 120.0);
/// Crop pixels by which the two networks may disagree on the crop's middle and corners, for a second score of 1. It
/// falls to none at 0.5: the less sure BlazeFace is, the more the other has to agree. Of the rendered faces in
/// `tests/fixtures/faces` the true ones stay below 15 at scores above 0.75, false ones are at 14 and more below 0.7.
const MAX_DISAGREEMENT: f64 = 22.5;

impl FaceLocator {
    /// Detections in one view, in photo pixels.
    pub(super) fn look(&self, photo: &Pyramid, view: &SimilarityTransform, threshold: f64) -> Vec<Detection> {
        let detections = self.blazeface.detect(&photo.sample(view, blazeface::SIDE), threshold);
        let to_photo = |detection: Detection| Detection {
            centre: view.apply(detection.centre),
            size: detection.size.map(|length| length * view.scale()),
            points: detection.points.map(|point| view.apply(point)),
            ..detection
        };
        detections.into_iter().map(to_photo).collect()
    }

    /// The face of a detection; `None` if the second look finds no face.
    pub(super) fn look_again(&self, photo: &Pyramid, detection: &Detection) -> Option<LocatedFace> {
        let transform = align(detection)?;
        let view = views::in_face(blazeface::SIDE, centre(CROP_SIZE), FACE_SQUARE, &transform);
        let nose = transform.inverse().apply(TEMPLATE.0[2]);
        let side = blazeface::SIDE as f64 * view.scale();
        let closeness = |detection: &Detection| detection.score - distance(detection.points[2], nose) / side;
        let candidates = self.look(photo, &view, CANDIDATE_SCORE);
        let best = candidates.iter().max_by(|a, b| closeness(a).total_cmp(&closeness(b)))?;
        let from_blazeface = align(best).filter(|_| best.score >= TRUSTED_SCORE)?;
        let contour = self.contour_of(photo, &from_blazeface);
        let landmarks = landmarks(&contour);
        let [width, height] = photo.photo().dimensions().into();
        landmarks.validate(width, height).ok()?;
        let transform = landmarks.transform();
        let allowed = MAX_DISAGREEMENT * (2.0 * best.score - 1.0);
        let agreed = disagreement(&from_blazeface, &transform) <= allowed;
        let agreed =
            agreed.then_some(LocatedFace { landmarks, confidence: best.score, transform, contour: Some(contour) });
        agreed.or_else(|| covered(&from_blazeface, best.score))
    }

    /// The 68 points of the face that `transform` aligns, in photo pixels.
    pub(super) fn contour_of(&self, photo: &Pyramid, transform: &SimilarityTransform) -> Contour {
        let (middle, side) = CONTOUR_SQUARE;
        let to_photo = views::in_face(landmarks68::SIDE, middle, side, transform);
        let points = self.landmarks68.points(&photo.sample(&to_photo, landmarks68::SIDE));
        points.map(|point| to_photo.apply(point))
    }
}

/// The five landmarks among the 68 points: the middles of the lids, the tip of the nose, the corners of the lips.
fn landmarks(contour: &Contour) -> Landmarks {
    Landmarks([mean(&contour[36..42]), mean(&contour[42..48]), contour[30], contour[48], contour[54]])
}

/// A face on whose 68 points the networks do not agree, most often because a mask or a hand is before it: where BlazeFace
/// alone puts it.
fn covered(transform: &SimilarityTransform, score: f64) -> Option<LocatedFace> {
    let to_photo = transform.inverse();
    let landmarks = Landmarks(TEMPLATE.0.map(|point| to_photo.apply(point)));
    let face = LocatedFace { landmarks, confidence: score, transform: *transform, contour: None };
    (score >= ALONE_SCORE).then_some(face)
}

/// The transform that brings a detection's points onto the template; `None` if they cannot be a face.
fn align(detection: &Detection) -> Option<SimilarityTransform> {
    let transform = SimilarityTransform::estimate(&detection.points[..4], &BLAZEFACE_TEMPLATE);
    (transform.scale() > 0.0 && transform.scale().is_finite()).then_some(transform)
}

/// Largest distance, in crop pixels, between the middle and the corners of the crop under two transforms.
fn disagreement(one: &SimilarityTransform, other: &SimilarityTransform) -> f64 {
    let there_and_back = one.inverse().then(other);
    let points = corners(CROP_SIZE).into_iter().chain([centre(CROP_SIZE)]);
    points.map(|point| distance(there_and_back.apply(point), point)).fold(0.0, f64::max)
}
