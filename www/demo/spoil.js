/**
 * What goes wrong with photos, done to one on purpose, on this device: as in a camera, something is in front of the face, the light is
 * wrong, the lens blurs, the sensor has few pixels and noise, and the file is compressed.
 */
/** @import { Landmarks, Point } from "attn-fiqa" */
import { boxBlur } from "./box-blur.js";
import { contextOf } from "./page.js";

/**
 * How bad: each from 0, unchanged, to 1; light from -1, dark, to 1, bright.
 *
 * @typedef {Record<"blur" | "light" | "noise" | "jpeg" | "size" | "cover", number>} Settings
 */

/** @type {Readonly<Settings>} */
export const UNCHANGED = Object.freeze({ blur: 0, light: 0, noise: 0, jpeg: 0, size: 0, cover: 0 });

/** Standard deviation of the strongest blur, in distances between the eyes: eyes and mouth are spots. */
const MOST_BLUR = 0.2;
/** Stops between unchanged and darkest, unchanged and brightest: a lamp switched off, the sun in the lens. */
const STOPS = { dark: 5, bright: 3 };
/** Standard deviation of the strongest noise, of 255 grey levels. */
const MOST_NOISE = 80;
/** JPEG qualities, of 1: usual files begin at the first; the last is mere blocks. */
const QUALITIES = [0.9, 0.01];
/** Pixels between the eyes in the smallest picture. */
const FEWEST_PIXELS = 8;

/** @param {Settings} settings */
export const isUnchanged = (settings) => Object.values(settings).every((value) => value === 0);

/** What the settings mean for a photo with this distance between the eyes, in pixels. @param {Settings} settings @param {number} eyes */
export function amounts({ blur, light, noise, jpeg, size, cover }, eyes) {
  return {
    sigma: blur * MOST_BLUR * eyes,
    brightness: 2 ** (light * (light < 0 ? STOPS.dark : STOPS.bright)),
    noise: noise * MOST_NOISE,
    // Evenly in the logarithm: what one sees.
    quality: jpeg && QUALITIES[0] * (QUALITIES[1] / QUALITIES[0]) ** jpeg,
    scale: Math.min(1, FEWEST_PIXELS / eyes) ** size,
    cover,
  };
}

/**
 * @param {OffscreenCanvas} photo stays as it is
 * @param {Landmarks} landmarks in its pixels
 * @param {ReturnType<typeof amounts>} amounts
 * @returns {Promise<OffscreenCanvas | Blob>} a JPEG file if it was compressed
 */
export async function spoil(photo, landmarks, { sigma, brightness, noise, quality, scale, cover }) {
  const canvas = copy(photo, 1);
  if (cover > 0) coverUp(canvas, landmarks, cover);
  edit(canvas, (pixels) => {
    if (brightness !== 1) light(pixels, brightness);
    boxBlur(pixels, sigma);
  });
  const small = scale < 1 ? copy(canvas, scale) : canvas;
  if (noise > 0) edit(small, (pixels) => addNoise(pixels, noise));
  return quality > 0 ? small.convertToBlob({ type: "image/jpeg", quality }) : small;
}

/** @param {OffscreenCanvas | ImageBitmap} picture @param {number} scale */
export function copy(picture, scale) {
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {any} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}

/** @param {OffscreenCanvas} canvas @param {(pixels: ImageData) => void} change */
function edit(canvas, change) {
  const context = contextOf(canvas);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  change(pixels);
  context.putImageData(pixels, 0, 0);
}

/** More or less light: in proportion to the light itself, not to the numbers that stand for it. @param {ImageData} pixels @param {number} factor */
function light({ data }, factor) {
  const table = Uint8ClampedArray.from({ length: 256 }, (_, value) => 255 * toSrgb(Math.min(1, toLinear(value / 255) * factor)));
  for (let i = 0; i < data.length; i++) if (i % 4 !== 3) data[i] = table[data[i]];
}

/** sRGB (IEC 61966-2-1). @param {number} value */
const toLinear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
/** @param {number} value */
const toSrgb = (value) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

/** Enough noise not to be seen again, and the same each time: a slider changes nothing but its own effect. */
const NOISE = makeNoise(1 << 16);

/** @param {ImageData} pixels @param {number} deviation in grey levels */
function addNoise({ data }, deviation) {
  // The step shares no factor with the table's length: rows do not repeat one another.
  for (let i = 0, at = 0; i < data.length; i++, at = (at + 40503) % NOISE.length) {
    if (i % 4 !== 3) data[i] += NOISE[at] * deviation;
  }
}

/** Normally distributed numbers, by Box and Muller. @param {number} count */
function makeNoise(count) {
  let seed = 1;
  // The linear congruential generator of Numerical Recipes.
  const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Float32Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

/** Where a mask begins and where it ends when it covers all, in distances from the eyes to the mouth, downwards from the eyes. */
const MASK = { chin: 2.1, forehead: -1 };
/** Half its width, in distances between the eyes. */
const MASK_HALF = 1.25;

/** From the chin up, as a mask or a scarf does. @param {OffscreenCanvas} canvas @param {Landmarks} landmarks @param {number} share */
function coverUp(canvas, [left, right, , leftMouth, rightMouth], share) {
  const context = contextOf(canvas);
  const [eyes, mouth] = [middle(left, right), middle(leftMouth, rightMouth)];
  context.save();
  // One to the right is the distance between the eyes, one down that from the eyes to the mouth.
  context.setTransform(right[0] - left[0], right[1] - left[1], mouth[0] - eyes[0], mouth[1] - eyes[1], ...eyes);
  const height = share * (MASK.chin - MASK.forehead);
  context.fillStyle = "#5c7f99";
  context.beginPath();
  context.roundRect(-MASK_HALF, MASK.chin - height, 2 * MASK_HALF, height, Math.min(0.3, height / 2));
  context.fill();
  context.restore();
}

/** @param {Point} a @param {Point} b @returns {[number, number]} */
const middle = ([ax, ay], [bx, by]) => [(ax + bx) / 2, (ay + by) / 2];
