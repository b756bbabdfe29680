/**
 * Places in a picture of one size as places in the same picture of another: an `<img>` may have more pixels than its
 * `naturalWidth` says (`srcset`), and a frame that waits may have been drawn smaller.
 */
/** @import { Assessment, Box, Face, Landmarks, OtherFace, Point } from "./types.js" */
/** @import { Size } from "./image-source.js" */

/** Factors to the right and down. @typedef {readonly [number, number]} Scale */

/** @param {Size} from @param {Size} to @returns {Scale} */
export const scaleBetween = (from, to) => [to.width / from.width, to.height / from.height];

/** Nothing changes, not even the last bit. @param {Scale} scale */
export const isSame = ([right, down]) => right === 1 && down === 1;

/** The centre of the top-left pixel is at (0, 0) in both pictures. @type {(at: number, factor: number) => number} */
const scaled = (at, factor) => (at + 0.5) * factor - 0.5;

/** @param {Point} point @param {Scale} scale @returns {Point} */
const scalePoint = ([x, y], [right, down]) => [scaled(x, right), scaled(y, down)];

/** @param {Landmarks} landmarks @param {Scale} scale */
export const scaleLandmarks = (landmarks, scale) =>
  /** @type {Landmarks} */ (/** @type {unknown} */ (Array.from(landmarks, (point) => scalePoint(point, scale))));

/** @param {Assessment} assessment @param {Scale} scale @returns {Assessment} with its face in the other picture */
export function scaleAssessment(assessment, scale) {
  const { face } = assessment;
  if (!face || isSame(scale)) return assessment;
  return { ...assessment, face: scaleFace(face, scale) };
}

/** @param {Face} face @param {Scale} scale @returns {Face} */
function scaleFace(face, scale) {
  return {
    ...face,
    ...scalePlace(face, scale),
    transform: scaleTransform(face.transform, scale),
    contour: face.contour?.map((point) => scalePoint(point, scale)) ?? null,
    others: face.others.map((other) => ({ ...other, ...scalePlace(other, scale) })),
  };
}

/** @param {OtherFace} face @param {Scale} scale @returns {{ box: Box, landmarks: Landmarks }} */
function scalePlace({ box, landmarks }, scale) {
  const [x, y] = scalePoint([box.x, box.y], scale);
  const size = { width: box.width * scale[0], height: box.height * scale[1] };
  return { box: { x, y, ...size }, landmarks: scaleLandmarks(landmarks, scale) };
}

/** The same crop, from pixels of the other picture. @param {readonly number[]} transform @param {Scale} scale */
function scaleTransform([a, c, e, b, d, f], [right, down]) {
  const back = [scaled(0, 1 / right), scaled(0, 1 / down)];
  const row = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ at) => [
    x / right,
    y / down,
    at + x * back[0] + y * back[1],
  ];
  return [...row(a, c, e), ...row(b, d, f)];
}
