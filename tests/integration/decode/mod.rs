//! Bytes → pixels: every format, every orientation, every colour space, and every way to be broken.

mod color;
mod incomplete;
mod orientation;

use attn_fiqa::Error;
use attn_fiqa::decode::{MAX_PIXELS, decode, from_rgba};
use image::{DynamicImage, GrayImage, ImageBuffer, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use crate::common::pictures::encode;
use crate::common::{PORTRAIT, portrait};

const RED: Rgb<u8> = Rgb([220, 30, 30]);
const GREEN: Rgb<u8> = Rgb([30, 200, 30]);
const BLUE: Rgb<u8> = Rgb([30, 30, 220]);
const GREY: Rgb<u8> = Rgb([128, 128, 128]);

/// 48×32, each quarter of another colour: no two orientations look alike.
fn quarters() -> RgbImage {
    RgbImage::from_fn(48, 32, |x, y| match (x < 24, y < 16) {
        (true, true) => RED,
        (false, true) => GREEN,
        (true, false) => BLUE,
        (false, false) => GREY,
    })
}

/// Compares the middles of the quarters: JPEG blurs their borders, GIF has 256 colours.
fn assert_quarters(image: &RgbImage, what: &str) {
    assert_eq!(image.dimensions(), (48, 32), "{what}");
    for (x, y, colour) in [(12, 8, RED), (36, 8, GREEN), (12, 24, BLUE), (36, 24, GREY)] {
        let found = image.get_pixel(x, y).0;
        assert!(found.iter().zip(colour.0).all(|(a, b)| a.abs_diff(b) < 12), "{what}: {found:?} at ({x}, {y})");
    }
}

fn code(bytes: &[u8]) -> &'static str {
    match decode(bytes) {
        Ok(image) => panic!("{} × {} pixels of what is to be refused", image.width(), image.height()),
        Err(error) => error.code(),
    }
}

#[test]
fn reads_every_format() {
    for format in [ImageFormat::Png, ImageFormat::Bmp, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Jpeg] {
        assert_quarters(&decode(&encode(quarters(), format)).expect("decodes"), &format!("{format:?}"));
    }
}

#[test]
fn reads_grey_deep_and_transparent_images() {
    let grey = decode(&encode(GrayImage::from_pixel(20, 20, image::Luma([77])), ImageFormat::Png)).expect("grey");
    assert_eq!(grey.get_pixel(3, 3).0, [77; 3]);
    let deep = ImageBuffer::from_pixel(20, 20, Rgb([0x8000u16, 0, 0xFFFF]));
    let deep = decode(&encode(DynamicImage::ImageRgb16(deep), ImageFormat::Png)).expect("16 bits");
    assert_eq!(deep.get_pixel(3, 3).0, [128, 0, 255]);
    let half = decode(&encode(RgbaImage::from_pixel(20, 20, Rgba([0, 100, 200, 0])), ImageFormat::Png)).expect("alpha");
    assert_eq!(half.get_pixel(3, 3).0, [255; 3], "what is transparent shows the page, not what hides below");
}

/// Programs leave the fourth byte of a BMP unset; viewers show such files, and show the others as they are.
#[test]
fn a_bmp_whose_alpha_is_unset_is_opaque() {
    let unset = RgbaImage::from_fn(48, 32, |x, y| {
        let Rgb([r, g, b]) = *quarters().get_pixel(x, y);
        Rgba([r, g, b, 0])
    });
    assert_quarters(&decode(&encode(unset.clone(), ImageFormat::Bmp)).expect("decodes"), "alpha 0 everywhere");
    let mut set = unset;
    set.put_pixel(0, 0, Rgba([0, 0, 0, 255]));
    let set = decode(&encode(set, ImageFormat::Bmp)).expect("decodes");
    assert_eq!((set.get_pixel(0, 0).0, set.get_pixel(1, 0).0), ([0; 3], [255; 3]));
}

#[test]
fn line_breaks_before_a_file_do_no_harm() {
    for format in [ImageFormat::Png, ImageFormat::Bmp, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Jpeg] {
        let file = [b"\r\n\n".as_slice(), &encode(quarters(), format)].concat();
        assert_quarters(&decode(&file).expect("decodes"), &format!("{format:?}"));
    }
}

#[test]
fn refuses_what_is_no_image() {
    for bytes in [b"".as_slice(), b"just some text, long enough to be something", b"%PDF-1.7 no picture"] {
        assert_eq!(code(bytes), "unsupported-input");
    }
}

#[test]
fn refuses_truncated_files() {
    for percent in [3, 10, 50, 90, 99] {
        assert_eq!(code(&PORTRAIT[..PORTRAIT.len() * percent / 100]), "decode", "{percent} % of a JPEG");
    }
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Gif] {
        let whole = encode(portrait(), format);
        for percent in [10, 50, 90] {
            assert_eq!(code(&whole[..whole.len() * percent / 100]), "decode", "{percent} % of a {format:?}");
        }
    }
}

fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, content, &jpeg[2..]].concat()
}

#[test]
fn refuses_sizes_before_allocating_them() {
    // A header that lies: were the pixels allocated first, this would take 2.7 GB.
    let mut lying = encode(quarters(), ImageFormat::Png);
    lying[16..24].copy_from_slice(&[30_000_u32.to_be_bytes(); 2].concat());
    assert_eq!(decode(&lying[..33]), Err(Error::TooLarge { width: 30_000, height: 30_000, max_pixels: MAX_PIXELS }));
    assert_eq!(from_rgba(30_000, 30_000, Vec::new()).expect_err("refused").code(), "too-large");
}

#[test]
fn refuses_pixels_that_do_not_fit_their_size() {
    assert_eq!(from_rgba(2, 2, vec![0; 15]).expect_err("too few").code(), "unsupported-input");
    assert_eq!(from_rgba(2, 2, vec![0; 17]).expect_err("too many").code(), "unsupported-input");
    assert_eq!(from_rgba(0, 2, Vec::new()).expect_err("none").code(), "unsupported-input");
}
