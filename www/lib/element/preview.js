/** The photo on the stage, with its heatmap if the person wants to see it. */
/** @import { Photo } from "./photo.js" */

import { scaleAssessment, scaleBetween } from "../geometry.js";
import { drawOverlay } from "../overlay.js";
import { toBitmap } from "../to-bitmap.js";

/** Longest side of what is kept to be drawn: more than the stage shows, little to hold and quick to draw again. */
const MAX_SIDE = 1280;
/** As in drawOverlay. */
const OPACITY = 0.5;

export class Preview {
  #canvas;
  /** @type {ImageBitmap | null} */
  #small = null;
  /** Size of the photo itself, in which its places are given. */
  #size = { width: 1, height: 1 };
  #turn = 0;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
  }

  /**
   * Takes a photo, and draws it without a heatmap.
   *
   * @param {Photo["image"]} image
   * @returns {Promise<boolean>} whether it can be seen: not every browser shows every file
   */
  async take(image) {
    this.clear();
    const turn = this.#turn;
    try {
      const bitmap = await toBitmap(image);
      const size = { width: bitmap.width, height: bitmap.height };
      const small = await shrink(bitmap);
      if (turn !== this.#turn) {
        small.close();
        return false;
      }
      this.#small = small;
      this.#size = size;
      this.#draw(small);
      return true;
    } catch {
      return false;
    }
  }

  /** @param {Photo["assessment"]} assessment @param {boolean} isMapped */
  async paint(assessment, isMapped) {
    if (!this.#small) return;
    if (!assessment || !isMapped) return this.#draw(this.#small);
    const placed = scaleAssessment(assessment, scaleBetween(this.#size, this.#small));
    await drawOverlay(this.#canvas, this.#small, placed, { opacity: OPACITY, score: false });
  }

  clear() {
    this.#turn += 1;
    this.#small?.close();
    this.#small = null;
    // Gives its memory back: Safari counts all canvases of a page (vladmandic/face-api#99).
    Object.assign(this.#canvas, { width: 1, height: 1 });
  }

  /** @param {ImageBitmap} small */
  #draw(small) {
    Object.assign(this.#canvas, { width: small.width, height: small.height });
    this.#canvas.getContext("2d")?.drawImage(small, 0, 0);
  }
}

/** The same picture, small; closes the large one. @param {ImageBitmap} bitmap */
async function shrink(bitmap) {
  const scale = MAX_SIDE / Math.max(bitmap.width, bitmap.height);
  if (scale >= 1) return bitmap;
  const [resizeWidth, resizeHeight] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
  try {
    return await createImageBitmap(bitmap, { resizeWidth, resizeHeight, resizeQuality: "medium" });
  } finally {
    bitmap.close();
  }
}
