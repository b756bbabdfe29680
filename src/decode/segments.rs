//! The pieces that files are made of, as far as decoders do not tell what is needed here.

use std::borrow::Cow;

/// A PNG's chunks: type, content, and where the file goes on. Source: W3C PNG, 5.3.
fn png_chunks(file: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8], usize)> {
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
pub(super) fn png_chunk(file: &[u8], wanted: [u8; 4]) -> Option<&[u8]> {
    png_chunks(file).find(|(kind, ..)| *kind == wanted).map(|(_, content, _)| content)
}

/// A PNG with the chunk that ends it: a file may lack only that. Whether its pixels are there, the decoder tells.
pub(super) fn ended_png(file: &[u8]) -> Cow<'_, [u8]> {
    match png_chunks(file).last() {
        Some((kind, _, end)) if kind != *b"IEND" => Cow::Owned([&file[..end], PNG_END].concat()),
        _ => Cow::Borrowed(file),
    }
}

const PNG_END: &[u8] = b"\0\0\0\0IEND\xae\x42\x60\x82";

/// Markers of ITU-T T.81, table B.1.
mod marker {
    pub const SOI: u8 = 0xD8;
    pub const EOI: u8 = 0xD9;
    pub const SOS: u8 = 0xDA;
    pub const DRI: u8 = 0xDD;
    pub const TEM: u8 = 0x01;
    pub const JPG13: u8 = 0xFD;
}

/// Zero bytes at the end of a file without an end marker that tell of a download that reserved its space and stopped.
/// Pixels seldom end so: 64 bytes are hundreds of blocks of one colour.
const RESERVED: usize = 64;
/// Zero bytes after the data: more than decoders read ahead.
const AHEAD: [u8; 8] = [0; 8];

/// A JPEG whose every pixel has its data, made ready for the decoder; `None` where a part is missing.
///
/// Decoders fill what is missing with grey or with what the bits 0 mean, and say nothing if there is an end marker. So
/// what a restart marker tells is counted, and behind the data is put a marker that has no meaning: a decoder in strict
/// mode that arrives there while it still needs data refuses the file. Bytes between segments, which strict mode refuses
/// but which do no harm, are left out. A missing end marker is added.
///
/// Source: ITU-T T.81, annex B. FF D9 inside an embedded thumbnail does not count.
pub(super) fn complete_jpeg(file: &[u8]) -> Option<Vec<u8>> {
    let mut walk = Walk { out: vec![0xFF, marker::SOI], frame: None, interval: 0, scans: 0, last: None };
    let mut at = 2;
    while let Some((start, code)) = next_marker(file, at) {
        match code {
            marker::EOI => return walk.end(),
            marker::SOI | marker::TEM | 0xD0..=0xD7 => at = start + 2,
            _ => at = walk.segment(file, start, code)?,
        }
    }
    if file.iter().rev().take_while(|&&byte| byte == 0).count() >= RESERVED {
        return None;
    }
    walk.end()
}

/// What a JPEG's segments say on the way.
struct Walk {
    out: Vec<u8>,
    frame: Option<Frame>,
    /// Units between two restart markers; 0 without.
    interval: usize,
    scans: usize,
    last: Option<Scan>,
}

/// The size of a picture, and its components: id, horizontal and vertical samples.
struct Frame {
    width: usize,
    height: usize,
    components: Vec<(u8, usize, usize)>,
    progressive: bool,
}

/// A scan that was passed.
struct Scan {
    /// Whether its last restart interval is a part of one.
    is_open: bool,
    /// Whether restart markers are missing.
    is_short: bool,
}

impl Walk {
    /// Takes a segment, and after a scan's header its data; returns where to go on.
    fn segment(&mut self, file: &[u8], start: usize, code: u8) -> Option<usize> {
        let length = usize::from(u16::from_be_bytes([*file.get(start + 2)?, *file.get(start + 3)?])).max(2);
        let end = start + 2 + length;
        let content = file.get(start + 4..end)?;
        self.out.extend_from_slice(&file[start..end]);
        match code {
            // Frames of all kinds; C4, C8 and CC are others.
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => self.frame = Frame::new(content, code == 0xC2),
            marker::DRI => self.interval = usize::from(u16::from_be_bytes([*content.first()?, *content.get(1)?])),
            marker::SOS => return self.scan(file, end, content),
            _ => {}
        }
        Some(end)
    }

