/** The photo and its heatmap on the canvas, the close-up of the crop, and the bar that explains the colours. */
import { drawOverlay, heatmap } from "attn-fiqa";

const $ = (id) => document.getElementById(id);

/** Side of the square that the network sees, in pixels. */
const CROP_SIZE = 112;

/** Drawing follows drawing, so that the last one asked for stays. */
let drawing = Promise.resolve();

/**
 * Draws what there is: the photo alone until it has a result.
 *
 * @param {{ blob: Blob, name: string, width: number } | null} photo its width is 0 if the browser cannot show it
 * @param {import("attn-fiqa").Assessment | null} assessment
 * @param {readonly [number, number] | null} [mapRange] the model's
 */
export function draw(photo, assessment, mapRange) {
  const turn = drawing.then(() => drawNow(photo, assessment, mapRange));
  drawing = turn.catch(() => {});
  return turn;
  return drawing;
}

async function drawNow(photo, assessment, mapRange) {
  const colormap = $("colormap").value;
  const range = $("range").value === "image" ? "image" : undefined;
  const { patchMap } = assessment ?? {};
  const ownRange = patchMap ? [Math.min(...patchMap), Math.max(...patchMap)] : [0, 1];
  showColourBar(colormap, (range !== "image" && mapRange) || ownRange);
  if (!photo) return;
  if (!photo.width) return clear();
  if (!assessment) return drawPhoto(photo);
  const opacity = Number($("opacity").value);
  await drawOverlay($("canvas"), photo.blob, assessment, { opacity, colormap, range, score: false });
  showCloseup($("canvas"), photo.width, assessment.face);
  describe(`Photo: ${photo.name}, with heatmap; quality score ${assessment.score.toFixed(3)}`);
}

async function drawPhoto({ blob, name }) {
  const bitmap = await createImageBitmap(blob);
  const { width, height } = bitmap;
  Object.assign($("canvas"), { width, height }).getContext("2d").drawImage(bitmap, 0, 0);
  bitmap.close();
  $("closeup").hidden = true;
  describe(`Photo: ${name}`);
}

/** No photo of before stays beside the message that this one cannot be shown. */
function clear() {
  Object.assign($("canvas"), { width: 480, height: 480 });
  describe("A file that cannot be shown");
}

function describe(text) {
  $("canvas").setAttribute("aria-label", text);
}

/**
 * The crop as the network sees it, enlarged, cut out of the overlaid photo.
 *
 * @param {HTMLCanvasElement} overlay
 * @param {number} photoWidth in pixels: a large photo is drawn smaller
 * @param {import("attn-fiqa").Face | null} face
 */
function showCloseup(overlay, photoWidth, face) {
  const canvas = $("closeup");
  const context = canvas.getContext("2d");
  const shown = overlay.width / photoWidth;
  // An aligned crop is the whole photo.
  const [a, c, e, b, d, f] = face?.transform ?? [CROP_SIZE / photoWidth, 0, 0, 0, CROP_SIZE / photoWidth, 0];
  const zoom = canvas.width / CROP_SIZE;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(zoom * a, zoom * b, zoom * c, zoom * d, zoom * e, zoom * f);
  context.drawImage(overlay, 0, 0, overlay.width / shown, overlay.height / shown);
  canvas.hidden = false;
}

/** Draws the colours through the same code as the heatmap: a ramp as a map of one row. */
function showColourBar(colormap, [low, high]) {
  const size = $("colour-bar").width;
  const gridSize = 2;
  const patchMap = Float32Array.of(low, high, low, high);
  const ramp = heatmap({ patchMap, gridSize, mapRange: [low, high] }, { colormap, size: size * 2 });
  // The middle half of the picture runs from the first patch's centre to the second's.
  $("colour-bar").getContext("2d").putImageData(ramp, -size / 2, 0);
  $("bar-low").textContent = `${low.toFixed(2)} lowers the score`;
  $("bar-high").textContent = `raises it ${high.toFixed(2)}`;
}
