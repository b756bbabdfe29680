//! Files of which a part is missing: decoders fill it with grey, and grey must not be scored.

use attn_fiqa::decode::decode;
use attn_fiqa::model::Noise;
use image::{DynamicImage, ImageFormat, RgbImage};

use super::{assert_quarters, code, quarters, with_segment};
use crate::common::pictures::{encode, jpeg};
use crate::common::{PORTRAIT, open, portrait, read};

/// A JPEG's end marker.
const END: &[u8] = b"\xff\xd9";

/// One face, coded in every way that cameras and editors use.
fn jpegs() -> Vec<(&'static str, Vec<u8>)> {
    let names = ["progressive", "restarts", "progressive-restarts", "optimised", "grey", "cmyk"];
    let files = names.map(|name| (name, read(&format!("pictures/{name}.jpg"))));
    files.into_iter().chain([("portrait", PORTRAIT.to_vec())]).collect()
}

/// Where the data of the last scan begins.
fn data(file: &[u8]) -> usize {
    file.windows(2).rposition(|bytes| bytes == b"\xff\xda").expect("a scan") + 2
}

#[test]
fn every_way_to_code_a_face_gives_that_face() {
    let render = open("renders/03-frontal.png");
    for (name, file) in jpegs().iter().take(6) {
        let decoded = decode(file).expect(name);
        let (decoded, render) = match *name {
            "grey" => (decoded, DynamicImage::from(render.clone()).into_luma8().into()),
            _ => (decoded, DynamicImage::from(render.clone())),
        };
        let off: u32 = decoded.iter().zip(render.into_rgb8().iter()).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        // What the quality of 85 leaves, of chroma with half the pixels too.
        assert!(off < 3 * 3 * 112 * 112, "{name}: {off}");
    }
}

#[test]
fn a_cut_is_refused_though_the_end_marker_is_there() {
    for (name, file) in jpegs() {
        let start = data(&file);
        // Of a whole last restart interval, here a seventh of the picture, nothing tells where it ends.
        let most = if name == "restarts" { 70 } else { 90 };
        for percent in [1, 10, 30, 50, 70, most] {
            let cut = start + (file.len() - start) * percent / 100;
            assert_eq!(code(&[&file[..cut], END].concat()), "decode", "{name}, {percent} % of the last scan");
            assert_eq!(code(&file[..cut]), "decode", "{name}, {percent} % of the last scan, and no end");
        }
    }
}

#[test]
fn a_piece_that_is_missing_or_noise_is_refused() {
    for (name, file) in jpegs() {
        let (start, end) = (data(&file), file.len() - 2);
        let piece = start + (end - start) / 3..start + (end - start) / 2;
        let missing = [&file[..piece.start], &file[piece.end..]].concat();
        assert_eq!(code(&missing), "decode", "{name}");
        let mut noise = file.clone();
        let mut random = Noise(1);
        noise[piece].fill_with(|| random.bits() as u8);
        assert_eq!(code(&noise), "decode", "{name}");
    }
}

/// A download that reserves its space first and stops.
#[test]
fn reserved_space_is_no_data() {
    for (name, file) in jpegs() {
        let mut stopped = file.clone();
        let half = stopped.len() / 2;
        stopped[half..].fill(0);
        assert_eq!(code(&stopped), "decode", "{name}");
    }
}

#[test]
fn a_file_that_lacks_only_its_end_is_whole() {
    for (name, file) in jpegs() {
        let whole = decode(&file).expect(name);
        for surplus in [&b""[..], b"\xff", b"\xff\xd9 and what comes after", b"\xff\xff\xff\xd9"] {
            let file = [&file[..file.len() - 2], surplus].concat();
            assert!(decode(&file).as_ref() == Ok(&whole), "{name}, {surplus:?}");
        }
    }
    let png = encode(portrait(), ImageFormat::Png);
    // The last chunk is empty: 12 bytes.
    for missing in 1..=12 {
        assert!(decode(&png[..png.len() - missing]) == Ok(portrait()), "without the last {missing} bytes");
    }
}

#[test]
fn bytes_between_segments_do_no_harm() {
    let file = jpeg(&quarters(), 95);
    // After the start marker and the JFIF segment of 18 bytes.
    assert_quarters(&decode(&[&file[..20], b"\0\0 surplus", &file[20..]].concat()).expect("decodes"), "surplus");
}

#[test]
fn pngs_and_webps_with_a_hole_are_refused() {
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let file = encode(portrait(), format);
        let (start, end) = (file.len() / 2, file.len() * 3 / 4);
        let missing = [&file[..start], &file[end..]].concat();
        assert_eq!(code(&missing), "decode", "{format:?}");
    }
    // What ends a PNG is kept.
    let png = encode(portrait(), ImageFormat::Png);
    assert_eq!(code(&[&png[..png.len() / 2], &png[png.len() - 12..]].concat()), "decode");
}

#[test]
fn an_embedded_thumbnail_does_not_hide_a_truncation() {
    let thumbnail = jpeg(&quarters(), 95);
    let whole = with_segment(&jpeg(&quarters(), 95), 0xEA, &thumbnail);
    assert_quarters(&decode(&whole).expect("whole"), "with a thumbnail");
    assert_eq!(code(&whole[..whole.len() - 40]), "decode");
}

/// The decoder of JPEG panics where the Adobe segment tells of more components than there are.
#[test]
fn components_that_are_only_told_of_are_refused() {
    let adobe = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\x02";
    let gray = read("pictures/grey.jpg");
    let place = |marker: &[u8]| gray.windows(2).position(|bytes| bytes == marker).expect("the marker");
    let (frame, scan) = (place(b"\xff\xc0"), place(b"\xff\xda"));
    for kind in [0xC0, 0xC2] {
        let mut file = [&gray[..scan], adobe, &gray[scan..]].concat();
        file[frame + 1] = kind;
        assert_eq!(code(&file), "decode", "{kind:x}");
    }
}

#[test]
fn messages_are_one_line() {
    let file = jpeg(&RgbImage::new(16, 16), 90);
    for length in 2..file.len() {
        if let Err(error) = decode(&file[..length]) {
            assert!(!error.to_string().contains(['\n', '\r', '\t']), "{error:?}");
        }
    }
}
