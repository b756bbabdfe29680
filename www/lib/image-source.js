/** What a page has as an image, in the form that the engine takes. */
/** @import { ImageSource } from "./types.js" */
import { FaceQualityError, toFaceQualityError } from "./errors.js";

/**
 * An image for the engine, copied as little as possible.
 *
 * `encoded`: bytes that the engine decodes, the same way on every machine. `pixels`: decoded already.
 * `bitmap`: a frame that the browser holds; the engine reads its pixels, then closes it.
 *
 * @typedef {{ kind: "encoded", data: Blob | Uint8Array } | { kind: "pixels", pixels: ImageData } | { kind: "bitmap", bitmap: ImageBitmap }} EngineImage
 */

/**
 * Accepts every image source. What is already decoded is copied at once, so that a video can continue.
 *
 * @param {ImageSource} source
 * @returns {Promise<EngineImage>}
 * @throws {FaceQualityError} `unsupported-input`, `decode`, `tainted`
 */
export async function toEngineImage(source) {
  if (source instanceof Blob) return { kind: "encoded", data: source };
  if (source instanceof ArrayBuffer) return { kind: "encoded", data: new Uint8Array(source) };
  if (source instanceof Uint8Array) return { kind: "encoded", data: source };
  if (isA(source, "ImageData")) {
    if (!(source.data instanceof Uint8ClampedArray)) throw unsupported("ImageData with floating-point pixels");
    return { kind: "pixels", pixels: source };
  }
  return { kind: "bitmap", bitmap: await snapshot(await ready(source)) };
}

/**
 * Reads a frame's pixels and closes it.
 *
 * @param {ImageBitmap} bitmap
 * @param {number} maxPixels
 * @returns {ImageData}
 * @throws {FaceQualityError} `tainted`, `too-large`
 */
export function readPixels(bitmap, maxPixels) {
  const { width, height } = bitmap;
  try {
    if (width * height > maxPixels) {
      const message = `the image is ${width}×${height} pixels; at most ${maxPixels} pixels are accepted: scale it down first`;
      throw new FaceQualityError("too-large", message);
    }
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (!context) throw new FaceQualityError("too-large", `a canvas of ${width}×${height} pixels is not available`);
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  } catch (error) {
    throw asTainted(error);
  } finally {
    bitmap.close();
  }
}

/**
 * The canvas and the worker boundary use different names for the same problem: an image from another origin.
 *
 * @param {unknown} error
 */
export function asTainted(error) {
  const name = /** @type {{ name?: string }} */ (error)?.name;
  if (name === "SecurityError" || name === "DataCloneError") {
    const message = "the image comes from another origin, which does not share it (CORS): load it with the crossorigin attribute";
    return new FaceQualityError("tainted", message, { cause: error });
  }
  return toFaceQualityError(error, "unsupported-input");
}

const FRAMES = /** @type {const} */ (["ImageBitmap", "HTMLCanvasElement", "HTMLVideoElement", "OffscreenCanvas", "VideoFrame"]);

/** @param {unknown} source @returns {Promise<ImageBitmapSource>} */
async function ready(source) {
  if (isA(source, "HTMLImageElement")) {
    await source.decode().catch((cause) => {
      throw new FaceQualityError("decode", "the <img> cannot be decoded: it is broken or has no source", { cause });
    });
    return source;
  }
  if (isA(source, "HTMLVideoElement") && source.readyState < source.HAVE_CURRENT_DATA) {
    throw unsupported("a <video> that shows no frame yet");
  }
  for (const type of FRAMES) if (isA(source, type)) return source;
  throw unsupported(source === null ? "null" : typeof source);
}

/** @param {ImageBitmapSource} source */
async function snapshot(source) {
  try {
    return await createImageBitmap(source, { premultiplyAlpha: "none" });
  } catch (error) {
    throw asTainted(error);
  }
}

/**
 * `instanceof` for classes that some browsers and workers lack.
 *
 * @template {"ImageData" | "HTMLImageElement" | (typeof FRAMES)[number]} Type
 * @param {unknown} value
 * @param {Type} type
 * @returns {value is InstanceType<(typeof globalThis)[Type]>}
 */
function isA(value, type) {
  const known = globalThis[type];
  return typeof known === "function" && value instanceof known;
}

/** @param {string} what */
function unsupported(what) {
  const message = `${what} is not an image source: give a Blob, bytes, ImageData, ImageBitmap, <img>, <canvas>, <video> or VideoFrame`;
  return new FaceQualityError("unsupported-input", message);
}
