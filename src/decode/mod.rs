//! Image bytes → upright 8-bit sRGB: formats, orientation, colour profiles, size limits.
//!
//! The same decoder runs natively and in wasm, so the same bytes give the same pixels everywhere; a browser's own
//! decoder may differ by a grey level. What a viewer shows is what is scored: turned upright, in sRGB, on white where it
//! is transparent. A file of which a part is missing is an error: decoders fill the rest with grey, and grey would be
//! scored.

mod color;
mod jpeg;
mod orientation;
mod png;
mod segments;

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};

use crate::error::{Error, Result};

/// Most pixels accepted in one image: phones reach 50 megapixels in one shot.
pub const MAX_PIXELS: u64 = 64_000_000;

/// Bytes a decoder may allocate in addition to the pixels: 16-bit RGBA at the pixel limit.
const MAX_DECODER_BYTES: u64 = MAX_PIXELS * 8;

/// Grey level that shows through transparent pixels: white, as a photo is seen on a page.
const BACKGROUND: u16 = 255;

/// What decoders give: pixels as they are stored, and what else decides how they are shown.
struct Decoded {
    pixels: DynamicImage,
    /// Exif, from its TIFF header on or with a prefix.
    exif: Option<Vec<u8>>,
    /// An ICC profile.
    profile: Option<Vec<u8>>,
}

/// Decodes JPEG, PNG, WebP, GIF (first frame) or BMP, turns it upright and converts it from its ICC profile to sRGB.
///
/// # Errors
/// [`Error::UnsupportedInput`] for anything but an image of these formats, [`Error::TooLarge`] before anything of that size
/// is allocated, [`Error::Decode`] for damaged or incomplete files, also where a decoder panics and panics unwind.
pub fn decode(bytes: &[u8]) -> Result<RgbImage> {
    // Nothing that is left half-done by a panic is used afterwards.
    catch_unwind(AssertUnwindSafe(|| decode_or_panic(bytes))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
        Err(Error::Decode(one_line(&format!("the decoder failed: {text}"))))
    })
}

/// Whether a file that begins so is of a format that [`decode`] reads. Its first 64 bytes are enough.
pub fn is_known_format(start: &[u8]) -> bool {
    image::guess_format(start.trim_ascii_start()).is_ok()
}

fn decode_or_panic(bytes: &[u8]) -> Result<RgbImage> {
    // Web servers' scripts put line breaks before what they send, and viewers read such files.
    let bytes = bytes.trim_ascii_start();
    let decoded = match image::guess_format(bytes).map_err(|_| unknown_format(bytes))? {
        ImageFormat::Jpeg => jpeg::decode(bytes)?,
        format => decode_other(bytes, format)?,
    };
    let mut pixels = decoded.pixels;
    pixels.apply_orientation(orientation::of_exif(decoded.exif.as_deref().unwrap_or_default()));
    match color::to_srgb(pixels, decoded.profile.as_deref()) {
        DynamicImage::ImageRgb8(image) => Ok(image),
        other if other.color().has_alpha() => {
            let (width, height) = (other.width(), other.height());
            Ok(flatten(width, height, other.into_rgba8().into_raw()))
        }
        other => Ok(other.into_rgb8()),
    }
}

fn decode_other(bytes: &[u8], format: ImageFormat) -> Result<Decoded> {
    if let (ImageFormat::Png, Some((width, height))) = (format, png::size(bytes)) {
        // Before the decoder, which reads on to the pixels and fails if the file is only a header.
        check_size(width, height)?;
    }
    let whole = if format == ImageFormat::Png { png::ended(bytes) } else { bytes.into() };
    let bytes = whole.as_ref();
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(failed)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    decoder.set_limits(limits()).map_err(failed)?;
    let exif = match format {
        // The decoder stops at the pixels; Exif may come after them.
        ImageFormat::Png => png::chunk(bytes, *b"eXIf").map(<[u8]>::to_vec),
        _ => decoder.exif_metadata().unwrap_or_default(),
    };
    let profile = decoder.icc_profile().unwrap_or_default();
    let pixels = DynamicImage::from_decoder(decoder).map_err(|error| match error {
        ImageError::Limits(_) => Error::TooLarge { width, height, max_pixels: MAX_PIXELS },
        other => failed(other),
    })?;
    let pixels = if format == ImageFormat::Bmp { with_meant_alpha(pixels) } else { pixels };
    Ok(Decoded { pixels, exif, profile })
}

/// RGBA pixels, row-major and not premultiplied (a canvas's `ImageData`) → RGB, on white where transparent.
///
/// # Errors
/// [`Error::TooLarge`] for too many pixels, [`Error::UnsupportedInput`] if the length is not `4·width·height`.
pub fn from_rgba(width: u32, height: u32, rgba: Vec<u8>) -> Result<RgbImage> {
    check_size(width, height)?;
    let length = rgba.len();
    if length as u64 != 4 * u64::from(width) * u64::from(height) {
        return Err(Error::UnsupportedInput(format!("{length} bytes are not {width}×{height} RGBA pixels")));
    }
    Ok(flatten(width, height, rgba))
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
    unsupported(what)
}

fn unsupported(what: &str) -> Error {
    Error::UnsupportedInput(format!("{}: give a JPEG, PNG, WebP, GIF or BMP", one_line(what)))
}

fn failed(error: ImageError) -> Error {
    match error {
        ImageError::Unsupported(error) => unsupported(&error.to_string()),
        other => Error::Decode(one_line(&other.to_string())),
    }
}

/// Decoders' messages have line breaks; a message here has none.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A BMP with an alpha of 0 everywhere is opaque: programs leave that byte unset. Browsers show it so.
fn with_meant_alpha(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageRgba8(image) if image.pixels().all(|pixel| pixel.0[3] == 0) => {
            DynamicImage::ImageRgba8(image).into_rgb8().into()
        }
        other => other,
    }
}

/// RGBA → RGB, in the same memory: of 12 megapixels, a second copy would be 36 MB.
fn flatten(width: u32, height: u32, mut bytes: Vec<u8>) -> RgbImage {
    let over = |value: u8, alpha: u8| {
        let (value, alpha) = (u16::from(value), u16::from(alpha));
        ((value * alpha + BACKGROUND * (255 - alpha) + 127) / 255) as u8
    };
    let pixels = bytes.len() / 4;
    for i in 0..pixels {
        let [r, g, b, alpha] = [0, 1, 2, 3].map(|channel| bytes[4 * i + channel]);
        let rgb = if alpha == 255 { [r, g, b] } else { [r, g, b].map(|value| over(value, alpha)) };
        bytes[3 * i..][..3].copy_from_slice(&rgb);
    }
    bytes.truncate(3 * pixels);
    RgbImage::from_raw(width, height, bytes).expect("three bytes a pixel")
}
