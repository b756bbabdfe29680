//! What a locator may hand over by mistake: walls, patterns, things, print, pieces of faces, half faces.

use attn_fiqa::crop::{CROP_SIZE, NUM_PATCHES};
use glam::{Vec2, Vec3, vec2};
use image::{RgbImage, imageops};

use super::batch::Sample;
use super::sample::non_face_columns;
use crate::corpus::Corpus;
use crate::degrade::{Severities, Tone, about_the_centre, moved};
use crate::render::{Background, Rng, noise};

const SIDE: u32 = CROP_SIZE as u32;

/// A picture without a face, in any tone, sometimes degraded.
pub fn non_face(corpus: &Corpus, rng: &mut Rng) -> Sample {
    let picture = match rng.weighted(&[0.22, 0.12, 0.1, 0.08, 0.1, 0.08, 0.1, 0.08, 0.12]) {
        0 => background(rng),
        1 => clouds(rng),
        2 => waves(rng),
        3 => tiles(rng),
        4 => things(rng),
        5 => strokes(rng),
        6 => fragment(&face(corpus, rng), rng),
        7 => scrambled(&face(corpus, rng), rng),
        _ => half(&face(corpus, rng), rng),
    };
    let picture = Tone::random(rng, 1.0).apply(&picture);
    let severities = if rng.chance(0.4) { Severities::random(rng).scaled(0.7) } else { Severities::default() };
    let image = severities.apply(&picture, rng.bits());
    Sample { image, label: -1, severities: non_face_columns(), covered: [0.0; NUM_PATCHES] }
}

/// What may be behind a face: rooms, streets, foliage, stripes, tiles, things, print, in any tone.
pub fn scenery(rng: &mut Rng) -> RgbImage {
    let picture = match rng.weighted(&[0.4, 0.2, 0.12, 0.08, 0.12, 0.08]) {
        0 => background(rng),
        1 => clouds(rng),
        2 => waves(rng),
        3 => tiles(rng),
        4 => things(rng),
        _ => strokes(rng),
    };
    Tone::random(rng, 1.0).apply(&picture)
}

fn face(corpus: &Corpus, rng: &mut Rng) -> RgbImage {
    corpus.image(rng.index(corpus.rows.len()))
}

/// A picture from a function of the place in pixels to values of 0 to 1.
fn paint(of: impl Fn(Vec2) -> Vec3) -> RgbImage {
    RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let colour = of(vec2(x as f32, y as f32)) * 255.0 + 0.5;
        image::Rgb(colour.to_array().map(|value| value.clamp(0.0, 255.0) as u8))
    })
}

fn colour(rng: &mut Rng) -> Vec3 {
    let colour = Vec3::new(rng.unit(), rng.unit(), rng.unit());
    // Skin's colours too: a network must not take them for a face.
    match rng.index(3) {
        0 => Vec3::splat(colour.x),
        1 => Vec3::new(0.85, 0.64, 0.52) * rng.range(0.25, 1.1) * rng.tint(0.08),
        _ => colour,
    }
}

/// A piece of a room or of a street, near or far.
fn background(rng: &mut Rng) -> RgbImage {
    let background = Background::new(rng.bits());
    let (zoom, from) = (rng.range(-2.0, 0.4).exp(), vec2(rng.unit(), rng.unit()));
    let light = rng.range(0.6, 2.2);
    paint(|p| (background.at(from + p / CROP_SIZE as f32 * zoom) * light).min(Vec3::ONE).powf(1.0 / 2.2))
}

/// Noise of all scales: stone, fur, foliage, clouds, water.
fn clouds(rng: &mut Rng) -> RgbImage {
    let (colours, seed) = ([colour(rng), colour(rng)], rng.bits() as u32);
    let (fall, stretch, turn) =
        (rng.range(0.3, 1.0), rng.range(-1.5, 1.5).exp(), Vec2::from_angle(rng.range(0.0, 3.1)));
    let contrast = rng.range(0.4, 1.6);
    paint(|p| {
        let p = turn.rotate(p) * vec2(stretch, 1.0 / stretch);
        let octave =
            |o: i32| noise(p.x * 2f32.powi(o) / 56.0, p.y * 2f32.powi(o) / 56.0, seed + o as u32) * fall.powi(o);
        let sum: f32 = (0..6).map(octave).sum();
        colours[0].lerp(colours[1], (0.5 + contrast * sum).clamp(0.0, 1.0))
    })
}

/// Stripes, ripples, blinds, cloth.
fn waves(rng: &mut Rng) -> RgbImage {
    let colours = [colour(rng), colour(rng)];
    let (along, across) = (Vec2::from_angle(rng.range(0.0, 3.1)), rng.range(0.02, 0.9));
    let (bend, long, hard) = (rng.range(0.0, 9.0), rng.range(0.01, 0.12), rng.range(0.5, 6.0));
    let weave = rng.chance(0.3);
    paint(|p| {
        let (u, v) = (p.dot(along), p.dot(along.perp()));
        let wave = ((u + bend * (v * long).sin()) * across).sin() + if weave { (v * across).sin() } else { 0.0 };
        colours[0].lerp(colours[1], (0.5 + 0.5 * hard * wave).clamp(0.0, 1.0))
    })
}

