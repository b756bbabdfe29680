/** Files with an orientation tag, for pages: a canvas encodes without one. */

export const ascii = (text) => Uint8Array.from(text, (char) => char.charCodeAt(0));
export const big = (value, size = 4) => Uint8Array.from({ length: size }, (_, i) => value >> (8 * (size - 1 - i)));
const little = (value, size = 4) => big(value, size).reverse();
export const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** EXIF data with nothing but the tag, as a SHORT or a LONG (TIFF 6.0, section 2). */
function exif(orientation, isLong = false) {
  const value = isLong ? big(orientation) : join(big(orientation, 2), big(0, 2));
  const entry = join(big(0x112, 2), big(isLong ? 4 : 3, 2), big(1), value);
  return join(ascii("MM"), big(42, 2), big(8), big(1, 2), entry, big(0));
}

/** CRC-32 (PNG, annex D). */
export function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}

/** What a canvas holds, with this tag. @type {Record<string, (canvas: OffscreenCanvas, orientation: number) => Promise<Blob>>} */
export const WRITERS = {
  JPEG: (canvas, orientation) => jpeg(canvas, exif(orientation)),
  "JPEG, tag as LONG": (canvas, orientation) => jpeg(canvas, exif(orientation, true)),
  PNG: (canvas, orientation) => png(canvas, exif(orientation), 33),
  "PNG, tag at the end": (canvas, orientation) => png(canvas, exif(orientation), -12),
  WebP: (canvas, orientation) => webp(canvas, exif(orientation)),
  "WebP, prefixed": (canvas, orientation) => webp(canvas, join(ascii("Exif\0\0"), exif(orientation))),
};

/** @throws {CannotWrite} */
async function encode(canvas, type) {
  const blob = await canvas.convertToBlob({ type, quality: 1 });
  if (blob.type !== type) throw new CannotWrite(type);
  return new Uint8Array(await blob.arrayBuffer());
}

/** Safari writes no WebP. */
export class CannotWrite extends Error {}

async function jpeg(canvas, data) {
  const bytes = await encode(canvas, "image/jpeg");
  const segment = join(ascii("Exif\0\0"), data);
  return new Blob([bytes.subarray(0, 2), Uint8Array.of(0xff, 0xe1), big(segment.length + 2, 2), segment, bytes.subarray(2)]);
}

/** `at`: behind the header, 33 bytes long, or before the end, 12 bytes long. */
async function png(canvas, data, at) {
  const bytes = await encode(canvas, "image/png");
  const chunk = join(ascii("eXIf"), data);
  return new Blob([bytes.slice(0, at), big(data.length), chunk, big(crc(chunk)), bytes.slice(at)]);
}

/** The extended form (RFC 9649, 2.7), which Chromium writes already, for a colour profile; its flags come first. */
async function webp(canvas, data) {
  const bytes = await encode(canvas, "image/webp");
  const isExtended = String.fromCharCode(...bytes.subarray(12, 16)) === "VP8X";
  const size = join(little(canvas.width - 1, 3), little(canvas.height - 1, 3));
  const header = isExtended ? [] : join(ascii("VP8X"), little(10), little(0), size);
  const chunks = join(header, bytes.subarray(12));
  chunks[8] |= 8;
  const even = data.length % 2 ? join(data, [0]) : data;
  const body = join(ascii("WEBP"), chunks, ascii("EXIF"), little(data.length), even);
  return new Blob([ascii("RIFF"), little(body.length), body]);
}
