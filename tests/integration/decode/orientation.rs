//! Photos that are stored turned: every orientation, in every form that cameras and programs write.

use attn_fiqa::decode::decode;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, RgbImage, imageops};

use super::{assert_quarters, quarters, with_segment};
use crate::common::pictures::{encode, jpeg};

const JPEG_PREFIX: &[u8] = b"Exif\0\0";

/// What a camera stores for each orientation: the inverse of what a viewer has to do (CIPA DC-008, 4.6.4.A).
fn stored() -> impl Iterator<Item = (u8, RgbImage)> {
    let upright = quarters();
    let stored = [
        upright.clone(),
        imageops::flip_horizontal(&upright),
        imageops::rotate180(&upright),
        imageops::flip_vertical(&upright),
        imageops::rotate270(&imageops::flip_horizontal(&upright)),
        imageops::rotate270(&upright),
        imageops::rotate90(&imageops::flip_horizontal(&upright)),
        imageops::rotate90(&upright),
    ];
    (1..=8).zip(stored)
}

/// Exif with another tag and the orientation, in every byte order and integer type that is met.
fn exifs(orientation: u8) -> Vec<Vec<u8>> {
    let little = |kind: u8| {
        let start = [b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x02\0\0\0A\0\0\0".as_slice(), b"\x12\x01"].concat();
        [&start[..], &[kind, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]].concat()
    };
    let big = |kind: u8, value: [u8; 4]| {
        let start = [b"MM\0*\0\0\0\x08\0\x02\x01\x0f\0\x02\0\0\0\x02A\0\0\0".as_slice(), b"\x01\x12"].concat();
        [&start[..], &[0, kind, 0, 0, 0, 1], &value, &[0; 4]].concat()
    };
    let o = orientation;
    vec![little(1), little(3), little(4), big(1, [o, 0, 0, 0]), big(3, [0, o, 0, 0]), big(4, [0, 0, 0, o])]
}

#[test]
fn every_orientation_in_a_jpeg() {
    for (tag, stored) in stored() {
        for exif in exifs(tag) {
            let file = with_segment(&jpeg(&stored, 95), 0xE1, &[JPEG_PREFIX, &exif].concat());
            assert_quarters(&decode(&file).expect("decodes"), &format!("orientation {tag}, {exif:?}"));
        }
    }
}

#[test]
fn every_orientation_in_a_webp_with_and_without_a_prefix() {
    for (tag, stored) in stored() {
        for exif in exifs(tag).into_iter().flat_map(|exif| [[JPEG_PREFIX, &exif].concat(), exif]) {
            let mut file = Vec::new();
            let mut encoder = WebPEncoder::new_lossless(&mut file);
            encoder.set_exif_metadata(exif).expect("taken");
            encoder
                .write_image(&stored, stored.width(), stored.height(), image::ExtendedColorType::Rgb8)
                .expect("encodes");
            assert_quarters(&decode(&file).expect("decodes"), &format!("orientation {tag}"));
        }
    }
}

#[test]
fn every_orientation_in_a_png_before_and_after_the_pixels() {
    for (tag, stored) in stored() {
        let file = encode(DynamicImage::from(stored), ImageFormat::Png);
        // The header ends at 33, the last chunk has 12 bytes.
        for at in [33, file.len() - 12] {
            let with_exif = [&file[..at], &png_chunk(b"eXIf", &exifs(tag)[1]), &file[at..]].concat();
            assert_quarters(&decode(&with_exif).expect("decodes"), &format!("orientation {tag} at {at}"));
        }
    }
}

fn png_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let body = [kind, content].concat();
    // W3C PNG, annex D.
    let crc = body.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 })
    });
    [&(content.len() as u32).to_be_bytes()[..], &body, &(!crc).to_be_bytes()].concat()
}

#[test]
fn exif_that_makes_no_sense_turns_nothing() {
    let good = exifs(6)[1].clone();
    let nonsense = [
        Vec::new(),
        b"II*\0".to_vec(),
        b"no TIFF header".to_vec(),
        b"II*\0\xff\xff\xff\xff".to_vec(),
        b"II*\0\x08\0\0\0\xff\xff".to_vec(),
        good[..good.len() - 10].to_vec(),
        exifs(0)[1].clone(),
        exifs(9)[2].clone(),
    ];
    for exif in nonsense {
        let file = with_segment(&jpeg(&quarters(), 95), 0xE1, &[JPEG_PREFIX, &exif].concat());
        assert_quarters(&decode(&file).expect("decodes"), &format!("{exif:?}"));
    }
}
