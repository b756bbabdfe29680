/** The heatmap over a running video: on a layer of its own, so that the video never waits for it. */
/** @import { Assessment } from "attn-fiqa" */
import { CROP_SIZE, heatmap } from "attn-fiqa";
import { $, contextOf } from "./page.js";
import { heatmapOptions } from "./picture.js";

/** Pixels of the crop over which the heatmap fades out at its edges. */
const FADE = 14;

/** Opacity of each pixel of the crop, from 0 to 255. */
const FADING = Uint8ClampedArray.from({ length: CROP_SIZE ** 2 }, (_, i) => {
  const [x, y] = [i % CROP_SIZE, Math.floor(i / CROP_SIZE)];
  return (255 * Math.min(x, y, CROP_SIZE - 1 - x, CROP_SIZE - 1 - y)) / FADE;
});

const crop = new OffscreenCanvas(CROP_SIZE, CROP_SIZE);

/** @param {Assessment} assessment @param {{ width: number, height: number }} frame */
export function drawHeat(assessment, frame) {
  const { width, height } = frame;
  const canvas = $("live-heat");
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = contextOf(canvas);
  clearHeat();
  if (!assessment.face) return;
  const [a, c, e, b, d, f] = assessment.face.transform;
  context.setTransform(new DOMMatrix([a, b, c, d, e, f]).inverse());
  context.globalAlpha = Number($("opacity").value);
  context.drawImage(faded(heatmap(assessment, heatmapOptions())), 0, 0);
}

/** No face, no heatmap. */
export function clearHeat() {
  const { width, height } = $("live-heat");
  const context = contextOf($("live-heat"));
  context.resetTransform();
  context.clearRect(0, 0, width, height);
}

/** @param {ImageData} heat */
function faded(heat) {
  for (let i = 0; i < FADING.length; i++) heat.data[4 * i + 3] = FADING[i];
  contextOf(crop).putImageData(heat, 0, 0);
  return crop;
}
