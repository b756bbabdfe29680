/** The camera on the page: the package's form component takes the photo; each of its frames has its score beside it. */
/** @import { Assessment, FaceQuality, Preset } from "attn-fiqa" */
/** @import { Chosen } from "./photo.js" */
import "attn-fiqa/element";
import { heatCanvas } from "./live-heat.js";
import { $ } from "./page.js";
import { say } from "./words.js";

/** Milliseconds over which frames are counted. */
const RATE_SPAN = 2000;

/**
 * @typedef {object} LiveEvents
 * @property {(assessment: Assessment) => void} onAssessment for each frame
 * @property {(photo: Chosen) => void} onCapture
 * @property {() => void} onStop without a photo
 */

export class LiveView {
  #events;
  #element = document.createElement("face-quality-input");
  #heat = heatCanvas();
  /** The button that has opened it. */
  #opener = $("camera");
  /** When the last frames were scored. @type {number[]} */
  #times = [];

  /** @param {LiveEvents} events */
  constructor(events) {
    this.#events = events;
    this.#element.append(this.#heat.canvas);
    this.#element.addEventListener("assess", ({ detail }) => detail.frame && this.#show(detail.assessment, detail.frame));
    this.#element.addEventListener("change", () => this.#element.value && this.#capture(this.#element.value));
    this.#element.addEventListener("statechange", ({ detail }) => detail.state === "empty" && this.isOn && this.#leave());
    for (const opener of [$("camera"), $("live-start")]) opener.addEventListener("click", () => this.#start(opener));
    $("live-back").addEventListener("click", () => this.#leave());
    $("preset").addEventListener("change", () => this.#setPreset());
  }

  get isOn() {
    return document.body.classList.contains("is-live");
  }

  /** The model is another one, or on its way. @param {FaceQuality | Promise<FaceQuality>} quality */
  setModel(quality) {
    this.#element.quality = quality;
    // Only now: without a model of the page's it would load its own.
    if (!this.#element.isConnected) $("live").prepend(this.#element);
  }

  #setPreset() {
    this.#element.preset = /** @type {Preset} */ ($("preset").value);
  }

  /** Takes the best of many frames; or shows the score and the heatmap of each until the person takes one. @param {HTMLElement} opener */
  #start(opener) {
    this.#opener = opener;
    this.#element.autoCapture = opener === $("camera");
    this.#setPreset();
    document.body.classList.add("is-live");
    $("live").hidden = false;
    this.#element.focus();
    this.#element.openCamera();
  }

  /** @param {Assessment} assessment @param {ImageBitmap} frame */
  #show(assessment, frame) {
    this.#count();
    if (!this.#element.autoCapture) this.#heat.draw(assessment, frame);
    this.#events.onAssessment(assessment);
  }

  #count() {
    const now = performance.now();
    this.#times = [...this.#times.filter((time) => now - time < RATE_SPAN), now];
    const span = now - this.#times[0];
    if (this.#times.length < 3) return;
    const rate = ((this.#times.length - 1) * 1000) / span;
    $("live-rate").dataset.rate = String(rate);
    const text = say("live.rate", { rate: Math.round(rate) });
    if ($("live-rate").textContent !== text) $("live-rate").textContent = text;
  }

  /** @param {File} file */
  #capture(file) {
    this.stop();
    $("result").focus();
    this.#events.onCapture({ blob: file, name: say("start.selfie") });
  }

  #leave() {
    this.stop();
    this.#opener.focus();
    this.#events.onStop();
  }

  /** The camera is off, and the stage shows photos again. */
  stop() {
    document.body.classList.remove("is-live");
    $("live").hidden = true;
    $("live-rate").textContent = "";
    this.#times = [];
    this.#element.clear();
    this.#heat.clear();
  }
}
