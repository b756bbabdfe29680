/** A photo without changes, kept decoded, and copies of it that the sliders have changed. */
/** @import { Assessment, Landmarks, Point } from "attn-fiqa" */
/** @import { Photo } from "./photo.js" */
/** @import { Settings } from "./spoil.js" */
import { CROP_SIZE, toBitmap } from "attn-fiqa";
import { amounts, copy, spoil } from "./spoil.js";
import { say } from "./words.js";

/** Most pixels that are changed: a frame of the page's time is enough for them, and a face still has all that the network sees. */
const MOST_PIXELS = 480_000;

/** Where an aligned crop has its face: the ArcFace template, in pixels of the 112×112 crop. */
// biome-ignore format: one line
const TEMPLATE = [[38.29, 51.7], [73.53, 51.5], [56.03, 71.74], [41.55, 92.37], [70.73, 92.2]];

export class Spoiled {
  #image;
  #scale;
  #landmarks;
  /** The decoded photo, once it is needed. @type {Promise<OffscreenCanvas> | null} */
  #decoded = null;

  /** @param {Photo} photo @param {Assessment} assessment of the photo as it is */
  constructor({ image, width, height }, assessment) {
    this.#image = image;
    this.assessment = assessment;
    this.#scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)));
    this.width = Math.round(width * this.#scale);
    this.height = Math.round(height * this.#scale);
    this.#landmarks = assessment.face ? scaled(assessment.face.landmarks, this.#scale) : scaled(TEMPLATE, this.width / CROP_SIZE);
    const [left, right] = this.#landmarks;
    /** Distance between the eyes, in pixels. */
    this.eyes = Math.hypot(right[0] - left[0], right[1] - left[1]);
  }

  /**
   * The photo, changed. Its face is where it was: the sliders change what is seen of it, not where it is sought.
   *
   * @param {Photo} photo
   * @param {Settings} settings
   * @returns {Promise<Photo>}
   */
  async make(photo, settings) {
    const what = amounts(settings, this.eyes);
    this.#decoded ??= decode(this.#image, this.#scale);
    const image = await spoil(await this.#decoded, this.#landmarks, what);
    const [width, height] = [this.width, this.height].map((side) => Math.max(1, Math.round(side * what.scale)));
    const name = say("spoil.named", { name: photo.name });
    if (photo.way === "aligned") return { ...photo, image, name, width, height };
    return { ...photo, image, name, width, height, way: "landmarks", landmarks: scaled(this.#landmarks, what.scale) };
  }
}

/** @param {Photo["image"]} image @param {number} scale */
async function decode(image, scale) {
  const bitmap = await toBitmap(image);
  try {
    return copy(bitmap, scale);
  } finally {
    bitmap.close();
  }
}

/** Points in pixels of a picture of another size; pixel centres are at whole numbers. */
/** @param {readonly (readonly number[])[]} points @param {number} scale @returns {Landmarks} */
function scaled(points, scale) {
  const move = (/** @type {number} */ value) => (value + 0.5) * scale - 0.5;
  return /** @type {any} */ (points.map(([x, y]) => /** @type {Point} */ ([move(x), move(y)])));
}
