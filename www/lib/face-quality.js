/** The package's class: loads a model, assesses images, is disposed of. */
/** @import { AssessOptions, Assessment, Backend, ErrorCode, ImageSource, LoadOptions, ModelInfo, SelfTest } from "./types.js" */
/** @import { Engine } from "./engine.js" */
/** @import { Taken } from "./image-source.js" */
/** @import { Opened } from "./open-engine.js" */
import { abortable } from "./abortable.js";
import { FaceQualityError, throwIfAborted, toFaceQualityError } from "./errors.js";
import { isSame, scaleAssessment, scaleBetween, scaleLandmarks } from "./geometry.js";
import { take } from "./image-source.js";
import { LastingEngine } from "./lasting-engine.js";
import { openAgain, openEngine } from "./open-engine.js";
import { checkOptions } from "./options.js";
import { toRequest } from "./request.js";
import { roomForOne } from "./room.js";

/** Says whether a face photo is good enough for face recognition, and which parts of the face decide that. */
export class FaceQuality {
  /** @type {LastingEngine} */
  #engine;
  /** Ends all calls in progress. */
  #disposal = new AbortController();

  /** @param {Opened} opened use `FaceQuality.load()` */
  constructor({ engine, reason, worker, again }) {
    this.#engine = new LastingEngine(engine, (former) => openAgain(former, again));
    /** What it runs on. @readonly @type {Backend} */
    this.backend = engine.chosen.backend;
    /** Why it runs on this backend, and whether in a worker, in a sentence. @readonly @type {string} */
    this.reason = toSentence(engine, reason, worker);
    /** In which numbers its matrices are multiplied: single precision, or integers. @readonly @type {"f32" | "int8"} */
    this.precision = engine.precision;
    /** Whether a worker runs it. @readonly @type {boolean} */
    this.worker = worker;
    /** What the model file states. @readonly @type {ModelInfo} */
    this.model = Object.freeze(engine.model);
  }

  /** Threads that share a pass: more than one only of the CPU, in a worker, on a page that is cross-origin isolated. */
  get threads() {
    return this.#engine.threads;
  }

  /**
   * Fetches, verifies and loads a model; no argument is needed. Afterwards it makes no network request.
   *
   * @param {LoadOptions} [options]
   * @returns {Promise<FaceQuality>}
   * @throws {FaceQualityError} `model-fetch`, `model-integrity`, `model-format`, `backend`, `aborted`, `unsupported-input`
   */
  static async load(options = {}) {
    try {
      checkOptions(options);
      return new FaceQuality(await openEngine(options));
    } catch (error) {
      throw toFaceQualityError(error, "backend");
    }
  }

  /**
   * One image in, one assessment out. The image is taken at the call: what becomes of it afterwards changes nothing. Calls
   * wait for one another; after one that ends the engine (`backend`, `device-lost`), the next one gets a new engine.
   *
   * @param {ImageSource} image
   * @param {AssessOptions} [options]
   * @returns {Promise<Assessment>}
   * @throws {FaceQualityError} `no-face`, `decode`, `too-large`, `unsupported-input`, `tainted`, `device-lost`, `backend`,
   * `aborted`, `disposed`
   */
  async assess(image, options = {}) {
    checkOptions(options);
    const { signal } = options;
    this.#throwIfDisposed();
    throwIfAborted(signal);
    toRequest(options);
    const room = roomForOne();
    try {
      const taken = await this.#live(abortable(take(image, room.fit), signal), "unsupported-input");
      return await this.#live(this.#assess(taken, options, room.free), "backend");
    } finally {
      room.free();
    }
  }

  /**
   * @param {Taken} taken
   * @param {AssessOptions} options
   * @param {() => void} begin called when its turn has come
   */
  async #assess({ image, shown }, options, begin) {
    const { landmarks, signal } = options;
    const bitmap = image.kind === "bitmap" ? image.bitmap : null;
    const scale = bitmap && shown ? scaleBetween(bitmap, shown) : ONE;
    const back = /** @type {const} */ ([1 / scale[0], 1 / scale[1]]);
    const request = toRequest(landmarks && !isSame(scale) ? { ...options, landmarks: scaleLandmarks(landmarks, back) } : options);
    try {
      const assess = (/** @type {Engine} */ engine) => {
        begin();
        return engine.assess(image, request);
      };
      return scaleAssessment(await this.#engine.run(assess, signal), scale);
    } finally {
      // Where it was never its turn.
      bitmap?.close();
    }
  }

  /**
   * Assesses known inputs: proves that this browser computes the right numbers.
   *
   * @returns {Promise<SelfTest>}
   * @throws {FaceQualityError} `device-lost`, `disposed`
   */
  async selfTest() {
    this.#throwIfDisposed();
    return this.#live(
      this.#engine.run((engine) => engine.selfTest()),
      "backend",
    );
  }

  /** Frees the model and its worker; calls in progress end with `disposed`. Safe to call twice. */
  dispose() {
    if (this.#disposal.signal.aborted) return;
    this.#engine.dispose();
    this.#disposal.abort();
  }

  /** For `using`; unused in browsers without it. */
  [Symbol.dispose]() {
    this.dispose();
  }

  #throwIfDisposed() {
    if (this.#disposal.signal.aborted) throw disposedError();
  }

  /**
   * Work that ends when this object is disposed of, and rejects only with a FaceQualityError.
   *
   * @template T
   * @param {Promise<T>} work
   * @param {ErrorCode} fallback
   * @returns {Promise<T>}
   */
  async #live(work, fallback) {
    try {
      return await abortable(work, this.#disposal.signal, disposedError);
    } catch (error) {
      throw toFaceQualityError(error, fallback);
    }
  }
}

/** @type {readonly [number, number]} */
const ONE = [1, 1];

function disposedError() {
  return new FaceQualityError("disposed", "dispose() was called: load again");
}

/** @param {Engine} engine @param {string} reason @param {boolean} worker */
function toSentence({ chosen, threads, alone }, reason, worker) {
  const where = [worker ? "in a worker" : "on the page", ...(threads > 1 ? [`on ${threads} threads`] : [])];
  const why = alone ? [reason, `one thread: ${alone}`] : [reason];
  return `${[chosen.backend === "cpu" ? "The CPU" : "WebGPU", ...where].join(", ")}: ${why.join("; ")}.`;
}
