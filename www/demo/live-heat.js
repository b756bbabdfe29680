/** The heatmap over the camera's picture: on a layer of its own, so that the video never waits for it. */
/** @import { Assessment } from "attn-fiqa" */
import { CROP_SIZE, heatmap } from "attn-fiqa";
import { $, contextOf, make } from "./page.js";
import { heatmapOptions } from "./picture.js";

/** Pixels of the crop over which the heatmap fades out at its edges. */
const FADE = 14;
/** Longest side of the layer in pixels: the heatmap has no more detail, and a larger one takes longer to draw. */
const MAX_SIDE = 640;
/** Milliseconds after which the heatmap of a face that is not found any more goes. */
const GONE = 1000;

/** Opacity of each pixel of the crop, from 0 to 255. */
const FADING = Uint8ClampedArray.from({ length: CROP_SIZE ** 2 }, (_, i) => {
  const [x, y] = [i % CROP_SIZE, Math.floor(i / CROP_SIZE)];
  return (255 * Math.min(x, y, CROP_SIZE - 1 - x, CROP_SIZE - 1 - y)) / FADE;
});

/** A layer for the form component's camera. */
export function heatCanvas() {
  const canvas = make("canvas", { id: "live-heat", slot: "overlay", ariaHidden: "true" });
  const context = contextOf(canvas);
  const crop = new OffscreenCanvas(CROP_SIZE, CROP_SIZE);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let end;

  const clear = () => {
    clearTimeout(end);
    context.resetTransform();
    context.clearRect(0, 0, canvas.width, canvas.height);
  };

  /** @param {Assessment} assessment @param {{ width: number, height: number }} frame */
  const draw = (assessment, frame) => {
    const scale = Math.min(1, MAX_SIDE / Math.max(frame.width, frame.height));
    const [width, height] = [Math.round(scale * frame.width), Math.round(scale * frame.height)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    clear();
    if (!assessment.face) return;
    const [a, c, e, b, d, f] = assessment.face.transform;
    context.setTransform(new DOMMatrix([scale, 0, 0, scale, 0, 0]).multiply(new DOMMatrix([a, b, c, d, e, f]).inverse()));
    context.globalAlpha = Number($("opacity").value);
    contextOf(crop).putImageData(faded(heatmap(assessment, heatmapOptions())), 0, 0);
    context.drawImage(crop, 0, 0);
    end = setTimeout(clear, GONE);
  };
  return { canvas, draw, clear };
}

/** @param {ImageData} heat */
function faded(heat) {
  for (let i = 0; i < FADING.length; i++) heat.data[4 * i + 3] = FADING[i];
  return heat;
}
