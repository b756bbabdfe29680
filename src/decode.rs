//! Image bytes → upright 8-bit RGB: formats, EXIF orientation, size limits.
//!
//! The same decoder runs natively and in wasm, so the same bytes give the same pixels everywhere; a browser's own
//! decoder may differ by a grey level. Colour profiles are not applied: recognition models are trained without.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};

use crate::error::{Error, Result};

/// Most pixels accepted in one image: phones reach 50 megapixels in one shot.
pub const MAX_PIXELS: u64 = 64_000_000;

/// Bytes a decoder may allocate in addition to the pixels: 16-bit RGBA at the pixel limit.
const MAX_DECODER_BYTES: u64 = MAX_PIXELS * 8;

/// Grey level that shows through transparent pixels: white, as a photo is seen on a page.
const BACKGROUND: u16 = 255;

/// Decodes JPEG, PNG, WebP, GIF (first frame) or BMP and turns it upright.
///
/// # Errors
/// [`Error::UnsupportedInput`] for anything but an image of these formats, [`Error::TooLarge`] before anything of that size
/// is allocated, [`Error::Decode`] for damaged or truncated files.
pub fn decode(bytes: &[u8]) -> Result<RgbImage> {
    let format = image::guess_format(bytes).map_err(|_| unknown_format(bytes))?;
    if let (ImageFormat::Png, Some((width, height))) = (format, png_size(bytes)) {
        // Before the decoder, which reads on to the pixels and fails if the file is only a header.
        check_size(width, height)?;
    }
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    decoder.set_limits(limits()).map_err(failed)?;
    if format == ImageFormat::Jpeg && !jpeg_is_complete(bytes) {
        return Err(Error::Decode("the JPEG data ends early".into()));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| match error {
        ImageError::Limits(_) => Error::TooLarge { width, height, max_pixels: MAX_PIXELS },
        other => failed(other),
    })?;
    image.apply_orientation(orientation);
    Ok(into_rgb(image))
}

/// Whether a file that begins so is of a format that [`decode`] reads. Its first 64 bytes are enough.
pub fn is_known_format(start: &[u8]) -> bool {
    image::guess_format(start.trim_ascii_start()).is_ok()
}

/// RGBA pixels, row-major and not premultiplied (a canvas's `ImageData`) → RGB, on white where transparent.
///
/// # Errors
/// [`Error::TooLarge`] for too many pixels, [`Error::UnsupportedInput`] if the length is not `4·width·height`.
pub fn from_rgba(width: u32, height: u32, rgba: Vec<u8>) -> Result<RgbImage> {
    check_size(width, height)?;
    let length = rgba.len();
    let image = RgbaImage::from_raw(width, height, rgba)
        .filter(|_| length as u64 == 4 * u64::from(width) * u64::from(height))
        .ok_or_else(|| Error::UnsupportedInput(format!("{length} bytes are not {width}×{height} RGBA pixels")))?;
    Ok(flatten(&image))
}

fn check_size(width: u32, height: u32) -> Result<()> {
    if width == 0 || height == 0 {
        return Err(Error::UnsupportedInput("the image has no pixels".into()));
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Error::TooLarge { width, height, max_pixels: MAX_PIXELS });
    }
    Ok(())
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    limits
}

fn unknown_format(bytes: &[u8]) -> Error {
    let what = if bytes.is_empty() { "the file is empty" } else { "the file is not an image of a known format" };
    Error::UnsupportedInput(format!("{what}: give a JPEG, PNG, WebP, GIF or BMP"))
}

fn failed(error: ImageError) -> Error {
    match error {
        ImageError::Unsupported(error) => {
            Error::UnsupportedInput(format!("{error}: give a JPEG, PNG, WebP, GIF or BMP"))
        }
        other => Error::Decode(other.to_string()),
    }
}

fn into_rgb(image: DynamicImage) -> RgbImage {
    if image.color().has_alpha() { flatten(&image.into_rgba8()) } else { image.into_rgb8() }
}

fn flatten(image: &RgbaImage) -> RgbImage {
    let over = |value: u8, alpha: u16| ((u16::from(value) * alpha + BACKGROUND * (255 - alpha) + 127) / 255) as u8;
    let pixels = image.pixels().flat_map(|pixel| {
        let [r, g, b, alpha] = pixel.0;
        [r, g, b].map(|value| over(value, u16::from(alpha)))
    });
    RgbImage::from_raw(image.width(), image.height(), pixels.collect()).expect("three bytes a pixel")
}

/// Width and height in a PNG's header (W3C PNG, 11.2.1): the first chunk after the signature.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

/// Whether a JPEG reaches its end marker. The decoder fills what is missing with grey, and grey would be scored.
///
/// Walks the segments of ITU-T T.81, annex B: FF D9 inside an embedded thumbnail does not count.
fn jpeg_is_complete(bytes: &[u8]) -> bool {
    let mut at = 2; // after the start marker
    while let Some(&[prefix, marker]) = bytes.get(at..at + 2) {
        match (prefix, marker) {
            (0xFF, 0xD9) => return true,
            // Stuffed bytes, restart markers and fill bytes carry no length.
            (0xFF, 0x00 | 0xD0..=0xD8) => at += 2,
            (0xFF, 0xFF) => at += 1,
            (0xFF, _) => {
                let Some(&[high, low]) = bytes.get(at + 2..at + 4) else { return false };
                at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
            }
            // Entropy-coded data after a scan's header.
            _ => at += 1,
        }
    }
    false
}
