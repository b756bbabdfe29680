/**
 * Is this face photo good enough for face recognition, and why? Answered in the browser; the photo never leaves it.
 * Importing it has no effect, in a browser or on a server: everything starts with `FaceQuality.load()`.
 */
export { CHECKS } from "./checks.js";
export { COLORMAPS } from "./colormap.js";
export { FaceQuality } from "./face-quality.js";
export { FaceQualityError } from "./errors.js";
export { CROP_SIZE, heatmap, mapRange } from "./heatmap.js";
export { drawOverlay } from "./overlay.js";
export { checkSupport } from "./support.js";

/**
 * The public types.
 *
 * @typedef {import("./types.js").Advice} Advice
 * @typedef {import("./types.js").AssessOptions} AssessOptions
 * @typedef {import("./types.js").Assessment} Assessment
 * @typedef {import("./types.js").Backend} Backend
 * @typedef {import("./types.js").Box} Box
 * @typedef {import("./types.js").Check} Check
 * @typedef {import("./types.js").CheckId} CheckId
 * @typedef {import("./types.js").CheckText} CheckText
 * @typedef {import("./types.js").Colormap} Colormap
 * @typedef {import("./types.js").ErrorCode} ErrorCode
 * @typedef {import("./types.js").Face} Face
 * @typedef {import("./types.js").HeatmapOptions} HeatmapOptions
 * @typedef {import("./types.js").ImageSource} ImageSource
 * @typedef {import("./types.js").Landmarks} Landmarks
 * @typedef {import("./types.js").LoadOptions} LoadOptions
 * @typedef {import("./types.js").ModelInfo} ModelInfo
 * @typedef {import("./types.js").OverlayOptions} OverlayOptions
 * @typedef {import("./types.js").OtherFace} OtherFace
 * @typedef {import("./types.js").Point} Point
 * @typedef {import("./types.js").Preset} Preset
 * @typedef {import("./types.js").Progress} Progress
 * @typedef {import("./types.js").SelfTest} SelfTest
 * @typedef {import("./types.js").Support} Support
 * @typedef {import("./types.js").Threshold} Threshold
 * @typedef {import("./types.js").Timings} Timings
 */