    fn scan(&mut self, file: &[u8], start: usize, header: &[u8]) -> Option<usize> {
        let (mut end, mut restarts) = (file.len(), 0);
        let mut at = start;
        while let Some((found, code)) = next_marker(file, at) {
            if !(0xD0..=0xD7).contains(&code) {
                end = found;
                break;
            }
            restarts += 1;
            at = found + 2;
        }
        self.out.extend_from_slice(&file[start..end]);
        let frame = self.frame.as_ref()?;
        let (progressive, units) = (frame.progressive, frame.units(header)?);
        // An interval that ends with the scan is followed by a marker that the decoder knows.
        let is_open = self.interval == 0 || !units.is_multiple_of(self.interval);
        let intervals = if self.interval > 0 { units.div_ceil(self.interval) } else { 1 };
        self.scans += 1;
        self.last = Some(Scan { is_open, is_short: restarts + 1 < intervals });
        if progressive && self.scans > 1 {
            self.end_scan();
        }
        Some(end)
    }

    /// Puts the marker without a meaning behind a scan.
    fn end_scan(&mut self) {
        if self.last.as_ref().is_some_and(|scan| scan.is_open) {
            self.out.extend_from_slice(&AHEAD);
            self.out.extend_from_slice(&[0xFF, marker::JPG13, 0, 2]);
        }
    }

    fn end(mut self) -> Option<Vec<u8>> {
        // The last scan is where a file that was cut is short.
        if self.last.as_ref()?.is_short {
            return None;
        }
        // A progressive picture's scans have it already, but for the first: the decoder wants that one to end at a marker.
        if !self.frame.as_ref()?.progressive {
            self.end_scan();
        }
        self.out.extend_from_slice(&[0xFF, marker::EOI]);
        Some(self.out)
    }
}

impl Frame {
    fn new(content: &[u8], progressive: bool) -> Option<Self> {
        let &[_, h1, h0, w1, w0, count, ref components @ ..] = content else { return None };
        let components = components.as_chunks::<3>().0.iter().take(count.into());
        let components = components.map(|&[id, samples, _]| (id, usize::from(samples >> 4), usize::from(samples & 15)));
        Some(Self {
            width: u16::from_be_bytes([w1, w0]).into(),
            height: u16::from_be_bytes([h1, h0]).into(),
            components: components.collect(),
            progressive,
        })
    }

    /// Minimum coded units in a scan: blocks where it has one component, else what all their samples share.
    fn units(&self, header: &[u8]) -> Option<usize> {
        let (&count, components) = header.split_first()?;
        let most = |pick: fn(&(u8, usize, usize)) -> usize| self.components.iter().map(pick).max().unwrap_or(1).max(1);
        let (widest, highest) = (most(|component| component.1), most(|component| component.2));
        let (h, v) = match count {
            1 => {
                self.components.iter().find(|component| components.first() == Some(&component.0)).map(|c| (c.1, c.2))?
            }
            _ => (1, 1),
        };
        let samples = |size: usize, own: usize, most: usize| match count {
            1 => (size * own).div_ceil(most),
            _ => size.div_ceil(most),
        };
        Some(samples(self.width, h, widest).div_ceil(8) * samples(self.height, v, highest).div_ceil(8))
    }
}

/// The next marker's place and code: not a stuffed byte, after its fill bytes.
fn next_marker(file: &[u8], mut at: usize) -> Option<(usize, u8)> {
    loop {
        at += file.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
        match file.get(at + 1)? {
            0x00 => at += 2,
            0xFF => at += 1,
            &code => return Some((at, code)),
        }
    }
}
