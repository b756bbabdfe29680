/** The camera on the page: a mirrored video, its heatmap, score and one hint at a time, and a button that takes the photo. */
/** @import { Assessment, FaceQuality, Preset } from "attn-fiqa" */
/** @import { Chosen } from "./photo.js" */
import { watch } from "attn-fiqa";
import { closeCamera, listCameras, missingCamera, openCamera, toProblem } from "./camera.js";
import { clearHeat, drawHeat } from "./live-heat.js";
import { $, contextOf, make } from "./page.js";
import { SteadyHint } from "./steady-hint.js";
import { inWords, say } from "./words.js";

/** Milliseconds over which frames are counted. */
const RATE_SPAN = 2000;

/**
 * @typedef {object} LiveEvents
 * @property {() => Promise<FaceQuality>} ready
 * @property {(assessment: Assessment) => void} onAssessment for each frame
 * @property {(photo: Chosen) => void} onCapture
 * @property {() => void} onStop without a photo
 * @property {(problem: string) => void} onProblem with a key of the package's words
 */

export class LiveView {
  #events;
  /** @type {MediaStream | null} */
  #stream = null;
  /** Ends what belongs to the stream in use. */
  #session = new AbortController();
  #hint = new SteadyHint((text) => ($("live-hint").textContent = text));
  /** When the last frames were scored. @type {number[]} */
  #times = [];

  /** @param {LiveEvents} events */
  constructor(events) {
    this.#events = events;
    $("camera").addEventListener("click", () => void this.start());
    $("live-stop").addEventListener("click", () => this.#leave());
    $("live-capture").addEventListener("click", () => void this.#capture());
    $("live-camera").addEventListener("change", () => void this.start($("live-camera").value));
    document.addEventListener("visibilitychange", () => document.hidden && this.isOn && this.#leave());
  }

  get isOn() {
    return document.body.classList.contains("is-live");
  }

  /** @param {string} [deviceId] */
  async start(deviceId) {
    const missing = missingCamera();
    if (missing) return this.#events.onProblem(missing);
    const session = this.#begin();
    try {
      const stream = await openCamera(deviceId);
      if (session.signal.aborted) return closeCamera(stream);
      await this.#run(stream, session);
    } catch (error) {
      if (session.signal.aborted) return;
      this.stop();
      this.#events.onProblem(toProblem(error));
    }
  }

  /** The stage shows the camera, which is on its way. */
  #begin() {
    this.stop();
    this.#session = new AbortController();
    document.body.classList.add("is-live");
    $("live").hidden = false;
    this.#hint.force(say("live.starting"), -Infinity);
    $("live-stop").focus();
    return this.#session;
  }

  /** @param {MediaStream} stream @param {AbortController} session */
  async #run(stream, { signal }) {
    this.#stream = stream;
    $("video").srcObject = stream;
    stream.getVideoTracks()[0].addEventListener("ended", () => signal.aborted || this.#interrupt());
    await $("video").play();
    $("live-capture").focus();
    this.#hint.force(say("live.waiting"), -Infinity);
    void this.#offerCameras(stream);
    const quality = await this.#events.ready();
    document.body.dataset.live = "";
    await watch(quality, $("video"), {
      signal,
      preset: /** @type {Preset} */ ($("preset").value),
      onAssessment: (assessment, frame) => this.#show(assessment, frame),
      onError: ({ code }) => code === "no-face" && this.#showNobody(),
    });
    // The model was replaced: the next one goes on with the same camera.
    if (!signal.aborted) await this.#run(stream, this.#session);
  }

  /** @param {Assessment} assessment @param {ImageBitmap} frame */
  #show(assessment, frame) {
    this.#count();
    drawHeat(assessment, frame);
    const [advice] = assessment.advice;
    this.#hint.offer(advice ? inWords().reason(advice) : say("live.good"), performance.now());
    this.#events.onAssessment(assessment);
  }

  #showNobody() {
    this.#count();
    clearHeat();
    this.#hint.offer(say("element.hint.no-face"), performance.now());
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

  /** @param {MediaStream} stream */
  async #offerCameras(stream) {
    const cameras = await listCameras();
    const used = stream.getVideoTracks()[0].getSettings().deviceId ?? "";
    const name = (/** @type {MediaDeviceInfo} */ { label }, /** @type {number} */ i) =>
      label || say("element.camera.unnamed", { number: i + 1 });
    $("live-camera").replaceChildren(...cameras.map((camera, i) => make("option", { value: camera.deviceId }, name(camera, i))));
    $("live-camera").value = used;
    $("live-cameras").hidden = cameras.length < 2;
  }

  /** The photo is what the camera sees now, never mirrored. */
  async #capture() {
    const { videoWidth: width, videoHeight: height } = $("video");
    if (!width) return;
    const canvas = new OffscreenCanvas(width, height);
    contextOf(canvas).drawImage($("video"), 0, 0);
    this.stop();
    $("result").focus();
    // Without loss: the file must not look compressed.
    this.#events.onCapture({ blob: await canvas.convertToBlob({ type: "image/png" }), name: say("start.selfie") });
  }

  #leave() {
    this.stop();
    $("camera").focus();
    this.#events.onStop();
  }

  #interrupt() {
    this.stop();
    this.#events.onProblem("interrupted");
  }

  /** The camera is off, and the stage shows photos again. */
  stop() {
    this.#session.abort();
    if (this.#stream) closeCamera(this.#stream);
    this.#stream = null;
    this.#times = [];
    $("video").srcObject = null;
    $("live").hidden = true;
    $("live-rate").textContent = "";
    clearHeat();
    document.body.classList.remove("is-live");
    delete document.body.dataset.live;
  }
}
