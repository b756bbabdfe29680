/** An engine in a module worker, called by messages. */
/** @import { ModelInfo, Progress, SelfTest } from "./types.js" */
/** @import { Chosen } from "./choose-backend.js" */
/** @import { Engine, EngineOptions } from "./engine.js" */
/** @import { EngineImage } from "./image-source.js" */
/** @import { EngineRequest } from "./request.js" */
import { FaceQualityError, toFaceQualityError } from "./errors.js";
import { asTainted } from "./image-source.js";
import { toPortable } from "./loading/model-source.js";

/**
 * @typedef {{ method: "load", options: EngineOptions } | { method: "assess", image: EngineImage, request: EngineRequest } | { method: "warmUp" | "selfTest" }} Request
 * @typedef {{ resolve: (value: any) => void, reject: (error: unknown) => void }} Pending
 */

/** An engine in a module worker: the page never stalls. @implements {Engine} */
export class RemoteEngine {
  #worker;
  #onProgress;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #calls = 0;
  /** Ends the reading of the model. @type {(reason: unknown) => void} */
  #cancel = () => {};
  chosen = /** @type {Chosen} */ (/** @type {unknown} */ (null));
  model = /** @type {ModelInfo} */ (/** @type {unknown} */ (null));

  /**
   * Starts the worker.
   *
   * @param {(progress: Progress) => void} onProgress
   * @throws the browser's own error where it allows no worker
   */
  constructor(onProgress) {
    this.#onProgress = onProgress;
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", ({ data }) => this.#receive(data));
    this.#worker.addEventListener("messageerror", () => {
      this.#rejectAll(new FaceQualityError("backend", "the worker's answer cannot be read: load again"));
    });
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      const message = `the worker failed (${event.message ?? "it cannot be loaded"}): is worker.js served, and does the page's policy allow it (worker-src)?`;
      this.#rejectAll(new FaceQualityError("backend", message));
    });
  }

  /** @param {EngineOptions} options */
  async load(options) {
    const { source: model, transfer, cancel } = toPortable(options.model);
    this.#cancel = cancel;
    Object.assign(this, await this.#call({ method: "load", options: { ...options, model } }, transfer));
    // Holds the source no longer.
    this.#cancel = () => {};
  }

  /** @returns {Promise<number | null>} */
  async warmUp() {
    return this.#call({ method: "warmUp" }, []);
  }

  /** @type {Engine["assess"]} */
  async assess(image, request) {
    // Frames were made for this call and are transferred; bytes and pixels may belong to the caller, and are copied.
    const transfer = image.kind === "bitmap" ? [image.bitmap] : [];
    return this.#call({ method: "assess", image, request }, transfer);
  }

  /** @returns {Promise<SelfTest>} */
  async selfTest() {
    return this.#call({ method: "selfTest" }, []);
  }

  dispose() {
    this.#worker.terminate();
    this.#cancel(new Error("the load ended"));
    this.#rejectAll(new FaceQualityError("disposed", "dispose() was called while this was running"));
  }

  /** @param {Request} request @param {Transferable[]} transfer @returns {Promise<any>} */
  #call(request, transfer) {
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      try {
        this.#worker.postMessage({ id, ...request }, transfer);
      } catch (error) {
        this.#pending.delete(id);
        // Only a frame can come from another origin; anything else that cannot be sent is not an image.
        const isFrame = request.method === "assess" && request.image.kind === "bitmap";
        reject(isFrame ? asTainted(error) : toFaceQualityError(error, request.method === "assess" ? "unsupported-input" : "backend"));
      }
    });
  }

  /** @param {any} message */
  #receive({ id, value, error, progress }) {
    if (progress) return this.#onProgress(progress);
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) pending?.reject(new FaceQualityError(error.code, error.message));
    else pending?.resolve(value);
  }

  /** @param {FaceQualityError} error */
  #rejectAll(error) {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
