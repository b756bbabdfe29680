//! ICC profiles, written here from the definitions of their colour spaces, against those definitions.

use attn_fiqa::decode::decode;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, GrayImage, ImageEncoder, ImageFormat, Luma, Rgb, RgbImage};

use super::quarters;
use crate::common::pictures::encode;

/// Primaries, adapted to the D50 white of profiles, columns of R, G, B, and the exponent of the curve.
struct Space {
    to_xyz: [[f64; 3]; 3],
    gamma: Gamma,
}

#[derive(Clone, Copy)]
enum Gamma {
    Power(f64),
    Srgb,
}

/// Source: the profile of Display P3 by Apple.
const DISPLAY_P3: Space = Space {
    to_xyz: [[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]],
    gamma: Gamma::Srgb,
};
/// Source: Adobe RGB (1998), annex.
const ADOBE_RGB: Space = Space {
    to_xyz: [[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]],
    gamma: Gamma::Power(2.199_218_75),
};
/// Source: IEC 61966-2-1, by Bradford to D50.
const SRGB: Space = Space {
    to_xyz: [[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]],
    gamma: Gamma::Srgb,
};

impl Gamma {
    fn linear(self, value: f64) -> f64 {
        match self {
            Gamma::Power(gamma) => value.powf(gamma),
            Gamma::Srgb if value <= 0.04045 => value / 12.92,
            Gamma::Srgb => ((value + 0.055) / 1.055).powf(2.4),
        }
    }

    fn tag(self) -> Vec<u8> {
        let values: &[f64] = match self {
            Gamma::Power(gamma) => &[gamma],
            Gamma::Srgb => &[2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045],
        };
        let kind = if values.len() == 1 { 0 } else { 3 };
        let values = values.iter().flat_map(|&value| fixed(value));
        [b"para\0\0\0\0\0".as_slice(), &[kind, 0, 0]].concat().into_iter().chain(values).collect()
    }
}

/// ICC.1, 4.6: s15Fixed16Number.
fn fixed(value: f64) -> [u8; 4] {
    ((value * 65536.0).round() as i32).to_be_bytes()
}

fn xyz(values: [f64; 3]) -> Vec<u8> {
    [b"XYZ \0\0\0\0".to_vec(), values.map(fixed).concat()].concat()
}

/// ICC.1, 7: header, tag table, tags.
fn profile(space: &[u8; 4], tags: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let (mut table, mut content) = ((tags.len() as u32).to_be_bytes().to_vec(), Vec::new());
    let start = 128 + 4 + 12 * tags.len();
    for (name, tag) in tags {
        table.extend_from_slice(name);
        table.extend_from_slice(&((start + content.len()) as u32).to_be_bytes());
        table.extend_from_slice(&(tag.len() as u32).to_be_bytes());
        content.extend_from_slice(tag);
        content.resize(content.len().next_multiple_of(4), 0);
    }
    let mut header = vec![0; 128];
    header[..4].copy_from_slice(&((start + content.len()) as u32).to_be_bytes());
    header[8..12].copy_from_slice(&[4, 0x30, 0, 0]);
    header[12..24].copy_from_slice(&[b"mntr", &space[..], b"XYZ "].concat());
    header[36..40].copy_from_slice(b"acsp");
    header[68..80].copy_from_slice(&[0.9642, 1.0, 0.8249].map(fixed).concat());
    [header, table, content].concat()
}

impl Space {
    fn profile(&self) -> Vec<u8> {
        let column = |i: usize| xyz([self.to_xyz[0][i], self.to_xyz[1][i], self.to_xyz[2][i]]);
        let curve = self.gamma.tag();
        let tags = [
            (*b"rXYZ", column(0)),
            (*b"gXYZ", column(1)),
            (*b"bXYZ", column(2)),
            (*b"rTRC", curve.clone()),
            (*b"gTRC", curve.clone()),
            (*b"bTRC", curve),
            (*b"wtpt", xyz([0.9642, 1.0, 0.8249])),
        ];
        profile(b"RGB ", &tags)
    }

    /// The colour in sRGB, by the definitions.
    fn to_srgb(&self, color: [u8; 3]) -> [u8; 3] {
        let linear = color.map(|value| self.gamma.linear(f64::from(value) / 255.0));
        let xyz = times(&self.to_xyz, linear);
        times(&inverse(&SRGB.to_xyz), xyz).map(|value| {
            let value = value.clamp(0.0, 1.0);
            let coded = if value <= 0.003_130_8 { 12.92 * value } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 };
            (255.0 * coded).round() as u8
        })
    }
}

