//! The chunks of a PNG: what the decoder does not tell, because it fails before or stops at the pixels.

use std::borrow::Cow;

/// Width and height in a PNG's header (W3C PNG, 11.2.1): the first chunk after the signature.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

/// A PNG's chunks: type, content, and where the file goes on. Source: W3C PNG, 5.3.
fn chunks(file: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8], usize)> {
    let mut at = 8; // after the signature
    std::iter::from_fn(move || {
        let (length, after) = file.get(at..)?.split_first_chunk()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let content = after.get(..length)?;
        after.get(length..length.checked_add(4)?)?; // the checksum
        at += 12 + length;
        Some((*kind, content, at))
    })
}

/// The content of a PNG's first chunk of this type, wherever it is.
pub(super) fn chunk(file: &[u8], wanted: [u8; 4]) -> Option<&[u8]> {
    chunks(file).find(|(kind, ..)| *kind == wanted).map(|(_, content, _)| content)
}

/// A PNG with the chunk that ends it: a file may lack only that. Whether its pixels are there, the decoder tells.
pub(super) fn ended(file: &[u8]) -> Cow<'_, [u8]> {
    match chunks(file).last() {
        Some((kind, _, end)) if kind != *b"IEND" => Cow::Owned([&file[..end], END].concat()),
        _ => Cow::Borrowed(file),
    }
}

const END: &[u8] = b"\0\0\0\0IEND\xae\x42\x60\x82";
