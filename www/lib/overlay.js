/** Photo, heatmap and score on a canvas. */
/** @import { Assessment, Face, ImageSource, OverlayOptions } from "./types.js" */
/** @import { Size } from "./image-source.js" */
import { FaceQualityError } from "./errors.js";
import { CROP_SIZE, heatmap } from "./heatmap.js";
import { freeCanvas } from "./image-source.js";
import { isA } from "./kinds.js";
import { checkOptions, numberIn, wrong } from "./options.js";
import { toShown } from "./to-bitmap.js";

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
export async function drawOverlay(canvas, image, assessment, options = {}) {
  checkOptions(options);
  const { opacity = 0.5, score = true, ...others } = options;
  numberIn("opacity", opacity, 0, 1);
  const heat = heatmap(assessment, others);
  const context = contextOf(canvas);
  const { bitmap, shown } = await toShown(image);
  try {
    fit(canvas, shown);
    // As it was scored: on white where it is transparent.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    context.save();
    context.globalAlpha = opacity;
    context.scale(canvas.width / shown.width, canvas.height / shown.height);
    placeCrop(context, assessment.face, shown);
    drawPixels(context, heat);
    context.restore();
    if (score) drawScore(context, assessment);
  } finally {
    bitmap.close();
  }
}

/** @param {HTMLCanvasElement | OffscreenCanvas} canvas @returns {CanvasRenderingContext2D} */
function contextOf(canvas) {
  if (!isA(canvas, "HTMLCanvasElement") && !isA(canvas, "OffscreenCanvas")) throw wrong("canvas is", canvas, "a canvas");
  const unusable = (/** @type {string} */ why) => new FaceQualityError("unsupported-input", `the canvas ${why}: give a new canvas`);
  let context;
  try {
    context = canvas.getContext("2d");
  } catch {
    throw unusable("was handed to a worker");
  }
  if (!context) throw unusable("already has another kind of context");
  return /** @type {CanvasRenderingContext2D} */ (context);
}

/** @param {HTMLCanvasElement | OffscreenCanvas} canvas @param {Size} shown */
function fit(canvas, { width, height }) {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
}

/**
 * From pixels of the photo to those of the crop. Pixel centres are at whole numbers in a face's transform and at halves
 * on a canvas.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Face | null} face
 * @param {Size} photo
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

/** As a drawing: pixels that are put obey neither opacity nor transform. @param {CanvasRenderingContext2D} context @param {ImageData} pixels */
function drawPixels(context, pixels) {
  const canvas = new OffscreenCanvas(pixels.width, pixels.height);
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
  context.drawImage(canvas, 0, 0, CROP_SIZE, CROP_SIZE);
  freeCanvas(canvas);
}
