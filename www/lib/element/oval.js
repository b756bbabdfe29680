/**
 * The oval that shows where the face belongs: its place on the screen, and the same place in the camera's picture, which the
 * screen shows cropped (`object-fit: cover`). Mirroring does not matter: it is in the middle.
 */
/** @import { Box } from "../types.js" */
/** @import { Size } from "../image-source.js" */

/** An ellipse. @typedef {{ x: number, y: number, width: number, height: number }} Oval the centre, and both diameters */

/** Width of the oval over its height. Ours: heads are about 16 cm wide and 22 cm tall. */
const SHAPE = 0.72;
/** Shares of the stage that it takes at most, and where its centre is: above the middle, as the buttons are below. */
const FILL = { width: 0.78, height: 0.7 };
const CENTRE = 0.47;

/** On a stage of this size, in its pixels. @param {Size} stage @returns {Oval} */
export function ovalOn({ width, height }) {
  const tall = Math.min(FILL.height * height, (FILL.width * width) / SHAPE);
  return { x: width / 2, y: CENTRE * height, width: SHAPE * tall, height: tall };
}

/** The same oval in pixels of the camera's picture. @param {Size} stage @param {Size} frame @returns {Oval} */
export function ovalIn(stage, frame) {
  const oval = ovalOn(stage);
  const scale = Math.max(stage.width / frame.width, stage.height / frame.height);
  return {
    x: frame.width / 2,
    y: frame.height / 2 + (oval.y - stage.height / 2) / scale,
    width: oval.width / scale,
    height: oval.height / scale,
  };
}

/**
 * Side of a face's box over the oval's height when the face fills the oval: the box holds 3.2 distances between the eyes
 * (112 pixels of the ArcFace template, eyes 35 apart), a head is 3.7 of them tall.
 */
const FILLED = 3.2 / 3.7;
/** Shares of that size from which a face is far or close, and distance from the middle, over the oval's height, from which it
 * is outside. Ours: wide, as the photo is cut from the picture anyway. */
const LIMITS = { far: 0.56, close: 1.12, outside: 0.17 };
/** A hint that is shown stays until its limit is passed by this share. */
const MARGIN = 0.08;

/** @typedef {"closer" | "back" | "centre"} Placement */

/**
 * What the person must do to be in the oval; null if nothing.
 *
 * @param {Box} box of the face
 * @param {Oval} oval in the same picture
 * @param {string | null} shown the hint that is shown now
 * @returns {Placement | null}
 */
export function placementOf(box, oval, shown) {
  const share = box.width / (FILLED * oval.height);
  if (share < LIMITS.far * (shown === "closer" ? 1 + MARGIN : 1)) return "closer";
  if (share > LIMITS.close * (shown === "back" ? 1 - MARGIN : 1)) return "back";
  const [x, y] = [box.x + box.width / 2 - oval.x, box.y + box.height / 2 - oval.y];
  const limit = LIMITS.outside * (shown === "centre" ? 1 - MARGIN : 1);
  return Math.hypot(x, y) > limit * oval.height ? "centre" : null;
}
