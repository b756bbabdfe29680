//! Which views are looked at, and which of the faces in them are kept.

use super::blazeface::{Detection, merge};
use super::views::{TURNS, tiles, whole};
use super::{FaceLocator, LocatedFace};
use crate::crop::CROP_SIZE;
use crate::face::geometry::{Point, SimilarityTransform, distance, mean};
use crate::face::pyramid::Pyramid;

/// Least score of a first detection. MediaPipe's default is 0.5; faces of 10 % of the view often score 0.3, and whether they
/// are faces is for the second pass to say.
const FIRST_SCORE: f64 = 0.25;
/// Second score from which a face is not looked at again.
const SURE: f64 = 0.8;
/// Side of the crop, as a share of a view's side, from which a face is found: of 40 at 0.11 sixteen, at 0.13 all.
const SEEN_SHARE: f64 = 0.13;
/// Another face is looked for if it is at least half as wide as the largest.
const COMPANY: f64 = 0.5;
/// Share of the photo's longer side from which the largest face leaves no room in a wide photo for another that one look at the
/// whole misses.
const ROOMY_SHARE: f64 = 0.4;
/// Shorter side over the longer below which a photo is wide: squares as high as the photo show a face larger than the whole does.
const WIDE: f64 = 0.8;
/// Sides of the tiles in which small faces are looked for, as shares of the photo's longer side: the second where the first
/// show none.
const HALF: f64 = 0.5;
const QUARTER: f64 = 0.25;
/// Steps between tiles, in sides: a face as large as half a tile is whole in one of them, or one of a fifth.
const OVERLAPPING: f64 = 0.5;
const TOUCHING: f64 = 0.8;
/// By how much a turned face must be surer than an upright one that the 68-point network does not confirm. Of painted masks
/// the wrong way up is at most 0.1 surer; of rendered faces that lie on their side the right one is more.
const UPRIGHT_WORTH: f64 = 0.12;
/// Most faces followed up in one photo.
const MAX_FACES: usize = 32;
/// What a face at the photo's edge is worth of one as large in its middle.
const EDGE_WORTH: f64 = 0.5;
/// Largest distance between two faces' middles that is one face, as a share of the crop's side.
const SAME_FACE: f64 = 0.4;

/// Every face, the one that matters first.
pub fn search(locator: &FaceLocator, photo: &Pyramid) -> Vec<LocatedFace> {
    let mut faces = Vec::new();
    add_faces(locator, photo, &[whole(photo, 0.0)], &mut faces);
    if faces.iter().all(|face| face.contour.is_none()) {
        let mut turned = Vec::new();
        // One by one: the same face seen in two directions must not be averaged.
        for turn in TURNS {
            add_faces(locator, photo, &[whole(photo, turn)], &mut turned);
        }
        if surest(&turned) > surest(&faces) + UPRIGHT_WORTH {
            faces = turned;
        }
    }
    add_faces(locator, photo, &closer_views(photo, &faces), &mut faces);
    if faces.is_empty() {
        add_faces(locator, photo, &tiles(photo, QUARTER, OVERLAPPING), &mut faces);
    }
    let [width, height] = photo.size();
    faces.sort_by(|a, b| worth(b, width, height).total_cmp(&worth(a, width, height)));
    faces
}

/// Squares in which the company of these faces is large enough to be found, which one look at the whole may have missed.
fn closer_views(photo: &Pyramid, faces: &[LocatedFace]) -> Vec<SimilarityTransform> {
    let [width, height] = photo.size();
    let (longer, shorter) = (width.max(height), width.min(height));
    let shares = faces.iter().map(|face| CROP_SIZE as f64 / face.transform.scale() / longer);
    let largest = shares.fold(0.0, f64::max);
    let side = COMPANY * largest / SEEN_SHARE;
    let is_wide = shorter < WIDE * longer;
    if side < HALF {
        return tiles(photo, HALF, OVERLAPPING);
    }
    if side < 1.0 || (is_wide && largest < ROOMY_SHARE) {
        // The largest face, and none is larger, is a fifth of such a square.
        return tiles(photo, side.min(shorter / longer).max(HALF), TOUCHING);
    }
    Vec::new()
}

/// Share of its box by which a face reaches over an edge, if that is why it is not found: cuts through eyes or brow 0.19 and more,
/// patterns that look like a face 0.13 at most.
const CUT_SHARE: f64 = 0.16;

/// The edge that cuts off the likeliest face, as one look at the whole shows it: the one that its box reaches over furthest.
pub fn cut_off(locator: &FaceLocator, photo: &Pyramid) -> Option<&'static str> {
    let detections = locator.look(photo, &whole(photo, 0.0), FIRST_SCORE);
    let Detection { centre, size, .. } = detections.into_iter().max_by(|a, b| a.score.total_cmp(&b.score))?;
    let half = size.map(|length| length / 2.0);
    let end = photo.size();
    let over = [
        (half[0] - centre[0], "left"),
        (centre[0] + half[0] - end[0], "right"),
        (half[1] - centre[1], "upper"),
        (centre[1] + half[1] - end[1], "lower"),
    ];
    let (furthest, edge) = over.into_iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
    (furthest > CUT_SHARE * size[0]).then_some(edge)
}

/// Adds the faces that these views show, the largest first; of two that are one, the more confident stays.
fn add_faces(locator: &FaceLocator, photo: &Pyramid, views: &[SimilarityTransform], faces: &mut Vec<LocatedFace>) {
    let mut detections = merge(views.iter().flat_map(|view| locator.look(photo, view, FIRST_SCORE)).collect());
    detections.sort_by(|a, b| b.size[0].total_cmp(&a.size[0]));
    for detection in detections.iter().take(MAX_FACES) {
        let middle = mean(&detection.points[..4]);
        if faces.iter().any(|face| face.confidence >= SURE && is_at(face, middle, f64::INFINITY)) {
            continue;
        }
        let Some(face) = locator.look_again(photo, detection) else { continue };
        let middle = mean(&face.landmarks.0);
        match faces.iter_mut().find(|other| is_at(other, middle, 1.0 / face.transform.scale())) {
            Some(other) if other.confidence < face.confidence => *other = face,
            Some(_) => {}
            None => faces.push(face),
        }
    }
}

/// The best confidence; 0 if there is no face.
fn surest(faces: &[LocatedFace]) -> f64 {
    faces.iter().map(|face| face.confidence).fold(0.0, f64::max)
}

/// Whether a face is at this point, as seen at its own scale or at a smaller one, in photo pixels per crop pixel.
fn is_at(face: &LocatedFace, point: Point, scale: f64) -> bool {
    let side = CROP_SIZE as f64 * scale.min(1.0 / face.transform.scale());
    distance(mean(&face.landmarks.0), point) <= SAME_FACE * side
}

/// Area, less towards the edge.
fn worth(face: &LocatedFace, width: f64, height: f64) -> f64 {
    let [x, y] = mean(&face.landmarks.0);
    let away = ((x - width / 2.0) / width).hypot((y - height / 2.0) / height) / 0.5f64.hypot(0.5);
    (1.0 - (1.0 - EDGE_WORTH) * away) / face.transform.scale().powi(2)
}
