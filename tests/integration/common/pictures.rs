//! Pictures as files, and pictures without a face, from a formula.

use std::io::Cursor;

use attn_fiqa::face::Contour;
use attn_fiqa::face::geometry::{distance, mean};
use attn_fiqa::model::Noise;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

pub fn encode(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).expect("encodes");
    bytes.into_inner()
}

/// `quality`: 1 to 100.
pub fn jpeg(image: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(image).expect("encodes");
    bytes
}

/// Each level changed.
pub fn mapped(photo: &RgbImage, map: impl Fn(f64) -> f64) -> RgbImage {
    let mut photo = photo.clone();
    for Rgb(pixel) in photo.pixels_mut() {
        *pixel = pixel.map(|value| map(f64::from(value)).round() as u8);
    }
    photo
}

/// Normal enough noise of this deviation, in grey levels.
pub fn noisy(photo: &RgbImage, deviation: f32) -> RgbImage {
    let mut noise = Noise(5);
    let mut photo = photo.clone();
    for value in photo.iter_mut() {
        let sum: f32 = (0..4).map(|_| noise.bits() as f32 / (1 << 24) as f32 - 0.5).sum();
        *value = (f32::from(*value) + sum * deviation * 3f32.sqrt()).clamp(0.0, 255.0) as u8;
    }
    photo
}

/// Dark glasses before a face whose 68 points are known; at 1 their lenses reach from the brows to the cheeks.
pub fn glasses(photo: &mut RgbImage, points: &Contour, size: f64) {
    let eyes = [mean(&points[36..42]), mean(&points[42..48])];
    let between = distance(eyes[0], eyes[1]);
    paint(photo, [22, 20, 22], |x, y| {
        let lens = |eye: &[f64; 2]| ((x - eye[0]) / 0.42).hypot((y - eye[1] - 0.05 * between) / 0.33) < size * between;
        let bridge = (y - eyes[0][1]).abs() < 0.05 * between && (eyes[0][0]..eyes[1][0]).contains(&x);
        eyes.iter().any(lens) || bridge
    });
}

/// Colours of masks.
pub const LIGHT: [u8; 3] = [208, 224, 236];
pub const DARK: [u8; 3] = [40, 42, 48];

/// A medical mask before a face whose 68 points are known: from the middle of the nose to the chin, from cheek to cheek, narrower below.
pub fn mask(photo: &mut RgbImage, points: &Contour, colour: [u8; 3]) {
    let [top, bottom] = [(points[28][1] + points[29][1]) / 2.0, points[8][1]];
    let [left, right] = [points[1][0], points[15][0]];
    paint(photo, colour, |x, y| {
        let taper = 0.2 * (right - left) * (y - top) / (bottom - top);
        (top..bottom).contains(&y) && (left + taper..right - taper).contains(&x)
    });
}

/// Colours the pixels that are inside.
pub fn paint(photo: &mut RgbImage, colour: [u8; 3], inside: impl Fn(f64, f64) -> bool) {
    for (x, y, pixel) in photo.enumerate_pixels_mut() {
        if inside(f64::from(x), f64::from(y)) {
            pixel.0 = colour;
        }
    }
}

/// One of endlessly many; ten kinds take turns.
pub fn without_a_face(number: u32) -> RgbImage {
    let mut noise = Noise(1000 + number);
    let (width, height) = [(640, 480), (480, 640), (320, 240)][number as usize % 3];
    let mut unit = || f64::from(noise.bits()) / f64::from(1 << 24);
    let [p, q, r, s] = [unit(), unit(), unit(), unit()];
    let colours: Vec<[u8; 3]> = (0..40).map(|_| [unit(), unit(), unit()].map(|value| (255.0 * value) as u8)).collect();
    let places: Vec<[f64; 3]> = (0..40).map(|_| [unit(), unit(), 0.02 + 0.15 * unit()]).collect();
    let grain = Grain::new(&mut noise);
    RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
        let grey = |value: f64| [(255.0 * value.clamp(0.0, 1.0)) as u8; 3];
        Rgb(match number % 10 {
            0 => colours[0],
            1 => grey(grain.at(x, y)),
            2 => grey(grain.octaves(u, v)),
            3 => grey(p * u + q * v),
            4 => grey(0.5 + 0.5 * ((u * r + v * s) * 120.0).sin()),
            5 => colours[((u * (4.0 + 20.0 * p)) as usize + (v * (4.0 + 20.0 * p)) as usize) % 2],
            6 => boxes(&places, &colours, u, v),
            7 => discs(&places, &colours, u, v),
            8 => lines(&grain, x, y),
            _ => landscape(&grain, &colours, u, v),
        })
    })
}

/// Noise that stays where it is.
struct Grain(Vec<f64>);

const SIDE: usize = 64;

impl Grain {
    fn new(noise: &mut Noise) -> Self {
        Self((0..SIDE * SIDE).map(|_| f64::from(noise.bits()) / f64::from(1 << 24)).collect())
    }

    fn at(&self, x: u32, y: u32) -> f64 {
        self.0[(y as usize % SIDE) * SIDE + (x as usize + 7 * (y as usize / SIDE)) % SIDE]
    }

    /// Clouds: four octaves.
    fn octaves(&self, u: f64, v: f64) -> f64 {
        (0..4).map(|i| self.smooth(u * 4.0 * f64::from(1 << i), v * 4.0 * f64::from(1 << i)) * 0.5f64.powi(i + 1)).sum()
    }

    fn smooth(&self, x: f64, y: f64) -> f64 {
        let at = |dx: u32, dy: u32| self.at(x as u32 + dx, y as u32 + dy);
        let (fx, fy) = (x.fract(), y.fract());
        let upper = at(0, 0) * (1.0 - fx) + at(1, 0) * fx;
        let lower = at(0, 1) * (1.0 - fx) + at(1, 1) * fx;
        upper * (1.0 - fy) + lower * fy
    }
}

fn boxes(places: &[[f64; 3]], colours: &[[u8; 3]], u: f64, v: f64) -> [u8; 3] {
    let inside = |[x, y, size]: &[f64; 3]| (u - x).abs() < *size && (v - y).abs() < size * 0.7;
    places.iter().rposition(inside).map_or([200; 3], |i| colours[i])
}

fn discs(places: &[[f64; 3]], colours: &[[u8; 3]], u: f64, v: f64) -> [u8; 3] {
    let inside = |[x, y, size]: &[f64; 3]| (u - x).hypot(v - y) < *size;
    places.iter().rposition(inside).map_or([90; 3], |i| colours[i])
}

/// A page of writing.
fn lines(grain: &Grain, x: u32, y: u32) -> [u8; 3] {
    if y % 18 < 9 && grain.at(x / 4, y / 3) > 0.55 { [30; 3] } else { [240; 3] }
}

fn landscape(grain: &Grain, colours: &[[u8; 3]], u: f64, v: f64) -> [u8; 3] {
    let hills = 0.4 + 0.3 * grain.smooth(u * 6.0, 3.0);
    let base = if v < hills { [120, 170, 230] } else { colours[1] };
    base.map(|value| (f64::from(value) * (0.7 + 0.3 * grain.octaves(u, v))) as u8)
}
