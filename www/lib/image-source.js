/** What a page has as an image, in the form that the engine takes: as it was at the moment of the call. */
/** @import { ImageSource } from "./types.js" */
import { within } from "./abortable.js";
import { FaceQualityError, toFaceQualityError } from "./errors.js";
import { bytesOf, isA } from "./kinds.js";
import { describe } from "./options.js";

/**
 * An image for the engine.
 *
 * `encoded`: a file, which the engine decodes, the same way on every machine. `pixels`: decoded already.
 * `bitmap`: a frame that the browser holds; the engine reads its pixels, then closes it.
 *
 * @typedef {{ kind: "encoded", data: Blob } | { kind: "pixels", pixels: ImageData } | { kind: "bitmap", bitmap: ImageBitmap }} EngineImage
 */

/** The page's own pixels, by which it names places: those of `naturalWidth` for an `<img>`. @typedef {{ width: number, height: number }} Size */

/**
 * `size`: null for a file, which is decoded later. `shown`: of which the image may have more pixels, or fewer.
 *
 * @typedef {{ image: EngineImage, shown: Size | null }} Taken
 */

/** Milliseconds that an `<img>` may take to load. */
const IMG_LIMIT = 30_000;

/**
 * Takes an image. All but an `<img>` that is still loading is copied before this returns: the caller may draw on, overwrite
 * or close it directly afterwards.
 *
 * @param {ImageSource} source
 * @param {(size: Size) => Size} [fit] the size in which a frame is kept; its own by default
 * @returns {Promise<Taken>}
 * @throws {FaceQualityError} `unsupported-input`, `decode`, `tainted`
 */
export async function take(source, fit = (size) => size) {
  if (isA(source, "Blob")) return encoded(source);
  const bytes = bytesOf(source);
  // Copied twice where they are shared between threads, which a Blob does not take.
  if (bytes) return encoded(new Blob([bytes.slice()]));
  if (isA(source, "HTMLImageElement") && !(source.complete && source.naturalWidth > 0)) await load(source);
  const size = sizeOf(source);
  if (size.width === 0 || size.height === 0) {
    throw new FaceQualityError("unsupported-input", `the image has no pixels (${size.width}×${size.height}): it is empty or was closed`);
  }
  const kept = fit(size);
  const isWhole = kept.width === size.width && kept.height === size.height;
  if (isA(source, "ImageData") && isWhole) return { image: { kind: "pixels", pixels: toSrgb(source) }, shown: size };
  return { image: { kind: "bitmap", bitmap: await snapshot(source, isWhole ? null : kept) }, shown: size };
}

/** @param {Blob} data @returns {Taken} */
const encoded = (data) => ({ image: { kind: "encoded", data }, shown: null });

/**
 * A copy in 8-bit sRGB, as the engine reads it.
 *
 * @param {ImageData} pixels
 */
function toSrgb(pixels) {
  const { width, height, data, colorSpace } = pixels;
  const isPlain = (colorSpace ?? "srgb") === "srgb" && data.BYTES_PER_ELEMENT === 1;
  // @ts-ignore: TypeScript does not know that a view may be of another window.
  if (isPlain) return new ImageData(new Uint8ClampedArray(data), width, height);
  return readCanvas(width, height, (context) => context.putImageData(pixels, 0, 0));
}

/**
 * Reads a frame's pixels and closes it.
 *
 * @param {ImageBitmap} bitmap
 * @param {number} maxPixels
 * @returns {ImageData} in sRGB
 * @throws {FaceQualityError} `tainted`, `too-large`
 */
export function readPixels(bitmap, maxPixels) {
  const { width, height } = bitmap;
  try {
    if (width * height > maxPixels) {
      const message = `the image is ${width}×${height} pixels; at most ${maxPixels} pixels are accepted: scale it down first`;
      throw new FaceQualityError("too-large", message);
    }
    return readCanvas(width, height, (context) => context.drawImage(bitmap, 0, 0));
  } catch (error) {
    throw asTainted(error);
  } finally {
    bitmap.close();
  }
}

/**
 * @param {number} width
 * @param {number} height
 * @param {(context: OffscreenCanvasRenderingContext2D) => void} draw
 */
export function readCanvas(width, height, draw) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new FaceQualityError("too-large", `a canvas of ${width}×${height} pixels is not available`);
  try {
    draw(context);
    return context.getImageData(0, 0, width, height);
  } finally {
    freeCanvas(canvas);
  }
}

/**
 * Gives its pixels back now: a camera's frames would fill the memory before a garbage collection, which knows nothing of them
 * (WebKit bug 195325).
 *
 * @param {OffscreenCanvas} canvas
 */
export function freeCanvas(canvas) {
  canvas.width = 0;
  canvas.height = 0;
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

/**
 * Waits until an `<img>` has its picture. The browser fetches a lazy one only when it comes into view, which may be never.
 *
 * @param {HTMLImageElement} image
 */
async function load(image) {
  const { loading } = image;
  image.loading = "eager";
  const late = () => new FaceQualityError("decode", `the <img> did not load within ${IMG_LIMIT / 1000} s`);
  const decoded = image.decode().catch((cause) => {
    const why = isForeign(image) ? FOREIGN : "it is broken or has no source";
    throw new FaceQualityError("decode", `the <img> cannot be decoded: ${why}`, { cause });
  });
  try {
    await within(decoded, IMG_LIMIT, late);
  } finally {
    image.loading = loading;
  }
}

/** @param {HTMLImageElement} image */
function isForeign({ currentSrc, src }) {
  const address = currentSrc || src;
  return address.startsWith("http") && !address.startsWith(`${globalThis.origin}/`);
}

const FOREIGN =
  "it is broken, or its server does not let this page have it (CORS with the crossorigin attribute; " +
  "Cross-Origin-Resource-Policy where the page has COEP)";

/** @param {unknown} source @returns {Size} */
function sizeOf(source) {
  if (isA(source, "HTMLVideoElement")) {
    if (source.readyState < source.HAVE_CURRENT_DATA) throw unsupported("a <video> that shows no frame yet");
    return { width: source.videoWidth, height: source.videoHeight };
  }
  if (isA(source, "HTMLImageElement")) return { width: source.naturalWidth, height: source.naturalHeight };
  if (isA(source, "VideoFrame")) return { width: source.displayWidth, height: source.displayHeight };
  for (const kind of PLAIN) if (isA(source, kind)) return { width: source.width, height: source.height };
  throw unsupported(describe(source));
}

const PLAIN = /** @type {const} */ (["ImageData", "ImageBitmap", "HTMLCanvasElement", "OffscreenCanvas"]);

/** @param {any} source @param {Size | null} size null for its own */
async function snapshot(source, size) {
  const options = size && { resizeWidth: size.width, resizeHeight: size.height, resizeQuality: /** @type {const} */ ("high") };
  try {
    return await createImageBitmap(source, { premultiplyAlpha: "none", ...options });
  } catch (error) {
    throw asTainted(error);
  }
}

/** @param {string} what */
function unsupported(what) {
  const message = `${what} is not an image source: give a Blob, bytes, ImageData, ImageBitmap, <img>, <canvas>, <video> or VideoFrame`;
  return new FaceQualityError("unsupported-input", message);
}