/// Bricks, keyboards, windows of a house, chequers.
fn tiles(rng: &mut Rng) -> RgbImage {
    let colours = [colour(rng), colour(rng), colour(rng)];
    let size = vec2(rng.range(5.0, 40.0), rng.range(5.0, 40.0));
    let (gap, offset, seed) = (rng.range(0.0, 0.3), if rng.chance(0.5) { 0.5 } else { 0.0 }, rng.bits() as u32);
    let (turn, vary) = (Vec2::from_angle(rng.range(-0.4, 0.4)), rng.range(0.0, 0.8));
    paint(|p| {
        let p = turn.rotate(p) / size;
        let p = vec2(p.x + offset * (p.y.floor() % 2.0), p.y);
        let (inside, cell) = (p - p.floor(), p.floor());
        if inside.min_element() < gap {
            return colours[2];
        }
        let shade = noise(cell.x * 7.3, cell.y * 5.1, seed);
        colours[0].lerp(colours[1], (0.5 + vary * shade).clamp(0.0, 1.0))
    })
}

/// Discs and boxes, lit from a side: fruit, cups, buttons, cars; round pairs look like eyes.
fn things(rng: &mut Rng) -> RgbImage {
    let base = colour(rng);
    let count = 2 + rng.index(14);
    let shapes: Vec<(Vec2, f32, bool, Vec3)> = (0..count)
        .map(|_| {
            (vec2(rng.range(0.0, 112.0), rng.range(0.0, 112.0)), rng.range(3.0, 34.0), rng.chance(0.6), colour(rng))
        })
        .collect();
    let light = Vec2::from_angle(rng.range(0.0, 6.3)) * rng.range(0.0, 0.5);
    paint(|p| {
        shapes.iter().fold(base, |under, (centre, size, round, colour)| {
            let q = (p - *centre) / *size;
            let inside = if *round { q.length() < 1.0 } else { q.abs().max_element() < 1.0 };
            if inside { *colour * (1.0 + light.dot(q)) } else { under }
        })
    })
}

/// Print, handwriting, branches, wires.
fn strokes(rng: &mut Rng) -> RgbImage {
    let colours = [colour(rng), colour(rng)];
    let (line, stroke) = (rng.range(6.0, 26.0), rng.range(0.1, 0.3));
    let (seed, slant, dense) = (rng.bits() as u32, rng.range(-0.4, 0.4), rng.range(0.35, 0.8));
    let turn = Vec2::from_angle(rng.range(-0.3, 0.3));
    paint(|p| {
        let p = turn.rotate(p) / line;
        let (row, inside) = (p.y.floor(), p.y - p.y.floor());
        let x = (p.x + slant * p.y) * 2.0 + 17.0 * row;
        let letter = noise(x * 1.7, inside * 3.0 + row * 9.0, seed).abs();
        let space = noise(x * 0.25, row * 3.0, seed + 1) * 0.5 + 0.5 > dense;
        let ink = (0.15..0.8).contains(&inside) && letter < stroke && !space;
        colours[usize::from(ink)]
    })
}

/// A small piece of a face, enlarged.
fn fragment(face: &RgbImage, rng: &mut Rng) -> RgbImage {
    let side = 16 + rng.index(26) as u32;
    let [x, y] = [(); 2].map(|()| rng.index((SIDE - side) as usize) as u32);
    let piece = imageops::crop_imm(face, x, y, side, side).to_image();
    imageops::resize(&piece, SIDE, SIDE, imageops::FilterType::CatmullRom)
}

/// A face cut into tiles that change places: all the detail of a face, but not a face.
fn scrambled(face: &RgbImage, rng: &mut Rng) -> RgbImage {
    let count = [2, 4, 7][rng.index(3)];
    let side = SIDE / count;
    let mut places: Vec<u32> = (0..count * count).collect();
    (1..places.len()).rev().for_each(|last| places.swap(last, rng.index(last + 1)));
    let mut scrambled = RgbImage::new(SIDE, SIDE);
    for (to, from) in places.iter().enumerate() {
        let tile = imageops::crop_imm(face, from % count * side, from / count * side, side, side).to_image();
        let to = to as u32;
        imageops::replace(&mut scrambled, &tile, i64::from(to % count * side), i64::from(to / count * side));
    }
    scrambled
}

/// A face that is half outside, far too large, far too small, or upside down; another background around it.
fn half(face: &RgbImage, rng: &mut Rng) -> RgbImage {
    let angle = rng.range(0.0, std::f32::consts::TAU);
    let (turn, zoom, distance) = match rng.weighted(&[0.5, 0.2, 0.15, 0.15]) {
        0 => (0.2 * rng.normal(), (0.2 * rng.normal()).exp(), rng.range(50.0, 85.0)),
        1 => (0.3 * rng.normal(), rng.range(0.12, 0.35), rng.range(0.0, 40.0)),
        2 => (0.3 * rng.normal(), rng.range(2.4, 5.0), rng.range(0.0, 120.0)),
        _ => (std::f32::consts::PI + 0.4 * rng.normal(), 1.0, rng.range(0.0, 12.0)),
    };
    let transform = about_the_centre(turn, zoom, [distance * angle.cos(), distance * angle.sin()]);
    let around = if rng.chance(0.7) { background(rng) } else { RgbImage::new(SIDE, SIDE) };
    moved(face, &transform, |[x, y], _| *around.get_pixel(x, y))
}
