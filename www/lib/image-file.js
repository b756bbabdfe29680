/** An image file for the decoder. Its type and size are looked at before it is read: a video of two gigabytes is not. */
import { FaceQualityError } from "./errors.js";

/** Bytes that tell the format: enough for every one of them. */
const START = 64;

/** @typedef {{ glue: { isKnownFormat: (start: Uint8Array) => boolean, maxPixels: () => number } }} Decoder */

/**
 * The bytes to decode.
 *
 * @param {Blob} file
 * @param {Decoder} decoder
 * @returns {Promise<Uint8Array | { bitmap: ImageBitmap }>} a bitmap of a format that only the browser can decode: AVIF, HEIC
 * @throws {FaceQualityError} `unsupported-input`, `too-large`
 */
export async function readImageFile(file, { glue }) {
  const start = await read(file, file.slice(0, START));
  if (isHeifFamily(start)) {
    refuseLarge(file, glue.maxPixels());
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (bitmap) return { bitmap };
  } else if (glue.isKnownFormat(start)) {
    refuseLarge(file, glue.maxPixels());
    return read(file);
  }
  // The decoder says what is wrong with a short file.
  if (file.size <= START) return start;
  throw new FaceQualityError(
    "unsupported-input",
    `${describe(file)} is not an image of a known format: give a JPEG, PNG, WebP, GIF or BMP`,
  );
}

/** Bytes of a pixel that is stored without compression, which no photo exceeds. @param {Blob} file @param {number} maxPixels */
function refuseLarge(file, maxPixels) {
  const limit = 4 * maxPixels;
  if (file.size <= limit) return;
  throw new FaceQualityError("too-large", `${describe(file)}, more than any photo has: at most ${megabytes(limit)} are read`);
}

/** @param {Blob} file @param {Blob} part of it */
async function read(file, part = file) {
  try {
    return new Uint8Array(await part.arrayBuffer());
  } catch (cause) {
    const message = `${describe(file)} can no longer be read: it was changed, moved or deleted, or there is not enough memory`;
    throw new FaceQualityError("unsupported-input", message, { cause });
  }
}

/** @param {Blob} file */
function describe({ type, size }) {
  return `the file (${type || "of unknown type"}, ${megabytes(size)})`;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return bytes < 1e5 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Brands of AVIF and HEIC (MIAF, ISO/IEC 23000-22; HEIF, ISO/IEC 23008-12); others of the same container are videos. */
const BRANDS = ["avif", "avis", "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1"];

/**
 * Whether the bytes start as AVIF or HEIC do: an ISO base media file type box (ISO/IEC 14496-12, 4.3), with its major brand
 * and, after a version, the compatible ones.
 *
 * @param {Uint8Array} bytes
 */
function isHeifFamily(bytes) {
  const text = String.fromCharCode(...bytes);
  const brands = Array.from({ length: 14 }, (_, i) => text.slice(8 + 4 * i, 12 + 4 * i)).filter((_, i) => i !== 1);
  return text.slice(4, 8) === "ftyp" && brands.some((brand) => BRANDS.includes(brand));
}
