/** The patch map as a coloured picture. */
/** @import { Assessment, HeatmapOptions } from "./types.js" */
import { COLORMAPS } from "./colormap.js";
import { checkOptions, oneOf, wrong } from "./options.js";

/** Side of the aligned face crop that the network sees, in pixels. */
export const CROP_SIZE = 112;

/** Largest side of a heatmap picture: 64 MiB of pixels. */
const MAX_SIZE = 4096;

/**
 * The patch map in colours: bilinear between the patches' centres, as the paper shows it. Opaque; the size and place of
 * the 112×112 crop, scaled to `size`.
 *
 * @param {Assessment} assessment
 * @param {HeatmapOptions} [options]
 * @returns {ImageData}
 * @throws {FaceQualityError} `unsupported-input` for an option or an assessment that cannot be used
 */
export function heatmap(assessment, options = {}) {
  checkOptions(options);
  const { colormap = "jet", range, size = CROP_SIZE } = options;
  checkAssessment(assessment);
  oneOf("colormap", colormap, Object.keys(COLORMAPS));
  if (!(Number.isInteger(size) && size > 0 && size <= MAX_SIZE)) throw wrong("size is", size, `a whole number from 1 to ${MAX_SIZE}`);
  const colour = COLORMAPS[colormap];
  const [low, high] = mapRange(assessment, range);
  const places = Array.from({ length: size }, (_, at) => placeOf(at, size, assessment.gridSize));
  const picture = new ImageData(size, size);
  let at = 0;
  for (const y of places) {
    for (const x of places) {
      const value = (valueAt(assessment, x, y) - low) / (high - low || 1);
      const [red, green, blue] = colour(Math.min(Math.max(value, 0), 1));
      picture.data[at++] = red;
      picture.data[at++] = green;
      picture.data[at++] = blue;
      picture.data[at++] = 255;
    }
  }
  return picture;
}

/**
 * The patch values at the two ends of the heatmap's colours: `range` if it is given, else the model's, else the map's own.
 *
 * @param {Pick<Assessment, "patchMap" | "mapRange">} assessment
 * @param {HeatmapOptions["range"]} [range] as given to `heatmap`
 * @returns {readonly [number, number]} lowest and highest
 */
export function mapRange({ patchMap, mapRange }, range) {
  if (range !== undefined && range !== "image") return checkRange(range);
  return (range !== "image" && mapRange) || [Math.min(...patchMap), Math.max(...patchMap)];
}

/** @param {any} range @returns {readonly [number, number]} */
function checkRange(range) {
  if (Array.isArray(range) && range.length === 2 && range.every(Number.isFinite)) return /** @type {[number, number]} */ (range);
  throw wrong("range is", range, '"image" or two finite numbers');
}

/** @param {any} assessment */
function checkAssessment(assessment) {
  const { patchMap, gridSize } = assessment ?? {};
  if (patchMap?.length > 0 && patchMap.length === gridSize * gridSize) return;
  throw wrong("the assessment is", assessment, "a result of assess(), with patchMap and gridSize");
}

/** A pixel's place among the patches' centres, along one axis: between two, by a share. @typedef {{ below: number, above: number, share: number }} Place */

/** @param {number} at @param {number} size of the picture @param {number} gridSize @returns {Place} */
function placeOf(at, size, gridSize) {
  const place = Math.min(Math.max(((at + 0.5) * gridSize) / size - 0.5, 0), gridSize - 1);
  const below = Math.floor(place);
  return { below, above: Math.min(below + 1, gridSize - 1), share: place - below };
}

/** @param {Assessment} assessment @param {Place} x @param {Place} y */
function valueAt({ patchMap, gridSize }, x, y) {
  const row = (/** @type {number} */ y) => {
    const left = patchMap[y * gridSize + x.below];
    return left + (patchMap[y * gridSize + x.above] - left) * x.share;
  };
  const upper = row(y.below);
  return upper + (row(y.above) - upper) * y.share;
}
