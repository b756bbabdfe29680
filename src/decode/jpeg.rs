//! JPEG, strictly: a file of which a part is missing or damaged is refused, not filled with grey.

use image::{DynamicImage, GrayImage, RgbImage};
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::segments::complete_jpeg;
use super::{Decoded, check_size, one_line, unsupported};
use crate::error::{Error, Result};

pub(super) fn decode(file: &[u8]) -> Result<Decoded> {
    let file = complete_jpeg(file).ok_or_else(|| Error::Decode("the JPEG data ends early".into()))?;
    let options = DecoderOptions::default().set_strict_mode(true).set_max_width(usize::MAX).set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file.as_slice()), options);
    decoder.decode_headers().map_err(failed)?;
    let (width, height) = decoder.dimensions().unwrap_or_default();
    // A JPEG's sides have 16 bits.
    let (width, height) = (width as u32, height as u32);
    check_size(width, height)?;
    let (space, parts) =
        decoder.input_colorspace().zip(decoder.info()).ok_or_else(|| failed_to("say what it holds"))?;
    // The decoder would look for the components that Adobe's segment tells of: it handles only three of four.
    let told = space.num_components();
    if usize::from(parts.components) != told && (told, parts.components) != (4, 3) {
        return Err(Error::Decode(format!("the JPEG has {} components, but tells of {told}", parts.components)));
    }
    let is_gray = space == ColorSpace::Luma;
    let space = if is_gray { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(options.jpeg_set_out_colorspace(space));
    let pixels = decoder.decode().map_err(|error| match error {
        DecodeErrors::Unsupported(_) => failed(error),
        _ => Error::Decode("the JPEG data ends early or is damaged".into()),
    })?;
    let pixels = match is_gray {
        true => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        false => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
    };
    Ok(Decoded {
        pixels: pixels.ok_or_else(|| failed_to("give all pixels"))?,
        exif: decoder.exif().cloned(),
        profile: decoder.icc_profile(),
    })
}

fn failed_to(what: &str) -> Error {
    Error::Decode(format!("the JPEG decoder did not {what}"))
}

fn failed(error: DecodeErrors) -> Error {
    match error {
        DecodeErrors::Unsupported(what) => unsupported(&format!("JPEG: {what:?} is not supported")),
        other => Error::Decode(one_line(&format!("JPEG: {other}"))),
    }
}
