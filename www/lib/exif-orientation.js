/**
 * The orientation tag of a JPEG, PNG or WebP file, where our decoder reads it. Browsers differ: some ignore it in WebP or PNG,
 * or where it is not stored as the standard wants.
 */

/** The tag (Exif 2.32, 4.6.4 A). */
const ORIENTATION = 0x0112;
/** Bytes of its number by its type: BYTE, SHORT, which the standard wants, and LONG (TIFF 6.0, section 2). */
const SIZES = new Map([
  [1, 1],
  [3, 2],
  [4, 4],
]);

/** Before the EXIF data in JPEG; some programs put it into PNG and WebP too. */
const PREFIX = "Exif\0\0";

/**
 * @param {Uint8Array} bytes of the file
 * @returns {{ value: number, clear: () => void } | null} 1 to 8; `clear` writes 1 into these bytes, which means "as stored";
 * null if there is none
 */
export function findOrientation(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const exif = findExif(view);
    return exif === null ? null : readTag(view, exif);
  } catch (error) {
    // The file ends before what it announces; the decoder will say so.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** @param {DataView} view @returns {number | null} where its EXIF data begin, with the byte order */
function findExif(view) {
  const at = findData(view);
  return at !== null && text(view, at, PREFIX.length) === PREFIX ? at + PREFIX.length : at;
}

/** @param {DataView} view @returns {number | null} */
function findData(view) {
  if (view.getUint16(0) === 0xffd8) return findInJpeg(view);
  if (text(view, 1, 3) === "PNG") return findChunk(view, { from: 8, big: true, name: "eXIf" });
  const isWebp = text(view, 0, 4) === "RIFF" && text(view, 8, 4) === "WEBP";
  return isWebp ? findChunk(view, { from: 12, big: false, name: "EXIF" }) : null;
}

/** Segments of ITU-T T.81, annex B, up to the picture itself. @param {DataView} view */
function findInJpeg(view) {
  for (let at = 2; view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xda || marker === 0xd9) return null;
    if (marker === 0xe1 && text(view, at + 4, PREFIX.length) === PREFIX) return at + 4;
    // Fill bytes have no length.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/**
 * A chunk's data in PNG (length, name, data, checksum) or WebP (name, length, data, to an even number).
 *
 * @param {DataView} view
 * @param {{ from: number, big: boolean, name: string }} what
 */
function findChunk(view, { from, big, name }) {
  for (let at = from; at + 8 <= view.byteLength; ) {
    const length = view.getUint32(big ? at : at + 4, !big);
    if (text(view, big ? at + 4 : at, 4) === name) return at + 8;
    at += 8 + (big ? length + 4 : length + (length % 2));
  }
  return null;
}

/** The tag in the first directory. @param {DataView} view @param {number} exif */
function readTag(view, exif) {
  const isLittle = text(view, exif, 2) === "II";
  const directory = exif + view.getUint32(exif + 4, isLittle);
  const count = view.getUint16(directory, isLittle);
  for (let at = directory + 2; at < directory + 2 + 12 * count; at += 12) {
    if (view.getUint16(at, isLittle) === ORIENTATION) return readValue(view, at, isLittle);
  }
  return null;
}

/** @param {DataView} view @param {number} at of the tag @param {boolean} isLittle */
function readValue(view, at, isLittle) {
  const size = SIZES.get(view.getUint16(at + 2, isLittle));
  if (!size) return null;
  const bytes = Array.from({ length: size }, (_, i) => at + 8 + (isLittle ? size - 1 - i : i));
  const value = bytes.reduce((value, byte) => value * 256 + view.getUint8(byte), 0);
  const clear = () => bytes.forEach((byte, i) => void view.setUint8(byte, i === size - 1 ? 1 : 0));
  return value >= 1 && value <= 8 ? { value, clear } : null;
}

/** @param {DataView} view @param {number} at @param {number} length */
function text(view, at, length) {
  return Array.from({ length }, (_, i) => String.fromCharCode(view.getUint8(at + i))).join("");
}
