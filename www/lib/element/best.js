/**
 * The best of many frames. Choosing among images of one person is what quality scores are proven for, and costs nothing: while
 * the person holds still, each frame that passes is weighed, and the one with the highest score is kept in full resolution.
 */
/** @import { Assessment } from "../types.js" */

/** Milliseconds of passing frames from which the best is taken. Ours; other products take 2 s and 2.8 s. */
const DURATION = 2000;
/** Fewest frames to choose from, also on a slow device. */
const FEWEST = 3;
/** Milliseconds that count at most between two frames that pass, and after which one that does not pass starts it again: a blink
 * costs nothing, a turned head does. */
const GAP = 1000;

/** @typedef {{ assessment: Assessment, canvas: HTMLCanvasElement }} Best */

export class BestOf {
  /** One for all frames: phones run out of memory for canvases. */
  #canvas;
  /** @type {Assessment | null} */
  #best = null;
  #count = 0;
  #held = 0;
  /** @type {number | null} */
  #last = null;

  /** @param {HTMLCanvasElement} canvas holds the best frame */
  constructor(canvas = document.createElement("canvas")) {
    this.#canvas = canvas;
  }

  /** How far it is, 0–1. */
  get progress() {
    return Math.min(1, this.#held / DURATION, this.#count / FEWEST);
  }

  /** The best so far. @returns {Best | null} */
  get best() {
    return this.#best && { assessment: this.#best, canvas: this.#canvas };
  }

  /** A frame that passes. @param {Assessment} assessment @param {ImageBitmap} frame @param {number} now milliseconds */
  offer(assessment, frame, now) {
    if (this.#last !== null) this.#held += Math.min(now - this.#last, GAP);
    this.#last = now;
    this.#count += 1;
    if (this.#best && this.#best.score >= assessment.score) return;
    this.#best = assessment;
    draw(this.#canvas, frame);
  }

  /** A frame that does not pass. @param {number} now milliseconds */
  miss(now) {
    if (this.#last !== null && now - this.#last > GAP) this.clear();
  }

  clear() {
    this.#best = null;
    this.#count = 0;
    this.#held = 0;
    this.#last = null;
  }
}

/** @param {HTMLCanvasElement} canvas takes the frame's size @param {ImageBitmap | HTMLVideoElement} frame */
export function draw(canvas, frame) {
  const [width, height] = "videoWidth" in frame ? [frame.videoWidth, frame.videoHeight] : [frame.width, frame.height];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.getContext("2d")?.drawImage(frame, 0, 0);
}
