/** Whether a frame shows hardly any light: then no face is found, and "look into the camera" would be the wrong hint. */

/** Mean of 0–255 below which a picture is dark. Ours: a face at a tenth of indoor light is near 40, and still found. */
const DARK = 30;
/** Pixels along one side of what is looked at. */
const SIDE = 16;

/** @type {CanvasRenderingContext2D | null} */
let context = null;

/** @param {ImageBitmap} frame */
export function isDark(frame) {
  context ??= Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE }).getContext("2d", { willReadFrequently: true });
  if (!context) return false;
  context.drawImage(frame, 0, 0, SIDE, SIDE);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  // Green is most of what is seen as light (0.72 of it, BT.709).
  let sum = 0;
  for (let i = 1; i < data.length; i += 4) sum += data[i];
  return sum / (SIDE * SIDE) < DARK;
}
