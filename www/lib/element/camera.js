/** One camera that is on, from the question to the last stopped track. */

import { isWanted, listCameras } from "./cameras.js";
import { CameraError, obstacle, toCameraError } from "./problems.js";

/** Pixels asked for. Ours: enough for a reference photo (90 pixels between the eyes), and scored in 50 ms. */
const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };

/** Milliseconds within which a camera that was opened shows a frame; some that another program holds open and stay black. */
const FIRST_FRAME = 10_000;
/** Milliseconds for which a track may be silent: a phone call or a privacy shutter takes the camera without ending it. */
const SILENCE = 3000;

/**
 * @typedef {object} Wish
 * @property {"user" | "environment"} facing
 * @property {string} [id] of a camera; another one is taken if it is not there any more
 * @property {AbortSignal} signal turns it off, also while the browser still asks
 */

export class Camera {
  #stream;
  #track;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;

  /** @param {MediaStream} stream @param {AbortSignal} signal */
  constructor(stream, signal) {
    this.#stream = stream;
    this.#track = stream.getVideoTracks()[0];
    // Closed while the cameras were compared: its light must not stay on.
    if (signal.aborted) this.#stop();
    else signal.addEventListener("abort", () => this.#stop());
  }

  /** @param {Wish} wish @returns {Promise<Camera>} @throws {CameraError} */
  static async open(wish) {
    const problem = obstacle();
    if (problem) throw new CameraError(problem);
    let stream = await ask(wish);
    const better = wish.id === undefined ? await betterThan(stream) : null;
    if (better) {
      // First off, then on: phones give a black picture where two cameras are on at once (mozmorris/react-webcam#252).
      stop(stream);
      stream = await ask({ ...wish, id: better });
    }
    return new Camera(stream, wish.signal);
  }

  get id() {
    return this.#track.getSettings().deviceId;
  }

  /** Whether its picture is to be shown as in a mirror: all but those on a phone's back. */
  get isMirrored() {
    return this.#track.getSettings().facingMode !== "environment";
  }

  /** Whether it has a lamp. */
  get hasTorch() {
    const { torch } = /** @type {{ torch?: boolean }} */ (this.#track.getCapabilities?.() ?? {});
    return Boolean(torch);
  }

  /** @param {boolean} on */
  async light(on) {
    await this.#track.applyConstraints({ advanced: [/** @type {MediaTrackConstraintSet} */ ({ torch: on })] });
  }

  /**
   * Shows it in a video, and waits for the first frame.
   *
   * @param {HTMLVideoElement} video
   * @param {() => void} onEnd called when it stops by itself, or is silent for too long
   */
  async show(video, onEnd) {
    // As properties too: Safari plays no other video inside the page.
    Object.assign(video, { muted: true, playsInline: true, srcObject: this.#stream });
    const late = setTimeout(onEnd, FIRST_FRAME);
    this.#track.addEventListener("ended", onEnd);
    this.#track.addEventListener("mute", () => (this.#silence = setTimeout(onEnd, SILENCE)));
    this.#track.addEventListener("unmute", () => clearTimeout(this.#silence));
    try {
      await video.play();
    } finally {
      clearTimeout(late);
    }
  }

  #stop() {
    clearTimeout(this.#silence);
    stop(this.#stream);
  }
}

/** @param {MediaStream} stream */
function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** @param {Wish} wish */
async function ask({ facing, id, signal }) {
  // Only wishes: an id that was valid yesterday must not end in an error.
  const video = id === undefined ? { facingMode: { ideal: facing }, ...SIZE } : { deviceId: { ideal: id }, ...SIZE };
  const stream = await getStream(video);
  if (!signal.aborted) return stream;
  // Closed while the browser asked: its light must not stay on (mozmorris/react-webcam#232).
  stop(stream);
  throw signal.reason;
}

/** @param {MediaTrackConstraints} video */
async function getStream(video) {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video });
  } catch (error) {
    if (/** @type {Error} */ (error)?.name !== "OverconstrainedError") throw await toCameraError(error);
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: true });
  } catch (error) {
    throw await toCameraError(error);
  }
}

/** The id of a camera that shows a face better than the one that the browser chose; null if there is none. @param {MediaStream} stream */
async function betterThan(stream) {
  if (isWanted(stream.getVideoTracks()[0].label)) return null;
  const camera = (await listCameras()).find(({ label }) => isWanted(label));
  return camera?.id ?? null;
}
