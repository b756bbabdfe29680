/**
 * Is this face photo good enough for face recognition, and why? Answered in the browser; the photo never leaves it.
 * Importing this does nothing yet, in a browser or on a server: everything starts with `FaceQuality.load()`.
 */
export { FaceQuality } from "./face-quality.js";
export { FaceQualityError } from "./errors.js";
export { heatmap } from "./heatmap.js";
export { drawOverlay } from "./overlay.js";
export { checkSupport } from "./support.js";