fn times(matrix: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

fn inverse(m: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let cofactor = |r: usize, c: usize| {
        let at = |i: usize, j: usize| m[(r + i) % 3][(c + j) % 3];
        at(1, 1) * at(2, 2) - at(1, 2) * at(2, 1)
    };
    let determinant: f64 = (0..3).map(|c| m[0][c] * cofactor(0, c)).sum();
    [0, 1, 2].map(|r| [0, 1, 2].map(|c| cofactor(c, r) / determinant))
}

/// Skin, hair, cloth and sky; saturated ones leave sRGB.
const COLORS: [[u8; 3]; 8] = [
    [224, 172, 141],
    [96, 60, 44],
    [30, 24, 20],
    [255, 255, 255],
    [128, 128, 128],
    [40, 90, 160],
    [220, 40, 40],
    [20, 200, 60],
];

fn flat(color: [u8; 3]) -> RgbImage {
    RgbImage::from_pixel(16, 16, Rgb(color))
}

fn with_profile<E: ImageEncoder>(mut encoder: E, image: &RgbImage, profile: &[u8]) {
    encoder.set_icc_profile(profile.to_vec()).expect("taken");
    encoder.write_image(image, image.width(), image.height(), ExtendedColorType::Rgb8).expect("encodes");
}

/// The picture as PNG, WebP and JPEG.
fn files(image: &RgbImage, profile: &[u8]) -> [Vec<u8>; 3] {
    let [mut png, mut webp, mut jpeg] = [const { Vec::<u8>::new() }; 3];
    with_profile(PngEncoder::new(&mut png), image, profile);
    with_profile(WebPEncoder::new_lossless(&mut webp), image, profile);
    with_profile(JpegEncoder::new_with_quality(&mut jpeg, 100), image, profile);
    [png, webp, jpeg]
}

#[test]
fn pictures_of_wider_spaces_come_in_srgb() {
    for space in [DISPLAY_P3, ADOBE_RGB] {
        for color in COLORS {
            let expected = space.to_srgb(color);
            for (file, name) in files(&flat(color), &space.profile()).iter().zip(["PNG", "WebP", "JPEG"]) {
                let found = decode(file).expect(name).get_pixel(8, 8).0;
                // Tables of 8 and 13 bits, and a JPEG's own rounding, which grows where a wider space is stretched.
                let tolerance = if name == "JPEG" { 6 } else { 2 };
                let off = found.iter().zip(expected).map(|(a, b)| a.abs_diff(b)).max();
                assert!(off <= Some(tolerance), "{name}: {color:?} is {found:?}, not {expected:?}");
            }
        }
    }
}

#[test]
fn a_profile_of_srgb_changes_nothing() {
    let plain = encode(quarters(), ImageFormat::Png);
    let [png, ..] = files(&quarters(), &SRGB.profile());
    assert!(decode(&png) == decode(&plain));
}

#[test]
fn grey_has_profiles_too() {
    let tags = [(*b"kTRC", Gamma::Power(1.8).tag()), (*b"wtpt", xyz([0.9642, 1.0, 0.8249]))];
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_icc_profile(profile(b"GRAY", &tags)).expect("taken");
    let image = GrayImage::from_pixel(16, 16, Luma([100]));
    encoder.write_image(&image, 16, 16, ExtendedColorType::L8).expect("encodes");
    let found = decode(&file).expect("decodes").get_pixel(3, 3).0;
    let [expected, ..] = Space { gamma: Gamma::Power(1.8), ..SRGB }.to_srgb([100; 3]);
    assert!(found.iter().all(|value| value.abs_diff(expected) <= 1), "{found:?}, not {expected}");
}

#[test]
fn profiles_that_are_damaged_or_of_another_space_are_passed_over() {
    let expected = decode(&encode(quarters(), ImageFormat::Png)).expect("decodes");
    let good = DISPLAY_P3.profile();
    let grey = profile(b"GRAY", &[(*b"kTRC", Gamma::Power(1.8).tag())]);
    let inks = profile(b"CMYK", &[(*b"A2B0", vec![0; 64])]);
    for profile in [b"no profile".to_vec(), good[..200].to_vec(), vec![0xFF; 600], grey, inks] {
        let [png, ..] = files(&quarters(), &profile);
        assert!(decode(&png).as_ref() == Ok(&expected), "{profile:?}");
    }
}
