/** The package's class: loads a model, assesses images, is disposed of. */
/** @import { AssessOptions, Assessment, Backend, ErrorCode, ImageSource, LoadOptions, ModelInfo, SelfTest } from "./types.js" */
/** @import { Opened } from "./open-engine.js" */
import { abortable } from "./abortable.js";
import { FaceQualityError, throwIfAborted, toFaceQualityError } from "./errors.js";
import { toEngineImage } from "./image-source.js";
import { openEngine } from "./open-engine.js";
import { toRequest } from "./request.js";

/** Says whether a face photo is good enough for face recognition, and which parts of the face decide that. */
export class FaceQuality {
  /** @type {import("./engine.js").Engine} */
  #engine;
  /** Ends all calls in progress. */
  #disposal = new AbortController();

  /** @param {Opened} opened use `FaceQuality.load()` */
  constructor({ engine, reason, worker }) {
    this.#engine = engine;
    /** What it runs on. @readonly @type {Backend} */
    this.backend = engine.chosen.backend;
    /** Why it runs on this backend, and whether in a worker, in a sentence. @readonly @type {string} */
    this.reason = `${this.backend === "cpu" ? "The CPU" : "WebGPU"}, ${worker ? "in a worker" : "on the page"}: ${reason}.`;
    /** Whether a worker runs it. @readonly @type {boolean} */
    this.worker = worker;
    /** What the model file states. @readonly @type {ModelInfo} */
    this.model = Object.freeze(engine.model);
  }

  /**
   * Fetches, verifies and loads a model; no argument is needed. Afterwards it makes no network request.
   *
   * @param {LoadOptions} [options]
   * @returns {Promise<FaceQuality>}
   * @throws {FaceQualityError} `model-fetch`, `model-integrity`, `model-format`, `backend`, `aborted`
   */
  static async load(options = {}) {
    try {
      return new FaceQuality(await openEngine(options));
    } catch (error) {
      throw toFaceQualityError(error, "backend");
    }
  }

  /**
   * One image in, one assessment out.
   *
   * @param {ImageSource} image
   * @param {AssessOptions} [options]
   * @returns {Promise<Assessment>}
   * @throws {FaceQualityError} `no-face`, `decode`, `too-large`, `unsupported-input`, `tainted`, `device-lost`, `backend`,
   * `aborted`, `disposed`
   */
  async assess(image, options = {}) {
    const { signal } = options;
    this.#throwIfDisposed();
    throwIfAborted(signal);
    const request = toRequest(options);
    const engineImage = await this.#live(abortable(toEngineImage(image), signal), "unsupported-input");
    return this.#live(abortable(this.#engine.assess(engineImage, request), signal), "backend");
  }

  /**
   * Assesses known inputs: proves that this browser computes the right numbers.
   *
   * @returns {Promise<SelfTest>}
   * @throws {FaceQualityError} `device-lost`, `disposed`
   */
  async selfTest() {
    this.#throwIfDisposed();
    return this.#live(this.#engine.selfTest(), "backend");
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

function disposedError() {
  return new FaceQualityError("disposed", "dispose() was called: load again");
}
