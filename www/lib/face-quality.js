/** @import { AssessOptions, Assessment, Backend, ErrorCode, ImageSource, LoadOptions, ModelInfo, SelfTest } from "./types.js" */
/** @import { Engine, EngineOptions } from "./engine.js" */
/** @import { ModelSource } from "./model-source.js" */
import { abortable } from "./abortable.js";
import { DEFAULT_INTEGRITY, DEFAULT_LOCATOR_INTEGRITY, defaultLocatorUrl, defaultModelUrl } from "./default-model.js";
import { FaceQualityError, throwIfAborted, toFaceQualityError } from "./errors.js";
import { toEngineImage } from "./image-source.js";
import { RemoteEngine } from "./remote-engine.js";
import { toRequest } from "./request.js";

/** Says whether a face photo is good enough for face recognition, and where in the face that comes from. */
export class FaceQuality {
  #engine;
  /** Ends whatever is running. */
  #disposal = new AbortController();

  /** @param {Engine} engine use `FaceQuality.load()` */
  constructor(engine) {
    this.#engine = engine;
    /** What it runs on. @readonly @type {Backend} */
    this.backend = engine.backend;
    /** What the model file states. @readonly @type {ModelInfo} */
    this.model = Object.freeze(engine.model);
  }

  /**
   * Fetches, verifies and loads a model; no argument is needed. Afterwards there is no network request at all.
   *
   * @param {LoadOptions} [options]
   * @returns {Promise<FaceQuality>}
   * @throws {FaceQualityError} `model-fetch`, `model-integrity`, `model-format`, `backend`, `aborted`
   */
  static async load(options = {}) {
    const { signal } = options;
    throwIfAborted(signal);
    const onProgress = toListener(options.onProgress);
    const model = await abortable(toModelSource(options), signal).catch((error) => {
      throw toFaceQualityError(error, "model-fetch");
    });
    const locator = options.locator === false ? null : { url: defaultLocatorUrl(), integrity: DEFAULT_LOCATOR_INTEGRITY };
    const engineOptions = { model, locator, cache: options.cache ?? true, backend: options.backend ?? "auto" };
    const remote = options.worker === false ? null : startWorker(onProgress);
    const loading = remote ? remote.load(engineOptions).then(() => remote) : loadHere(engineOptions, onProgress, signal);
    try {
      return new FaceQuality(await abortable(loading, signal));
    } catch (error) {
      remote?.dispose();
      // Aborted on the page: what arrives later is nobody's.
      loading.then((engine) => engine.dispose()).catch(() => {});
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
   * Known inputs through this device: proves that this browser computes the right numbers.
   *
   * @returns {Promise<SelfTest>}
   * @throws {FaceQualityError} `device-lost`, `disposed`
   */
  async selfTest() {
    this.#throwIfDisposed();
    return this.#live(this.#engine.selfTest(), "backend");
  }

  /** Frees the model and its worker; what is still running ends with `disposed`. Safe to call twice. */
  dispose() {
    if (this.#disposal.signal.aborted) return;
    this.#engine.dispose();
    this.#disposal.abort();
  }

  /** For `using`; where there is no such thing, a method that nobody calls. */
  [Symbol.dispose]() {
    this.dispose();
  }

  #throwIfDisposed() {
    if (this.#disposal.signal.aborted) throw disposedError();
  }

  /**
   * Work that ends with this object, and in no other error than ours.
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

/**
 * As in any event listener, what the callback throws is an uncaught error of the page, and the load goes on.
 *
 * @param {LoadOptions["onProgress"]} onProgress
 * @returns {NonNullable<LoadOptions["onProgress"]>}
 */
function toListener(onProgress) {
  return (progress) => {
    try {
      onProgress?.(progress);
    } catch (error) {
      reportError(error);
    }
  };
}

/**
 * A worker, or null where the browser allows none: the package on another origin, a `file:` page.
 *
 * @param {NonNullable<LoadOptions["onProgress"]>} onProgress
 */
function startWorker(onProgress) {
  try {
    return new RemoteEngine(onProgress);
  } catch {
    return null;
  }
}

/**
 * The wasm glue is only loaded where it runs.
 *
 * @param {EngineOptions} options
 * @param {NonNullable<LoadOptions["onProgress"]>} onProgress
 * @param {AbortSignal | undefined} signal
 */
async function loadHere(options, onProgress, signal) {
  const { loadEngine } = await import("./engine.js");
  return loadEngine(options, onProgress, signal);
}

/**
 * @param {LoadOptions} options
 * @returns {Promise<ModelSource>}
 */
async function toModelSource({ model, integrity }) {
  if (model === undefined) return { url: defaultModelUrl(), integrity: integrity ?? DEFAULT_INTEGRITY };
  if (typeof model === "string" || model instanceof URL) {
    return { url: new URL(model, globalThis.document?.baseURI ?? globalThis.location?.href).href, integrity };
  }
  if (model instanceof Response) {
    if (!model.ok) throw new FaceQualityError("model-fetch", `the model's response is ${model.status} ${model.statusText}`);
    return { bytes: new Uint8Array(await model.arrayBuffer()), integrity };
  }
  // A copy: the engine takes the bytes away, and they are the caller's.
  if (model instanceof ArrayBuffer) return { bytes: new Uint8Array(model.slice(0)), integrity };
  if (model instanceof Uint8Array) return { bytes: model.slice(), integrity };
  throw new FaceQualityError("model-fetch", "model is a URL, bytes or a Response");
}
