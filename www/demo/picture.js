/** The photo and its heatmap on the canvas, the close-up of the crop, and the bar that explains the colours. */
/** @import { Assessment, Colormap, Face, ModelInfo } from "attn-fiqa" */
/** @import { Photo } from "./photo.js" */
import { COLORMAPS, CROP_SIZE, drawOverlay, mapRange, toBitmap } from "attn-fiqa";
import { $ } from "./page.js";

export class Picture {
  /** Drawings follow one another, so that the newest one stays. @type {Promise<void>} */
  #drawing = Promise.resolve();

  /** @param {Parameters<typeof draw>} what */
  draw(...what) {
    const turn = this.#drawing.then(() => draw(...what));
    this.#drawing = turn.catch(() => {});
    return turn;
  }
}

/**
 * Draws the photo, with its heatmap if there is a result.
 *
 * @param {Photo | null} photo
 * @param {Assessment | null} assessment
 * @param {ModelInfo} [model]
 */
async function draw(photo, assessment, model) {
  const colormap = /** @type {keyof typeof COLORMAPS} */ ($("colormap").value);
  const range = $("range").value === "image" ? "image" : undefined;
  showColourBar(COLORMAPS[colormap], assessment ? mapRange(assessment, range) : (model?.mapRange ?? [0, 1]));
  if (!photo) return;
  if (!photo.width) return clear();
  if (!assessment) return drawPhoto(photo);
  const opacity = Number($("opacity").value);
  await drawOverlay($("canvas"), photo.blob, assessment, { opacity, colormap, range, score: false });
  showCloseup($("canvas"), photo.width, assessment.face);
  describe(`Photo: ${photo.name}, with heatmap; quality score ${assessment.score.toFixed(3)}`);
}

/** @param {Photo} photo */
async function drawPhoto({ blob, name }) {
  const bitmap = await toBitmap(blob);
  const { width, height } = bitmap;
  context(Object.assign($("canvas"), { width, height })).drawImage(bitmap, 0, 0);
  bitmap.close();
  $("closeup").hidden = true;
  describe(`Photo: ${name}`);
}

/** The photo before must not stay beside the message that this one cannot be shown. */
function clear() {
  Object.assign($("canvas"), { width: 480, height: 480 });
  describe("This file cannot be shown");
}

/** @param {string} text */
function describe(text) {
  $("canvas").setAttribute("aria-label", text);
}

/** @param {HTMLCanvasElement} canvas */
const context = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/**
 * The crop as the network sees it, enlarged, cut out of the overlaid photo.
 *
 * @param {HTMLCanvasElement} overlay
 * @param {number} photoWidth in pixels; the overlay of a large photo is smaller
 * @param {Face | null} face
 */
function showCloseup(overlay, photoWidth, face) {
  const canvas = $("closeup");
  const closeup = context(canvas);
  const shown = overlay.width / photoWidth;
  // An aligned crop is the whole photo.
  const [a, c, e, b, d, f] = face?.transform ?? [CROP_SIZE / photoWidth, 0, 0, 0, CROP_SIZE / photoWidth, 0];
  const zoom = canvas.width / CROP_SIZE;
  closeup.resetTransform();
  closeup.clearRect(0, 0, canvas.width, canvas.height);
  closeup.setTransform(zoom * a, zoom * b, zoom * c, zoom * d, zoom * e, zoom * f);
  closeup.drawImage(overlay, 0, 0, overlay.width / shown, overlay.height / shown);
  canvas.hidden = false;
}

/** @param {Colormap} colormap @param {readonly [number, number]} range */
function showColourBar(colormap, [low, high]) {
  const ramp = new ImageData($("colour-bar").width, 1);
  for (let x = 0; x < ramp.width; x++) ramp.data.set([...colormap(x / (ramp.width - 1)), 255], 4 * x);
  context($("colour-bar")).putImageData(ramp, 0, 0);
  $("bar-low").textContent = `${low.toFixed(2)} lowers the score`;
  $("bar-high").textContent = `raises it ${high.toFixed(2)}`;
}
