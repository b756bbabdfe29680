//! Where the networks look, and what they have to agree on.

use std::f64::consts::{FRAC_PI_2, PI};

use super::blazeface::{self, Hit, merge};
use super::{Contour, FaceLocator, LocatedFace, landmarks68};
use crate::face::align::SimilarityTransform;
use crate::face::landmarks::{Landmarks, Point, TEMPLATE, mean};
use crate::face::pyramid::Pyramid;
use crate::vit::IMAGE_SIZE;

/// Least score of a first hit. Source: MediaPipe's default.
const FIRST_SCORE: f64 = 0.5;
/// Least score of a candidate in the second pass; the best one must then reach [`TRUSTED_SCORE`].
const SECOND_SCORE: f64 = 0.3;
/// Least score of a face.
const TRUSTED_SCORE: f64 = 0.6;
/// Where BlazeFace's eyes, nose and mouth centre fall in the crop: the mean of 458 faces, mirror-symmetric.
const BLAZEFACE_TEMPLATE: [Point; 4] = [[37.47, 54.19], [74.53, 54.19], [56.00, 75.48], [56.00, 93.61]];
/// Share of the second picture's side that the crop takes.
const SECOND_SHARE: f64 = 0.5;
/// The square that the 68-point network sees, in crop pixels: its middle and its side. The best of a dozen tried on
/// `tests/fixtures/faces`; it reaches further down than the crop, to the chin.
const CONTOUR_SQUARE: (Point, f64) = ([55.5, 73.0], 120.0);
/// Crop pixels by which the two networks may disagree on the crop's middle and corners, for a second score of 1. It
/// falls to none at 0.5: the less sure BlazeFace is, the more the other has to agree. Of the rendered faces in
/// `tests/fixtures/faces` the true ones stay below 15 at scores above 0.75, false ones are at 14 and more below 0.7.
const MAX_DISAGREEMENT: f64 = 22.5;
/// Second score from which a face is not looked at again.
const SURE: f64 = 0.8;
/// A tile's side, as a share of the photo's longer side; tiles overlap by half.
const TILE_SHARE: f64 = 0.5;
/// Side of the crop, as a share of the photo's longer side, below which there may be faces that one look at the whole
/// misses: people far away come in groups.
const GROUP_SHARE: f64 = 0.2;
/// Most faces followed up in one photo.
const MAX_FACES: usize = 32;
/// What a face at the photo's edge is worth of one as large in its middle.
const EDGE_WORTH: f64 = 0.5;
/// Largest distance between two faces' middles that is one face, as a share of the crop's side.
const SAME_FACE: f64 = 0.4;

/// Every face, the one that matters first.
pub fn search(locator: &FaceLocator, photo: &Pyramid) -> Vec<LocatedFace> {
    let (width, height) = (f64::from(photo.photo().width()), f64::from(photo.photo().height()));
    let large = |face: &LocatedFace| IMAGE_SIZE as f64 / face.transform.scale() >= GROUP_SHARE * width.max(height);
    let mut faces = Vec::new();
    add_faces(locator, photo, &[whole(photo, 0.0)], &mut faces);
    if faces.is_empty() {
        // One by one: the same face seen in two directions is not to be averaged.
        for turn in [PI, FRAC_PI_2, -FRAC_PI_2] {
            add_faces(locator, photo, &[whole(photo, turn)], &mut faces);
        }
    }
    if !faces.iter().any(large) {
        add_faces(locator, photo, &tiles(photo), &mut faces);
    }
    faces.sort_by(|a, b| worth(b, width, height).total_cmp(&worth(a, width, height)));
    faces
}

/// Adds the faces that these views show, the largest first; of two that are one, the more confident stays.
fn add_faces(locator: &FaceLocator, photo: &Pyramid, views: &[SimilarityTransform], faces: &mut Vec<LocatedFace>) {
    let mut hits = merge(views.iter().flat_map(|view| look(locator, photo, view, FIRST_SCORE)).collect());
    hits.sort_by(|a, b| b.size[0].total_cmp(&a.size[0]));
    for hit in hits.iter().take(MAX_FACES) {
        let middle = mean(&hit.points[..4]);
        if faces.iter().any(|face| face.confidence >= SURE && is_at(face, middle, f64::INFINITY)) {
            continue;
        }
        let Some(face) = look_again(locator, photo, hit) else { continue };
        let middle = mean(&face.landmarks.0);
        match faces.iter_mut().find(|other| is_at(other, middle, 1.0 / face.transform.scale())) {
            Some(other) if other.confidence < face.confidence => *other = face,
            Some(_) => {}
            None => faces.push(face),
        }
    }
}

/// The 68 points of the face that `transform` aligns, in photo pixels.
pub fn contour(locator: &FaceLocator, photo: &Pyramid, transform: &SimilarityTransform) -> Contour {
    let (middle, side) = CONTOUR_SQUARE;
    let scale = side / landmarks68::SIDE as f64;
    let corner = middle.map(|at| at - (side - scale) / 2.0);
    let to_crop = SimilarityTransform { a: scale, b: 0.0, tx: corner[0], ty: corner[1] };
    let to_photo = to_crop.then(&transform.inverse());
    let picture = photo.sample(&to_photo, landmarks68::SIDE);
    locator.landmarks68.points(&picture).map(|point| to_photo.apply(point))
}

/// The five landmarks among the 68 points: the middles of the lids, the tip of the nose, the corners of the lips.
pub fn landmarks(contour: &Contour) -> Landmarks {
    Landmarks([mean(&contour[36..42]), mean(&contour[42..48]), contour[30], contour[48], contour[54]])
}

