/** From the options of `FaceQuality.load` to an engine that has made its first pass. */
/** @import { LoadOptions } from "./types.js" */
/** @import { Chosen } from "./choose-backend.js" */
/** @import { Engine, EngineOptions } from "./engine.js" */
import { abortable } from "./abortable.js";
import { milliseconds } from "./choose-backend.js";
import { FaceQualityError, throwIfAborted } from "./errors.js";
import { defaultLocator, defaultModel } from "./loading/default-model.js";
import { toModelSource } from "./loading/model-source.js";
import { RemoteEngine } from "./remote-engine.js";

/** @typedef {NonNullable<LoadOptions["onProgress"]>} OnProgress */

/** An engine, and why it is this one. @typedef {{ engine: Engine, reason: string, worker: boolean }} Opened */

/**
 * "auto" means the faster backend: a GPU that cannot run this model (memory, a kernel), or takes longer than the CPU, gives
 * way to the CPU, for which the model is read again.
 *
 * @param {LoadOptions} options
 * @returns {Promise<Opened>}
 */
export async function openEngine(options) {
  const { backend = "auto", signal, worker = true, cache = true } = options;
  throwIfAborted(signal);
  if (!BACKENDS.includes(backend))
    throw new FaceQualityError("backend", `backend is ${JSON.stringify(backend)}, expected "auto", "webgpu" or "cpu"`);
  const onProgress = toListener(options.onProgress);
  const model = toModelSource(options, defaultModel());
  const locator = options.locator === false ? null : defaultLocator();
  const on = (/** @type {EngineOptions["backend"]} */ backend) =>
    openOn({ model, locator, cache, backend }, { worker, onProgress, signal });
  try {
    return await on(backend);
  } catch (error) {
    if (!(error instanceof GpuGivesWay)) throw error;
    const { message } = error;
    if (!("stream" in model)) return { ...(await on("cpu")), reason: message };
    throw new FaceQualityError("backend", `${message}, and the Response is used up: load with backend "cpu"`, { cause: error });
  }
}

const BACKENDS = ["auto", "webgpu", "cpu"];

/** The model is there, but "auto" is better off with the CPU. */
class GpuGivesWay extends Error {}

/**
 * @param {EngineOptions} options
 * @param {{ worker: boolean, onProgress: OnProgress, signal: AbortSignal | undefined }} how
 * @returns {Promise<Opened>}
 */
async function openOn(options, { worker, onProgress, signal }) {
  const remote = worker ? startWorker(onProgress) : null;
  const loading = remote ? remote.load(options).then(() => remote) : loadHere(options, onProgress, signal);
  try {
    const engine = await abortable(loading, signal);
    onProgress({ stage: "warmup", loaded: 0, total: 1 });
    const isAuto = options.backend === "auto";
    const gpuPass = await abortable(engine.warmUp(), signal).catch((error) => {
      throwIfAborted(signal);
      throw isAuto ? new GpuGivesWay(`the GPU cannot run this model (${error.message})`, { cause: error }) : error;
    });
    const reason = isAuto && gpuPass !== null ? compare(engine.chosen, gpuPass, "stream" in options.model) : engine.chosen.reason;
    onProgress({ stage: "warmup", loaded: 1, total: 1 });
    return { engine, reason, worker: remote !== null };
  } catch (error) {
    remote?.dispose();
    // Aborted on the page: nobody waits for what arrives later.
    loading.then((engine) => engine.dispose()).catch(() => {});
    throw error;
  }
}

/**
 * Why the GPU stays.
 *
 * @param {Chosen} chosen
 * @param {number} gpuPass milliseconds
 * @param {boolean} isReadOnce the model cannot be read again: a slower GPU is better than none
 * @throws {GpuGivesWay} if the CPU is faster
 */
function compare({ reason, cpuPass }, gpuPass, isReadOnce) {
  const both = `${milliseconds(gpuPass)} a pass on the GPU, about ${milliseconds(Number(cpuPass))} on the CPU`;
  if (gpuPass < Number(cpuPass) || isReadOnce) return `${reason}: ${both}`;
  throw new GpuGivesWay(both);
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
