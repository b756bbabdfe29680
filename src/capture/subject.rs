//! The face that is measured: where it is in its photo, and its picture at a fixed size.

use image::RgbImage;

use crate::crop::CROP_SIZE;
use crate::face::geometry::{Point, SimilarityTransform, corners, turn};
use crate::face::{Landmarks, LocatedFace, Pyramid, TEMPLATE, warp};

/// The picture that is measured shows the crop's square at twice its size: 70 pixels between the eyes.
const ZOOM: f64 = 2.0;
/// Side of that picture, in pixels.
pub(super) const SIDE: usize = 2 * CROP_SIZE;
/// The face region where only five landmarks are known: middle and half axes of an oval on the crop, from the brows to
/// the chin. Our choice; results are marked as approximate.
const OVAL: (Point, Point) = ([56.0, 74.0], [36.0, 42.0]);

/// The lowest point of the chin among the 68.
pub(super) const CHIN: usize = 8;

/// One face and its photo.
#[derive(Debug)]
pub struct Subject<'a> {
    pub(super) photo: &'a Pyramid<'a>,
    pub(super) face: LocatedFace,
    /// Whether the photo around the face is known: not for an aligned crop.
    pub(super) in_photo: bool,
    /// The other faces of the photo; `None` if no locator looked.
    pub(super) others: Option<&'a [LocatedFace]>,
    /// The face at a fixed size: `SIDE × SIDE`.
    pub(super) picture: RgbImage,
    /// Which pixels of the picture are the face region; what the photo's edge cuts off is not.
    pub(super) region: Vec<bool>,
}

impl<'a> Subject<'a> {
    /// A face in its photo. `others`: the other faces there; `None` if no locator looked.
    pub fn in_photo(photo: &'a Pyramid<'a>, face: &LocatedFace, others: Option<&'a [LocatedFace]>) -> Self {
        Self::new(photo, face.clone(), true, others)
    }

    /// A photo that is nothing but an aligned face crop.
    pub fn aligned(photo: &'a Pyramid<'a>) -> Self {
        let transform = SimilarityTransform::resize(CROP_SIZE as f64 / photo.size()[0]);
        let landmarks = Landmarks(TEMPLATE.0.map(|point| transform.inverse().apply(point)));
        Self::new(photo, LocatedFace { landmarks, confidence: 1.0, transform, contour: None }, false, None)
    }

    fn new(photo: &'a Pyramid<'a>, face: LocatedFace, in_photo: bool, others: Option<&'a [LocatedFace]>) -> Self {
        let to_picture = face.transform.then(&SimilarityTransform::resize(ZOOM));
        let picture = warp(photo, &to_picture, SIDE as u32);
        let mut region = match &face.contour {
            Some(contour) => hull(contour.map(|point| to_picture.apply(point))),
            None => oval(),
        };
        let to_photo = to_picture.inverse();
        // A pixel further in: the Laplacian reads its neighbours.
        let is_in_photo = |point: Point| contains(photo, to_photo.apply(point), to_photo.scale());
        if !corners(SIDE).into_iter().all(is_in_photo) {
            for (i, inside) in region.iter_mut().enumerate() {
                *inside &= is_in_photo([(i % SIDE) as f64, (i / SIDE) as f64]);
            }
        }
        Self { photo, face, in_photo, others, picture, region }
    }
}

impl Subject<'_> {
    /// Around the face, from the brows to the chin, in photo pixels: the 68 points, or the oval's ends.
    pub(super) fn outline(&self) -> Vec<Point> {
        let of_oval = || [[-1.0, 0.0], [1.0, 0.0], [0.0, -1.0], [0.0, 1.0]].map(|end| self.of_oval(end)).to_vec();
        self.face.contour.map_or_else(of_oval, |contour| contour.to_vec())
    }

    /// The lowest point of the chin, in photo pixels.
    pub(super) fn chin(&self) -> Point {
        self.face.contour.map_or_else(|| self.of_oval([0.0, 1.0]), |contour| contour[CHIN])
    }

    /// A point of the oval, in half axes from its middle, in photo pixels.
    fn of_oval(&self, end: Point) -> Point {
        let (middle, axes) = OVAL;
        self.face.transform.inverse().apply([0, 1].map(|axis| middle[axis] + end[axis] * axes[axis]))
    }
}

/// Whether a point is in the photo, that far from its edge.
pub(super) fn contains(photo: &Pyramid, point: Point, margin: f64) -> bool {
    point.iter().zip(photo.size()).all(|(&at, length)| at >= margin && at <= length - 1.0 - margin)
}

/// The pixels inside of the points' convex hull.
fn hull(points: impl IntoIterator<Item = Point>) -> Vec<bool> {
    let hull = convex_hull(points.into_iter().collect());
    let inside = |x: f64, y: f64| {
        let ahead = hull.iter().cycle().skip(1);
        hull.iter().zip(ahead).all(|(from, to)| turn(*from, *to, [x, y]) >= 0.0)
    };
    mask(inside)
}

fn oval() -> Vec<bool> {
    let (middle, axes) = OVAL;
    let share = |at: f64, axis: usize| (at / ZOOM - middle[axis]) / axes[axis];
    mask(|x, y| share(x, 0).powi(2) + share(y, 1).powi(2) <= 1.0)
}

/// The pixels of a shape without dents: in each row, all between the first and the last.
fn mask(inside: impl Fn(f64, f64) -> bool) -> Vec<bool> {
    let mut mask = vec![false; SIDE * SIDE];
    for (y, row) in mask.chunks_exact_mut(SIDE).enumerate() {
        let is_in = |x: &usize| inside(*x as f64, y as f64);
        if let (Some(first), Some(last)) = ((0..SIDE).find(is_in), (0..SIDE).rfind(is_in)) {
            row[first..=last].fill(true);
        }
    }
    mask
}

/// The corners of the convex hull, clockwise on the screen (Andrew's monotone chain).
fn convex_hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|p, q| p[0].total_cmp(&q[0]).then(p[1].total_cmp(&q[1])));
    let chain = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in points {
            while chain.len() >= 2 && turn(chain[chain.len() - 2], chain[chain.len() - 1], point) <= 0.0 {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = chain(&mut points.iter().copied());
    hull.extend(chain(&mut points.iter().rev().copied()));
    hull
}