/// The whole photo in one square picture, turned.
fn whole(photo: &Pyramid, turn: f64) -> SimilarityTransform {
    let (width, height) = (f64::from(photo.photo().width()), f64::from(photo.photo().height()));
    view([width / 2.0 - 0.5, height / 2.0 - 0.5], width.max(height), turn)
}

/// Overlapping squares that cover the photo.
fn tiles(photo: &Pyramid) -> Vec<SimilarityTransform> {
    let (width, height) = (f64::from(photo.photo().width()), f64::from(photo.photo().height()));
    let side = TILE_SHARE * width.max(height);
    let middles = |length: f64| {
        let count = ((length - side) / (side / 2.0)).ceil().max(0.0) as usize + 1;
        let free = length - side;
        (0..count).map(move |i| match count {
            1 => length / 2.0 - 0.5,
            _ => side / 2.0 - 0.5 + free * i as f64 / (count - 1) as f64,
        })
    };
    middles(height).flat_map(|y| middles(width).map(move |x| view([x, y], side, 0.0))).collect()
}

/// From the picture of a square of the photo to the photo.
fn view(middle: Point, side: f64, turn: f64) -> SimilarityTransform {
    let scale = side / blazeface::SIDE as f64;
    let turned = SimilarityTransform { a: scale * turn.cos(), b: scale * turn.sin(), tx: 0.0, ty: 0.0 };
    let half = (blazeface::SIDE as f64 - 1.0) / 2.0;
    let [x, y] = turned.apply([half, half]);
    SimilarityTransform { tx: middle[0] - x, ty: middle[1] - y, ..turned }
}

/// Hits in one view, in photo pixels.
fn look(locator: &FaceLocator, photo: &Pyramid, view: &SimilarityTransform, threshold: f64) -> Vec<Hit> {
    let hits = locator.blazeface.detect(&photo.sample(view, blazeface::SIDE), threshold);
    let to_photo = |hit: Hit| Hit {
        centre: view.apply(hit.centre),
        size: hit.size.map(|length| length * view.scale()),
        points: hit.points.map(|point| view.apply(point)),
        ..hit
    };
    hits.into_iter().map(to_photo).collect()
}

/// The second pass: the face upright and in the middle. `None` if it is not a face then.
fn look_again(locator: &FaceLocator, photo: &Pyramid, hit: &Hit) -> Option<LocatedFace> {
    let transform = align(hit)?;
    let scale = IMAGE_SIZE as f64 / (SECOND_SHARE * blazeface::SIDE as f64);
    let margin = (scale * blazeface::SIDE as f64 - IMAGE_SIZE as f64) / 2.0;
    let shift = scale / 2.0 - 0.5 - margin;
    let to_crop = SimilarityTransform { a: scale, b: 0.0, tx: shift, ty: shift };
    let view = to_crop.then(&transform.inverse());
    let middle = transform.inverse().apply(TEMPLATE.0[2]);
    let closeness = |hit: &Hit| {
        let [x, y] = hit.points[2];
        hit.score - (x - middle[0]).hypot(y - middle[1]) / (blazeface::SIDE as f64 * view.scale())
    };
    let hits = look(locator, photo, &view, SECOND_SCORE);
    let best = hits.iter().max_by(|a, b| closeness(a).total_cmp(&closeness(b)))?;
    let transform = align(best).filter(|_| best.score >= TRUSTED_SCORE)?;
    let contour = contour(locator, photo, &transform);
    let landmarks = landmarks(&contour);
    landmarks.validate(photo.photo().width(), photo.photo().height()).ok()?;
    let from_contour = SimilarityTransform::estimate(&landmarks.0, &TEMPLATE.0);
    let allowed = MAX_DISAGREEMENT * (2.0 * best.score - 1.0);
    (disagreement(&transform, &from_contour) <= allowed).then_some(LocatedFace {
        landmarks,
        transform: from_contour,
        contour: Some(contour),
        confidence: best.score,
    })
}

/// The transform that brings a hit's points onto the template; `None` if they are no face at all.
fn align(hit: &Hit) -> Option<SimilarityTransform> {
    let transform = SimilarityTransform::estimate(&hit.points[..4], &BLAZEFACE_TEMPLATE);
    (transform.scale() > 0.0 && transform.scale().is_finite()).then_some(transform)
}

/// Largest distance, in crop pixels, between the middle and the corners of the crop under two transforms.
fn disagreement(one: &SimilarityTransform, other: &SimilarityTransform) -> f64 {
    let end = IMAGE_SIZE as f64 - 1.0;
    let there_and_back = one.inverse().then(other);
    let moved = |point: Point| {
        let [x, y] = there_and_back.apply(point);
        (x - point[0]).hypot(y - point[1])
    };
    let points = [[0.0, 0.0], [end, 0.0], [0.0, end], [end, end], [end / 2.0, end / 2.0]];
    points.into_iter().map(moved).fold(0.0, f64::max)
}

/// Whether a face lies at this point, as seen at its own scale or at a smaller one, in photo pixels per crop pixel.
fn is_at(face: &LocatedFace, point: Point, scale: f64) -> bool {
    let [x, y] = mean(&face.landmarks.0);
    let side = IMAGE_SIZE as f64 * scale.min(1.0 / face.transform.scale());
    (x - point[0]).hypot(y - point[1]) <= SAME_FACE * side
}

/// Area, less towards the edge.
fn worth(face: &LocatedFace, width: f64, height: f64) -> f64 {
    let [x, y] = mean(&face.landmarks.0);
    let away = ((x - width / 2.0) / width).hypot((y - height / 2.0) / height) / 0.5f64.hypot(0.5);
    (1.0 - (1.0 - EDGE_WORTH) * away) / face.transform.scale().powi(2)
}
