/** From the options of `FaceQuality.load` to an engine that has made its first pass. */
/** @import { LoadOptions } from "./types.js" */
/** @import { Engine, EngineOptions } from "./engine.js" */
import { abortable } from "./abortable.js";
import { DEFAULT_LOCATOR_INTEGRITY, defaultLocatorUrl } from "./loading/default-model.js";
import { FaceQualityError, throwIfAborted } from "./errors.js";
import { toModelSource } from "./loading/model-source.js";
import { RemoteEngine } from "./remote-engine.js";

/** @typedef {NonNullable<LoadOptions["onProgress"]>} OnProgress */

/**
 * "auto" means a GPU that works: one that cannot run this model (memory, a kernel) gives way to the CPU, for which the
 * model is read again.
 *
 * @param {LoadOptions} options
 * @returns {Promise<Engine>}
 */
export async function openEngine(options) {
  const { backend = "auto", signal, worker = true, cache = true } = options;
  throwIfAborted(signal);
  const onProgress = toListener(options.onProgress);
  const model = toModelSource(options);
  const locator = options.locator === false ? null : { url: defaultLocatorUrl(), integrity: DEFAULT_LOCATOR_INTEGRITY };
  const on = (/** @type {EngineOptions["backend"]} */ backend) =>
    openOn({ model, locator, cache, backend }, { worker, onProgress, signal });
  try {
    return await on(backend);
  } catch (error) {
    if (backend !== "auto" || !(error instanceof WarmUpFailure)) throw error;
    if (!("stream" in model)) return on("cpu");
    const message = `the GPU cannot run this model (${error.message}), and the Response is used up: load with backend "cpu"`;
    throw new FaceQualityError("backend", message, { cause: error });
  }
}

/** The model is there, but the device cannot run it. */
class WarmUpFailure extends FaceQualityError {}

/**
 * @param {EngineOptions} options
 * @param {{ worker: boolean, onProgress: OnProgress, signal: AbortSignal | undefined }} how
 * @returns {Promise<Engine>}
 */
async function openOn(options, { worker, onProgress, signal }) {
  const remote = worker ? startWorker(onProgress) : null;
  const loading = remote ? remote.load(options).then(() => remote) : loadHere(options, onProgress, signal);
  try {
    const engine = await abortable(loading, signal);
    onProgress({ stage: "warmup", loaded: 0, total: 1 });
    await abortable(engine.warmUp(), signal).catch((error) => {
      throwIfAborted(signal);
      throw new WarmUpFailure(error.code, error.message, { cause: error });
    });
    onProgress({ stage: "warmup", loaded: 1, total: 1 });
    return engine;
  } catch (error) {
    remote?.dispose();
    // Aborted on the page: what arrives later is nobody's.
    loading.then((engine) => engine.dispose()).catch(() => {});
    throw error;
  }
}

/**
 * As in any event listener, what the callback throws is an uncaught error of the page, and the load goes on.
 *
 * @param {LoadOptions["onProgress"]} onProgress
 * @returns {OnProgress}
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
 * @param {OnProgress} onProgress
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
 * @param {OnProgress} onProgress
 * @param {AbortSignal | undefined} signal
 */
async function loadHere(options, onProgress, signal) {
  const { loadEngine } = await import("./engine.js");
  return loadEngine(options, onProgress, signal);
}
