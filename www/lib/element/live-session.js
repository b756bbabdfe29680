/** The time from "use the camera" to the photo: camera, hints, the best of many frames, and the shutter. */
/** @import { FaceQuality } from "../face-quality.js" */
/** @import { Assessment, Preset } from "../types.js" */
/** @import { Size } from "../image-source.js" */
/** @import { Problem } from "./problems.js" */
/** @import { Requirement } from "./requirement.js" */
import { FaceQualityError, toFaceQualityError } from "../errors.js";
import { watch } from "../live.js";
import { BestOf, draw } from "./best.js";
import { Camera } from "./camera.js";
import { isDark } from "./darkness.js";
import { HintChooser, hintOf } from "./hint.js";
import { ovalIn } from "./oval.js";
import { CameraError, permission } from "./problems.js";
import { meets } from "./requirement.js";

/** Milliseconds after which everybody is offered the shutter (as Yoti's and Smile ID's products do). */
const MANUAL_AFTER = 10_000;

/**
 * @typedef {object} Options
 * @property {HTMLVideoElement} video
 * @property {HTMLCanvasElement} canvas takes the photo
 * @property {() => Size} stage the video's size on the screen
 * @property {"user" | "environment"} facing
 * @property {string} [id] of a camera
 * @property {() => Promise<FaceQuality>} quality
 * @property {() => { preset: Preset, requirement: Requirement, auto: boolean }} settings as they are now
 */

/**
 * @typedef {object} Listener
 * @property {() => void} changed
 * @property {(assessment: Assessment, passes: boolean, frame: ImageBitmap) => void} assessed
 * @property {(photo: HTMLCanvasElement, assessment: Assessment | null) => void} taken `null`: by hand, not assessed yet
 * @property {(problem: Problem) => void} stopped
 * @property {(error: import("../errors.js").FaceQualityError) => void} failed the model could not be loaded; the shutter works
 */

export class LiveSession {
  /** @type {"asking" | "starting" | "live"} */
  phase = "starting";
  /** The hint on the screen; null until a frame was seen. @type {string | null} */
  hint = null;
  /** Of the collection, 0–1. */
  progress = 0;
  /** Whether it took so long that the shutter is offered to everybody. */
  isLong = false;
  /** Whether the model could not be loaded. */
  isBlind = false;
  /** @type {Camera | null} */
  camera = null;
  #options;
  #listener;
  #end = new AbortController();
  #hints = new HintChooser();
  #best;

  /** @param {Options} options @param {Listener} listener */
  constructor(options, listener) {
    this.#options = options;
    this.#listener = listener;
    this.#best = new BestOf(options.canvas);
  }

  /** Ends with `taken`, `stopped` or a call of `close`. */
  async run() {
    const { video, quality } = this.#options;
    const { signal } = this.#end;
    try {
      await this.#open();
      const model = await quality().catch((error) => this.#lose(error));
      if (!model || signal.aborted) return;
      const { preset } = this.#options.settings();
      const onAssessment = (/** @type {Assessment} */ assessment, /** @type {ImageBitmap} */ frame) => this.#see(assessment, frame);
      await watch(model, video, { preset, signal, onAssessment, onError: ({ code }, frame) => this.#miss(code, frame) });
      // The page has disposed of its own model.
      this.#lose(new FaceQualityError("disposed", "the model was disposed of while the camera was on"));
    } catch (error) {
      if (!signal.aborted) this.#stop(error instanceof CameraError ? error.problem : "failed");
    }
  }

  async #open() {
    const { video, facing, id } = this.#options;
    const { signal } = this.#end;
    if ((await permission()) !== "granted") this.#enter("asking");
    this.camera = await Camera.open({ facing, id, signal });
    if (signal.aborted) return;
    this.#enter("starting");
    await this.camera.show(video, () => this.#stop("interrupted"));
    if (signal.aborted) return;
    this.#enter("live");
    const timer = setTimeout(() => this.#grow(), MANUAL_AFTER);
    signal.addEventListener("abort", () => clearTimeout(timer));
  }

  /** The frame on the screen, taken by hand. */
  shoot() {
    const { video, canvas } = this.#options;
    if (this.phase !== "live" || this.#end.signal.aborted) return;
    draw(canvas, video);
    this.#take(null);
  }

  /** Turns the camera off; nothing is heard of it any more. */
  close() {
    this.#end.abort();
    this.#options.video.srcObject = null;
  }

  /** @param {Assessment} assessment @param {ImageBitmap} frame */
  #see(assessment, frame) {
    const { stage, settings } = this.#options;
    const { requirement, auto } = settings();
    const now = performance.now();
    const { id, passes } = hintOf(assessment, ovalIn(stage(), frame), meets(assessment, requirement), this.#hints.shown);
    if (auto && passes) this.#best.offer(assessment, frame, now);
    else this.#best.miss(now);
    this.#listener.assessed(assessment, passes, frame);
    this.#show(id === "hold" && !auto ? "ready" : id, now);
    if (this.progress === 1 && this.#best.best) this.#take(this.#best.best.assessment);
  }

  /** @param {string} code of the error that a frame ended with @param {ImageBitmap | null} frame */
  #miss(code, frame) {
    const now = performance.now();
    this.#best.miss(now);
    // An engine that failed says nothing of the person: the hint stays.
    if (code !== "no-face" || !frame) return;
    this.#show(isDark(frame) ? "light" : "no-face", now);
  }

  /** @param {string} id @param {number} now */
  #show(id, now) {
    this.hint = this.#hints.choose(id, now);
    this.progress = this.#best.progress;
    this.#listener.changed();
  }

  /** @param {Assessment | null} assessment */
  #take(assessment) {
    this.close();
    this.#listener.taken(this.#options.canvas, assessment);
  }

  /** @param {Problem} problem */
  #stop(problem) {
    if (this.#end.signal.aborted) return;
    this.close();
    this.#listener.stopped(problem);
  }

  /** The model is not there, or not any more: the person takes the photo by hand. @param {unknown} error */
  #lose(error) {
    if (this.#end.signal.aborted) return null;
    this.#listener.failed(toFaceQualityError(error, "backend"));
    this.isBlind = true;
    this.#grow();
    return null;
  }

  #grow() {
    this.isLong = true;
    this.#listener.changed();
  }

  /** @param {LiveSession["phase"]} phase */
  #enter(phase) {
    if (this.#end.signal.aborted) return;
    this.phase = phase;
    this.#listener.changed();
  }
}
