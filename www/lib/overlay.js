/** Photo, heatmap and score on a canvas. */
/** @import { Assessment, Face, ImageSource, OverlayOptions } from "./types.js" */
import { FaceQualityError } from "./errors.js";
import { CROP_SIZE, heatmap } from "./heatmap.js";
import { asTainted, toEngineImage } from "./image-source.js";

/** Longest side of the canvas; a larger photo is scaled down. Screens do not show more, and phones run out of memory. */
const MAX_SIDE = 2048;

/**
 * Draws photo, heatmap and score; sizes the canvas to the photo, at most 2048 pixels on its longest side. The heatmap covers
 * the face and turns with it; it covers the whole picture if that was an aligned crop.
 *
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas
 * @param {ImageSource} image the one that was assessed
 * @param {Assessment} assessment
 * @param {OverlayOptions} [options]
 * @returns {Promise<void>}
 * @throws {FaceQualityError} `unsupported-input`, `decode`, `tainted`
 */
export async function drawOverlay(canvas, image, assessment, { opacity = 0.5, score = true, ...options } = {}) {
  const heat = heatmap(assessment, options);
  const photo = await toBitmap(image);
  try {
    const scale = Math.min(1, MAX_SIDE / Math.max(photo.width, photo.height));
    canvas.width = Math.max(1, Math.round(photo.width * scale));
    canvas.height = Math.max(1, Math.round(photo.height * scale));
    const context = /** @type {CanvasRenderingContext2D | null} */ (canvas.getContext("2d"));
    if (!context) throw new FaceQualityError("unsupported-input", "the canvas already has another kind of context: give a new canvas");
    context.drawImage(photo, 0, 0, canvas.width, canvas.height);
    context.save();
    context.globalAlpha = opacity;
    context.scale(canvas.width / photo.width, canvas.height / photo.height);
    placeCrop(context, assessment.face, photo);
    context.drawImage(toCanvas(heat), 0, 0, CROP_SIZE, CROP_SIZE);
    context.restore();
    if (score) drawScore(context, assessment);
  } finally {
    photo.close();
  }
}

/**
 * From pixels of the photo to those of the crop. Pixel centres are at whole numbers in a face's transform and at halves
 * on a canvas.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Face | null} face
 * @param {ImageBitmap} photo
 */
function placeCrop(context, face, photo) {
  if (!face) {
    context.scale(photo.width / CROP_SIZE, photo.height / CROP_SIZE);
    return;
  }
  const [a, c, e, b, d, f] = face.transform;
  const toPhoto = new DOMMatrix([a, b, c, d, e, f]).inverse();
  context.translate(0.5, 0.5);
  context.transform(toPhoto.a, toPhoto.b, toPhoto.c, toPhoto.d, toPhoto.e, toPhoto.f);
  context.translate(-0.5, -0.5);
}

/** @param {CanvasRenderingContext2D} context @param {Assessment} assessment */
function drawScore(context, { score, percentile }) {
  const { width, height } = context.canvas;
  const size = Math.max(10, Math.round(Math.min(width, height) / 16));
  const text = percentile === null ? score.toFixed(3) : `${score.toFixed(3)} · ${Math.round(percentile)} %`;
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textBaseline = "middle";
  const pad = size / 2;
  const box = { width: context.measureText(text).width + 2 * pad, height: size + pad };
  context.fillStyle = "rgb(0 0 0 / 70%)";
  context.fillRect(0, height - box.height, box.width, box.height);
  context.fillStyle = "#fff";
  context.fillText(text, pad, height - box.height / 2);
}

/** @param {ImageData} picture */
function toCanvas(picture) {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
  return canvas;
}

/** @param {ImageSource} source @returns {Promise<ImageBitmap>} */
async function toBitmap(source) {
  const image = await toEngineImage(source);
  if (image.kind === "bitmap") return image.bitmap;
  try {
    if (image.kind === "pixels") return await createImageBitmap(image.pixels);
    const blob = image.data instanceof Blob ? image.data : new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (image.data)]);
    return await createImageBitmap(blob);
  } catch (error) {
    const { code, message } = asTainted(error);
    throw new FaceQualityError(code === "tainted" ? code : "decode", `this browser cannot show the image: ${message}`, { cause: error });
  }
}
