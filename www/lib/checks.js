/** The capture checks in words, in the order in which a page lists them. */
/** @import { CheckId, CheckText } from "./types.js" */
import en from "./locales/en.js";

/** The heading of each check. @type {Readonly<Record<CheckId, "light" | "detail" | "place" | "head">>} */
const GROUPS = {
  "luminance-mean": "light",
  "luminance-variance": "light",
  "under-exposure": "light",
  "over-exposure": "light",
  "dynamic-range": "light",
  light: "light",
  contrast: "light",
  "illumination-uniformity": "light",
  "even-light": "light",
  "natural-colour": "light",
  sharpness: "detail",
  "real-resolution": "detail",
  noise: "detail",
  compression: "detail",
  "inter-eye-distance": "detail",
  "in-picture": "place",
  "head-size": "place",
  "crop-left": "place",
  "crop-right": "place",
  "margin-above": "place",
  "margin-below": "place",
  "single-face": "place",
  yaw: "head",
  pitch: "head",
  roll: "head",
  "eyes-open": "head",
  "mouth-closed": "head",
};

/** In plain English; `wordsFor` has them in other languages. */
export const CHECKS = checkTexts((key) => en[key]);

/**
 * @param {(key: string) => string} say
 * @returns {Readonly<Record<CheckId, CheckText>>}
 */
export function checkTexts(say) {
  const texts = Object.entries(GROUPS).map(([id, group]) => {
    const text = { name: say(`check.${id}.name`), meaning: say(`check.${id}.meaning`), group: say(`group.${group}`) };
    return [id, Object.freeze(text)];
  });
  return Object.freeze(Object.fromEntries(texts));
}
