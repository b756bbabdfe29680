/** An engine in a module worker, called by messages. */
/** @import { ModelInfo, Progress, SelfTest } from "./types.js" */
/** @import { Chosen } from "./choose-backend.js" */
/** @import { Engine, EngineOptions, Files } from "./engine.js" */
/** @import { EngineImage } from "./image-source.js" */
/** @import { EngineRequest } from "./request.js" */
import { abortable, within } from "./abortable.js";
import { EngineEnded, FaceQualityError, toFaceQualityError } from "./errors.js";
import { asTainted } from "./image-source.js";
import { toPortable } from "./loading/model-source.js";

/** Milliseconds in which a worker that is doing nothing else answers. */
const ANSWER_LIMIT = 10_000;
/** Milliseconds between two questions to a worker that loads, and for the answer: it may be compiling. */
const ASK_EVERY = 10_000;
const BUSY_LIMIT = 60_000;

/**
 * @typedef {{ method: "load", options: EngineOptions } | { method: "assess", image: EngineImage, request: EngineRequest }
 * | { method: "join", memory: SharedArrayBuffer, seat: number, seats: number } | { method: "warmUp" | "selfTest" | "ping" | "help" }} Request
 * @typedef {{ resolve: (value: any) => void, reject: (error: unknown) => void }} Pending
 */

/** An engine in a module worker: the page never stalls. @implements {Engine} */
export class RemoteEngine {
  #worker;
  #onProgress;
  #ended = new AbortController();
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #calls = 0;
  /** Ends the reading of the model. @type {(reason: unknown) => void} */
  #cancel = () => {};
  chosen = /** @type {Chosen} */ (/** @type {unknown} */ (null));
  precision = /** @type {"f32" | "int8"} */ ("f32");
  model = /** @type {ModelInfo} */ (/** @type {unknown} */ (null));
  files = /** @type {Files} */ (/** @type {unknown} */ (null));
  threads = 1;
  alone = "";

  /**
   * @param {Worker} worker that has started
   * @param {(progress: Progress) => void} onProgress
   */
  constructor(worker, onProgress) {
    this.#worker = worker;
    this.#onProgress = onProgress;
    const { signal } = this.#ended;
    worker.addEventListener("message", ({ data }) => this.#receive(data), { signal });
    const unreadable = () => this.#rejectAll(new EngineEnded("backend", "the worker's answer cannot be read"));
    worker.addEventListener("messageerror", unreadable, { signal });
    const failed = (/** @type {ErrorEvent} */ event) => {
      event.preventDefault();
      this.#rejectAll(new EngineEnded("backend", `the worker failed (${event.message ?? "without a message"})`));
    };
    worker.addEventListener("error", failed, { signal });
  }

  /** @param {EngineOptions} options */
  async load(options) {
    const { source: model, transfer, cancel } = toPortable(options.model);
    this.#cancel = cancel;
    const loading = this.#call({ method: "load", options: { ...options, model } }, transfer);
    Object.assign(this, await this.#whileAlive(loading));
    // Holds the source no longer.
    this.#cancel = () => {};
  }

  /** Whether the worker is there: browsers end one without a word. @param {number} [limit] milliseconds */
  async answers(limit = ANSWER_LIMIT) {
    return within(this.#call({ method: "ping" }, []), limit, goneError).catch(() => false);
  }

  /** @returns {Promise<number | null>} */
  async warmUp() {
    return this.#call({ method: "warmUp" }, []);
  }

  /** @type {Engine["assess"]} */
  async assess(image, request) {
    // Frames and pixels were copied for this call.
    const transfer = image.kind === "bitmap" ? [image.bitmap] : image.kind === "pixels" ? [image.pixels.data.buffer] : [];
    return this.#call({ method: "assess", image, request }, transfer);
  }

  /** @returns {Promise<SelfTest>} */
  async selfTest() {
    return this.#call({ method: "selfTest" }, []);
  }

  /** Makes it one of a team. @param {SharedArrayBuffer} memory @param {number} seat @param {number} seats @returns {Promise<void>} */
  async join(memory, seat, seats) {
    return this.#call({ method: "join", memory, seat, seats }, []);
  }

  /** Calls it to a pass of the team, at once: the caller waits for it without another turn of its event loop. @returns {Promise<boolean>} */
  async help() {
    return this.#call({ method: "help" }, []);
  }

  dispose() {
    this.#worker.terminate();
    this.#ended.abort();
    this.#cancel(new Error("the load ended"));
    this.#rejectAll(new FaceQualityError("disposed", "dispose() was called while this was running"));
  }

  /** Asks from time to time. @param {Promise<any>} loading @returns {Promise<any>} */
  async #whileAlive(loading) {
    const end = new AbortController();
    const watch = async () => {
      for (;;) {
        await abortable(new Promise((resolve) => setTimeout(resolve, ASK_EVERY)), end.signal);
        if (!(await this.answers(BUSY_LIMIT))) throw goneError();
      }
    };
    try {
      return await Promise.race([loading, watch()]);
    } finally {
      end.abort();
    }
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
  #receive({ id, value, error, progress, threads }) {
    if (progress) return this.#onProgress(progress);
    if (threads) this.threads = threads;
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) pending?.reject(new (error.isEnd ? EngineEnded : FaceQualityError)(error.code, error.message));
    else pending?.resolve(value);
  }

  /** @param {FaceQualityError} error */
  #rejectAll(error) {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

const goneError = () => new EngineEnded("backend", "the worker is gone: the browser ended it");
