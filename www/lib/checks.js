/** @import { CheckId, CheckText } from "./types.js" */

/** The capture checks in plain words, in the order in which a page lists them. @type {Readonly<Record<CheckId, CheckText>>} */
export const CHECKS = Object.freeze({
  ...group("Light and colour", {
    "luminance-mean": ["Brightness", "mean of the face, 0 black to 1 white"],
    "luminance-variance": ["Contrast", "variance of the face's brightness"],
    "under-exposure": ["Lost in black", "share of the face"],
    "over-exposure": ["Lost in white", "share of the face"],
    "dynamic-range": ["Range of tones", "entropy, at most 8 bits"],
    light: ["Light", "brightest thousandth of the face, 0 black to 1 white"],
    contrast: ["Darkest to brightest", "share of all grey levels"],
    "illumination-uniformity": ["Same light on both cheeks", "what both cheeks share, 0 to 1"],
    "even-light": ["Even light", "darker cheek over the brighter"],
    "natural-colour": ["Natural colour", "distance from the colours of skin"],
  }),
  ...group("Detail", {
    sharpness: ["Sharpness", "strength of the edges over the contrast"],
    "real-resolution": ["Real detail", "pixels from eye to eye that the picture really has"],
    noise: ["Noise", "over the contrast"],
    compression: ["Compression", "share of the edges that blocks make"],
    "inter-eye-distance": ["Size of the face", "from eye to eye"],
  }),
  ...group("Place in the picture", {
    "in-picture": ["Inside the picture", "least room around the face, in lengths from eyes to chin"],
    "head-size": ["Size of the head", "eyes to chin, share of the height"],
    "crop-left": ["Room on the left", "in distances between the eyes"],
    "crop-right": ["Room on the right", "in distances between the eyes"],
    "margin-above": ["Room above", "in lengths from eyes to chin"],
    "margin-below": ["Room below", "in lengths from eyes to chin"],
    "single-face": ["Other faces", "area of the second face over this one's"],
  }),
  ...group("Head and expression", {
    yaw: ["Turned to a side", "+ to the right of the picture"],
    pitch: ["Nodding", "+ up"],
    roll: ["Tilted", "+ clockwise"],
    "eyes-open": ["Eyes open", "lid to lid, over eyes to chin"],
    "mouth-closed": ["Mouth closed", "lip to lip, over eyes to chin"],
  }),
});

/**
 * @template {string} Id
 * @param {string} group
 * @param {Record<Id, [name: string, meaning: string]>} checks
 * @returns {Record<Id, CheckText>}
 */
function group(group, checks) {
  const entries = /** @type {[Id, [string, string]][]} */ (Object.entries(checks));
  const texts = entries.map(([id, [name, meaning]]) => [id, Object.freeze({ name, meaning, group })]);
  return Object.fromEntries(texts);
}
