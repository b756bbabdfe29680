//! The locator on pictures with a known truth: how many faces it finds, how well it aligns them, and what it finds where
//! there is no face. `cargo test --test integration locator -- --nocapture` prints the tables of `docs/locator.md`.

use attn_fiqa::decode::decode;
use attn_fiqa::face::{FaceLocator, Locator, Pyramid, SimilarityTransform, TEMPLATE};
use image::{RgbImage, imageops};

use crate::common::pictures::{jpeg, noisy, without_a_face};
use crate::common::{Render, locator, portrait, renders};

/// A picture and the transform that aligns its face.
struct Case {
    photo: RgbImage,
    truth: SimilarityTransform,
    yaw: f64,
    group: String,
}

fn cases() -> Vec<Case> {
    let case = |render: Render| Case {
        photo: render.photo(),
        truth: SimilarityTransform::estimate(&render.landmarks.0, &TEMPLATE.0),
        yaw: render.yaw,
        group: render.file.split('-').next().expect("a group").to_owned(),
    };
    let cases: Vec<_> = renders().into_iter().map(case).collect();
    assert_eq!(cases.len(), 72);
    cases
}

/// Mean distance, in pixels of the crop, between where the template's points are and where they should be; `None` if no
/// face was found.
fn alignment_error(locator: &FaceLocator, photo: &RgbImage, truth: &SimilarityTransform) -> Option<f64> {
    let face = locator.locate(&Pyramid::new(photo)).into_iter().next()?;
    let moved = truth.inverse().then(&face.transform);
    let off = TEMPLATE.0.map(|point| {
        let [x, y] = moved.apply(point);
        (x - point[0]).hypot(y - point[1])
    });
    Some(off.iter().sum::<f64>() / 5.0)
}

struct Row {
    pictures: usize,
    errors: Vec<f64>,
}

impl Row {
    fn measure<'a>(
        locator: &FaceLocator,
        cases: impl Iterator<Item = (&'a RgbImage, &'a SimilarityTransform)>,
    ) -> Self {
        let mut row = Row { pictures: 0, errors: Vec::new() };
        for (photo, truth) in cases {
            row.pictures += 1;
            row.errors.extend(alignment_error(locator, photo, truth));
        }
        row.errors.sort_by(f64::total_cmp);
        row
    }

    fn quantile(&self, share: f64) -> f64 {
        self.errors[((self.errors.len() - 1) as f64 * share).round() as usize]
    }

    fn found(&self) -> f64 {
        self.errors.len() as f64 / self.pictures as f64
    }

    fn print(&self, name: &str) {
        let (found, median, high) = (100.0 * self.found(), self.quantile(0.5), self.quantile(0.95));
        println!("| {name} | {} | {found:.1} % | {median:.2} | {high:.2} |", self.pictures);
    }
}

#[test]
fn faces_are_found_and_aligned() {
    let (locator, cases) = (locator(), cases());
    println!("\n| rendered faces | pictures | found | median error | 95th percentile |\n|---|---|---|---|---|");
    for (group, name) in [
        ("everyday", "20 to 160 pixels between the eyes, yaw ±30°, roll ±20°"),
        ("small", "40 to 60 pixels wide"),
        ("rolled", "turned by 35° to 180°"),
    ] {
        let row = Row::measure(
            &locator,
            cases.iter().filter(|case| case.group == group).map(|case| (&case.photo, &case.truth)),
        );
        row.print(name);
        // The bounds this project sets itself: 98 % of frontal faces from 40 pixels up, 2 and 4 pixels.
        assert!(row.found() >= 0.98, "{group}: {} of {}", row.errors.len(), row.pictures);
        assert!(row.quantile(0.5) <= 2.0 && row.quantile(0.95) <= 4.0, "{group}");
    }
    for (low, high) in [(0.0, 10.0), (10.0, 20.0), (20.0, 30.1)] {
        let within = cases.iter().filter(|case| case.group == "everyday" && (low..high).contains(&case.yaw.abs()));
        Row::measure(&locator, within.map(|case| (&case.photo, &case.truth)))
            .print(&format!("yaw {low:.0} to {high:.0}°"));
    }
}

