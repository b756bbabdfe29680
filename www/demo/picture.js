/** The photo and its heatmap on the canvas, the close-up of the crop, and the bar that explains the colours. */
/** @import { Assessment, Colormap, Face, HeatmapOptions, ModelInfo } from "attn-fiqa" */
/** @import { Photo } from "./photo.js" */
import { COLORMAPS, CROP_SIZE, drawOverlay, mapRange, toBitmap } from "attn-fiqa";
import { $, contextOf } from "./page.js";
import { SCORE_DIGITS } from "./score-panel.js";
import { decimal, say } from "./words.js";

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

/** How the visitor wants heatmaps. @returns {Required<Pick<HeatmapOptions, "colormap">> & HeatmapOptions} */
export function heatmapOptions() {
  const colormap = /** @type {keyof typeof COLORMAPS} */ ($("colormap").value);
  return { colormap, range: $("range").value === "image" ? "image" : undefined };
}

/**
 * Draws the photo, with its heatmap if there is a result.
 *
 * @param {Photo | null} photo
 * @param {Assessment | null} assessment
 * @param {Pick<ModelInfo, "mapRange">} [model]
 */
async function draw(photo, assessment, model) {
  const { colormap, range } = heatmapOptions();
  showColourBar(COLORMAPS[colormap], assessment ? mapRange(assessment, range) : (model?.mapRange ?? [0, 1]));
  if (!photo) return;
  if (!photo.width) return clear();
  if (!assessment) return drawPhoto(photo);
  const opacity = Number($("opacity").value);
  await drawOverlay($("canvas"), photo.image, assessment, { opacity, colormap, range, score: false });
  showCloseup($("canvas"), photo.width, assessment.face);
  describe(say("stage.described", { name: photo.name, score: decimal(assessment.score, SCORE_DIGITS) }));
}

/** @param {Photo} photo */
async function drawPhoto({ image, name }) {
  const bitmap = await toBitmap(image);
  const { width, height } = bitmap;
  contextOf(Object.assign($("canvas"), { width, height })).drawImage(bitmap, 0, 0);
  bitmap.close();
  $("closeup").hidden = true;
  describe(say("stage.photo", { name }));
}

/** The photo before must not stay beside the message that this one cannot be shown. */
function clear() {
  Object.assign($("canvas"), { width: 480, height: 360 });
  describe(say("stage.unshown"));
}

/** @param {string} text */
function describe(text) {
  delete $("canvas").dataset.label;
  $("canvas").setAttribute("aria-label", text);
}

/**
 * The crop as the network sees it, enlarged, cut out of the overlaid photo.
 *
 * @param {HTMLCanvasElement} overlay
 * @param {number} photoWidth in pixels; the overlay of a large photo is smaller
 * @param {Face | null} face
 */
function showCloseup(overlay, photoWidth, face) {
  const canvas = $("closeup");
  const closeup = contextOf(canvas);
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
  contextOf($("colour-bar")).putImageData(ramp, 0, 0);
  $("bar-low").textContent = say("heatmap.low", { value: decimal(low, 2) });
  $("bar-high").textContent = say("heatmap.high", { value: decimal(high, 2) });
}
