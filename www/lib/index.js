/**
 * Is this face photo good enough for face recognition, and why? Answered in the browser; the photo never leaves it.
 * Importing it has no effect, in a browser or on a server: everything starts with `FaceQuality.load()`.
 */
export { CHECKS } from "./checks.js";
export { COLORMAPS } from "./colormap.js";
export { FaceQualityError } from "./errors.js";
export { FaceQuality } from "./face-quality.js";
export { CROP_SIZE, heatmap, mapRange } from "./heatmap.js";
export { watch } from "./live.js";
export { drawOverlay } from "./overlay.js";
export { checkSupport } from "./support.js";
export { toBitmap } from "./to-bitmap.js";
export { LANGUAGES, wordsFor } from "./words.js";