/// What photos suffer, and the smallest share of faces that must still be found.
type Degradation = (&'static str, fn(&RgbImage) -> RgbImage, f64);

const DEGRADATIONS: [Degradation; 8] = [
    ("blur, σ 1.5 pixels", |photo| imageops::blur(photo, 1.5), 0.9),
    ("a fifth of the light", |photo| each(photo, |value| value * 0.2), 0.9),
    ("over-exposed 1.8 times", |photo| each(photo, |value| value * 1.8), 0.9),
    ("noise, σ 25 levels", |photo| noisy(photo, 25.0), 0.9),
    ("JPEG, quality 8", |photo| decode(&jpeg(photo, 8)).expect("decodes"), 0.9),
    ("grey", grey, 0.95),
    (
        "a third of the size",
        |photo| imageops::resize(photo, photo.width() / 3, photo.height() / 3, imageops::FilterType::Triangle),
        0.8,
    ),
    ("low contrast", |photo| each(photo, |value| 100.0 + 0.3 * value), 0.9),
];

#[test]
fn degraded_faces_are_found_too() {
    let (locator, cases) = (locator(), cases());
    println!("\n| degradation | pictures | found | median error | 95th percentile |\n|---|---|---|---|---|");
    for (name, degrade, least) in DEGRADATIONS {
        let pictures: Vec<(RgbImage, SimilarityTransform)> = cases
            .iter()
            .filter(|case| case.group == "everyday")
            .map(|case| {
                let photo = degrade(&case.photo);
                let scale = f64::from(photo.width()) / f64::from(case.photo.width());
                let shift = (scale - 1.0) / 2.0;
                let resized = SimilarityTransform { a: scale, b: 0.0, tx: shift, ty: shift };
                (photo, resized.inverse().then(&case.truth))
            })
            .collect();
        let row = Row::measure(&locator, pictures.iter().map(|(photo, truth)| (photo, truth)));
        row.print(name);
        assert!(row.found() >= least, "{name}: {} of {}", row.errors.len(), row.pictures);
    }
}

#[test]
fn nothing_is_found_where_there_is_no_face() {
    let locator = locator();
    let found: Vec<u32> =
        (0..100).filter(|&number| !locator.locate(&Pyramid::new(&without_a_face(number))).is_empty()).collect();
    println!("faces found in 100 pictures without one: {}", found.len());
    assert!(found.len() <= 2, "{found:?}");
    let cut: Vec<u32> =
        (0..100).filter(|&number| locator.cut_off(&Pyramid::new(&without_a_face(number))).is_some()).collect();
    println!("pictures without a face in which one seems to be cut off: {}", cut.len());
    assert!(cut.len() <= 5, "{cut:?}");
}

/// Eyes, nose and mouth corners marked by hand on the portrait, at least two pixels uncertain.
const PORTRAIT: [[f64; 2]; 5] = [[113.0, 101.0], [157.0, 103.0], [136.0, 127.0], [114.0, 140.0], [154.0, 141.0]];

#[test]
fn a_portrait_is_found_however_it_lies() {
    let portrait = portrait();
    let locator = locator();
    let truth = SimilarityTransform::estimate(&PORTRAIT, &TEMPLATE.0);
    // One pixel of this photo is 0.8 of the crop.
    assert!(alignment_error(&locator, &portrait, &truth).expect("found") < 3.5);
    let upright = locator.locate(&Pyramid::new(&portrait)).swap_remove(0);
    let end = f64::from(portrait.width()) - 1.0;
    type Turn = fn([f64; 2], f64) -> [f64; 2];
    let turns: [(RgbImage, Turn); 3] = [
        (imageops::rotate90(&portrait), |[x, y], end| [end - y, x]),
        (imageops::rotate180(&portrait), |[x, y], end| [end - x, end - y]),
        (imageops::rotate270(&portrait), |[x, y], end| [y, end - x]),
    ];
    for (turned, map) in turns {
        let face = locator.locate(&Pyramid::new(&turned)).swap_remove(0);
        for (found, expected) in face.landmarks.0.iter().zip(upright.landmarks.0) {
            let [x, y] = map(expected, end);
            assert!((found[0] - x).hypot(found[1] - y) < 3.0, "{found:?} {x} {y}");
        }
    }
}

#[test]
fn of_several_faces_the_large_one_in_the_middle_comes_first() {
    let portrait = portrait();
    let mut group = RgbImage::from_pixel(760, 400, image::Rgb([128; 3]));
    let small = imageops::resize(&portrait, 225, 225, imageops::FilterType::Triangle);
    for (photo, x, y) in [(&small, 5, 100), (&portrait, 240, 60), (&small, 530, 100)] {
        imageops::replace(&mut group, photo, x, y);
    }
    let faces = locator().locate(&Pyramid::new(&group));
    assert_eq!(faces.len(), 3);
    let nose = faces[0].landmarks.0[2];
    assert!((nose[0] - 376.0).abs() < 8.0, "{nose:?}");
    assert!(faces.iter().all(|face| face.confidence > 0.6 && face.confidence <= 1.0));
}

#[test]
fn a_second_face_half_as_wide_is_counted() {
    let (locator, portrait) = (locator(), portrait());
    let face = locator.locate(&Pyramid::new(&portrait)).swap_remove(0);
    let crop = 112.0 / face.transform.scale();
    for (width, height) in [(1280, 720), (960, 720), (720, 720), (720, 1280), (1800, 600)] {
        for share in [0.16, 0.19, 0.22, 0.3] {
            let mut photo = RgbImage::from_pixel(width, height, image::Rgb([128; 3]));
            for (share, x, y) in [(share, 0.36, 0.5), (share / 2.0, 0.85, 0.3)] {
                let side = (share * f64::from(width.max(height)) / crop * f64::from(portrait.width())) as u32;
                let at =
                    [(width, x), (height, y)].map(|(length, at)| (f64::from(length) * at) as i64 - i64::from(side) / 2);
                let sized = imageops::resize(&portrait, side, side, imageops::FilterType::Triangle);
                imageops::replace(&mut photo, &sized, at[0], at[1]);
            }
            let found = locator.locate(&Pyramid::new(&photo)).len();
            assert_eq!(found, 2, "{share} of {width}×{height}");
        }
    }
}

#[test]
fn any_picture_gives_an_answer() {
    let locator = locator();
    for (width, height) in [(1, 1), (1, 500), (500, 1), (2, 3), (127, 129), (3000, 20)] {
        for value in [0, 255] {
            let photo = RgbImage::from_pixel(width, height, image::Rgb([value; 3]));
            assert_eq!(locator.locate(&Pyramid::new(&photo)), []);
        }
    }
}

fn each(photo: &RgbImage, map: impl Fn(f32) -> f32) -> RgbImage {
    let mut photo = photo.clone();
    photo.iter_mut().for_each(|value| *value = map(f32::from(*value)).clamp(0.0, 255.0) as u8);
    photo
}

fn grey(photo: &RgbImage) -> RgbImage {
    let mut photo = photo.clone();
    photo
        .pixels_mut()
        .for_each(|pixel| pixel.0 = [pixel.0.iter().map(|&value| u32::from(value)).sum::<u32>().div_ceil(3) as u8; 3]);
    photo
}
