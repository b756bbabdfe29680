//! Exif → how to turn the picture upright.
//!
//! Our own reading, because the decoders' knows fewer forms: the tag as LONG, which some phones write, and Exif that still
//! has JPEG's prefix in a WebP or PNG. Browsers read both.

use image::metadata::Orientation;

/// Before the TIFF header in a JPEG. Source: CIPA DC-008, 4.7.2.
const PREFIX: &[u8] = b"Exif\0\0";
/// Source: CIPA DC-008, 4.6.5.
const ORIENTATION: u16 = 0x0112;

/// No turn where Exif says nothing that makes sense.
pub(super) fn of_exif(exif: &[u8]) -> Orientation {
    let tiff = exif.strip_prefix(PREFIX).unwrap_or(exif);
    let value = tag(tiff).and_then(|value| u8::try_from(value).ok());
    value.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms)
}

/// The tag's value in the first directory. Source: TIFF 6.0, section 2.
fn tag(tiff: &[u8]) -> Option<u32> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let number = |at: usize, size: usize| {
        let bytes = tiff.get(at..at.checked_add(size)?)?.iter().map(|&byte| u32::from(byte));
        let join = |number: u32, byte: u32| number << 8 | byte;
        Some(if little { bytes.rev().fold(0, join) } else { bytes.fold(0, join) })
    };
    let directory = usize::try_from(number(4, 4)?).ok()?;
    let count = number(directory, 2)? as usize;
    let entries = (0..count).map_while(|i| directory.checked_add(2 + 12 * i));
    for entry in entries {
        if number(entry, 2)? == u32::from(ORIENTATION) {
            // BYTE, SHORT or LONG, at the start of the value's field.
            let size = match number(entry + 2, 2)? {
                1 => 1,
                3 => 2,
                4 => 4,
                _ => return None,
            };
            return number(entry + 8, size);
        }
    }
    None
}
