/** @import { ImageSource } from "./types.js" */
import { FaceQualityError, toFaceQualityError } from "./errors.js";

/**
 * An image on its way to the engine, as little copied as possible.
 *
 * `encoded`: bytes that the engine decodes, the same way on every machine. `pixels`: decoded already.
 * `bitmap`: a frame that the browser holds; the engine reads its pixels and closes it.
 *
 * @typedef {{ kind: "encoded", data: Blob | Uint8Array } | { kind: "pixels", pixels: ImageData } | { kind: "bitmap", bitmap: ImageBitmap }} EngineImage
 */

/**
 * Takes what a page has. What is decoded already is snapshot at once, so that a video may run on.
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
    const pixels = /** @type {ImageData} */ (source);
    if (!(pixels.data instanceof Uint8ClampedArray)) throw unsupported("ImageData with floating-point pixels");
    return { kind: "pixels", pixels };
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
    const context = makeCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (!context) throw new FaceQualityError("too-large", `no canvas of ${width}×${height} pixels is available`);
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  } catch (error) {
    throw asTainted(error);
  } finally {
    bitmap.close();
  }
}

/**
 * A canvas in whatever place this runs: Safari before 16.4 has no OffscreenCanvas.
 *
 * @param {number} width
 * @param {number} height
 * @returns {{ getContext(id: "2d", options?: CanvasRenderingContext2DSettings): CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null } & CanvasImageSource}
 */
export function makeCanvas(width, height) {
  if (typeof OffscreenCanvas !== "undefined") return /** @type {any} */ (new OffscreenCanvas(width, height));
  return Object.assign(document.createElement("canvas"), { width, height });
}

/**
 * The canvas and the worker boundary name the same thing differently: an image of another origin.
 *
 * @param {unknown} error
 */
export function asTainted(error) {
  const name = /** @type {{ name?: string }} */ (error)?.name;
  if (name === "SecurityError" || name === "DataCloneError") {
    const message = "the image comes from another origin that does not share it (CORS): load it with crossorigin";
    return new FaceQualityError("tainted", message, { cause: error });
  }
  return toFaceQualityError(error, "unsupported-input");
}

/**
 * @param {unknown} source
 * @returns {Promise<ImageBitmapSource>}
 */
async function ready(source) {
  if (isA(source, "HTMLImageElement")) {
    const image = /** @type {HTMLImageElement} */ (source);
    await image.decode().catch((cause) => {
      throw new FaceQualityError("decode", "the <img> cannot be decoded: it is broken or has no source", { cause });
    });
    return image;
  }
  if (isA(source, "HTMLVideoElement")) {
    const video = /** @type {HTMLVideoElement} */ (source);
    if (video.readyState < video.HAVE_CURRENT_DATA) throw unsupported("a <video> that shows no frame yet");
    return video;
  }
  for (const type of ["ImageBitmap", "HTMLCanvasElement", "OffscreenCanvas", "VideoFrame"]) {
    if (isA(source, type)) return /** @type {ImageBitmapSource} */ (source);
  }
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
 * `instanceof` for classes that not every place has.
 *
 * @param {unknown} value
 * @param {string} type
 */
function isA(value, type) {
  const constructor = /** @type {any} */ (globalThis)[type];
  return typeof constructor === "function" && value instanceof constructor;
}

/** @param {string} what */
function unsupported(what) {
  const message = `${what} is no image source: give a Blob, bytes, ImageData, ImageBitmap, <img>, <canvas>, <video> or VideoFrame`;
  return new FaceQualityError("unsupported-input", message);
}
