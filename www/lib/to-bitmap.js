/** An image as it is scored, for drawing: upright, in every browser, and without the transparency that scoring ignores. */
/** @import { ImageSource } from "./types.js" */
/** @import { Size } from "./image-source.js" */
import { FaceQualityError } from "./errors.js";
import { findOrientation } from "./exif-orientation.js";
import { asTainted, readCanvas, take } from "./image-source.js";
import { isA } from "./kinds.js";

/**
 * The values of the EXIF tag (Exif 2.32, 4.6.4 A) as transforms of a picture whose upright size is 1 × 1: a, b, c, d, e, f of
 * a canvas.
 */
// biome-ignore format: one line each
const TRANSFORMS = [
  [1, 0, 0, 1, 0, 0],
  [-1, 0, 0, 1, 1, 0],
  [-1, 0, 0, -1, 1, 1],
  [1, 0, 0, -1, 0, 1],
  [0, 1, 1, 0, 0, 0],
  [0, 1, -1, 0, 1, 0],
  [0, -1, -1, 0, 1, 1],
  [0, -1, 1, 0, 0, 1],
];

/**
 * The image as it is scored: upright, as its file's orientation says, also where the browser ignores that. Close it after
 * use. Its size is that of the boxes and landmarks; of an `<img>` with `srcset` it may be a multiple.
 *
 * @param {ImageSource} source
 * @returns {Promise<ImageBitmap>}
 * @throws {FaceQualityError} `unsupported-input`, `decode`, `tainted`
 */
export async function toBitmap(source) {
  return (await toShown(source)).bitmap;
}

/** The same, with the size that places in it are given in. @param {ImageSource} source @returns {Promise<{ bitmap: ImageBitmap, shown: Size }>} */
export async function toShown(source) {
  const { image, shown } = await take(source);
  const bitmap = image.kind === "bitmap" ? image.bitmap : await decode(image.kind === "pixels" ? image.pixels : image.data);
  return { bitmap, shown: shown ?? bitmap };
}

/** @param {ImageData | Blob} image */
async function decode(image) {
  try {
    return isA(image, "Blob") ? await decodeFile(image) : await createImageBitmap(image);
  } catch (error) {
    const { code, message } = asTainted(error);
    throw new FaceQualityError(code === "tainted" ? code : "decode", `this browser cannot show the image: ${message}`, { cause: error });
  }
}

/** @param {Blob} file */
async function decodeFile(file) {
  const bytes = trimStart(new Uint8Array(await file.arrayBuffer()));
  if (bytes[0] === 0x42 && bytes[1] === 0x4d) return decodeBmp(bytes);
  const orientation = findOrientation(bytes);
  orientation?.clear();
  const bitmap = await createImageBitmap(new Blob([bytes]));
  return orientation && orientation.value > 1 ? turn(bitmap, orientation.value) : bitmap;
}

/** Scripts of web servers put line breaks before a file, which the decoder passes over. @param {Uint8Array<ArrayBuffer>} bytes */
function trimStart(bytes) {
  const start = bytes.findIndex((byte) => byte > 0x20);
  return bytes.subarray(Math.max(start, 0));
}

/** @param {ImageBitmap} stored closed @param {number} orientation */
function turn(stored, orientation) {
  const { width, height } = stored;
  const [a, b, c, d, e, f] = TRANSFORMS[orientation - 1];
  const isOnItsSide = a === 0;
  const canvas = new OffscreenCanvas(isOnItsSide ? height : width, isOnItsSide ? width : height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(a, b, c, d, e * canvas.width, f * canvas.height);
  context.drawImage(stored, 0, 0);
  stored.close();
  return canvas.transferToImageBitmap();
}

/** Where a BMP's header says which bits of a pixel are alpha: the fourth mask (BITMAPV4HEADER, after 14 bytes of file header). */
const ALPHA_MASK = 66;

/** A BMP that is transparent everywhere has a fourth byte that means nothing, and is scored without it. @param {Uint8Array<ArrayBuffer>} bytes */
async function decodeBmp(bytes) {
  const bitmap = await createImageBitmap(new Blob([bytes]));
  if (bytes.length < ALPHA_MASK + 4 || isVisible(bitmap)) return bitmap;
  bitmap.close();
  bytes.fill(0, ALPHA_MASK, ALPHA_MASK + 4);
  return createImageBitmap(new Blob([bytes]));
}

/** @param {ImageBitmap} bitmap */
function isVisible(bitmap) {
  const { width, height } = bitmap;
  const { data } = readCanvas(width, height, (context) => context.drawImage(bitmap, 0, 0));
  return data.some((value, i) => i % 4 === 3 && value > 0);
}
