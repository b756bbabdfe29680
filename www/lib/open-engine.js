/** From the options of `FaceQuality.load` to an engine that has made its first pass. */
/** @import { LoadOptions } from "./types.js" */
/** @import { Addresses } from "./assets.js" */
/** @import { Chosen } from "./choose-backend.js" */
/** @import { Engine, EngineOptions } from "./engine.js" */
import { abortable } from "./abortable.js";
import { locate } from "./assets.js";
import { milliseconds } from "./choose-backend.js";
import { FaceQualityError, throwIfAborted } from "./errors.js";
import { toModelSource } from "./loading/model-source.js";
import { shippedLocator, shippedModel } from "./loading/shipped.js";
import { describe, oneOf, wrong } from "./options.js";
import { RemoteEngine } from "./remote-engine.js";
import { startWorker, WorkerRefused } from "./start-worker.js";

/** @typedef {NonNullable<LoadOptions["onProgress"]>} OnProgress */

/** An engine, why it is this one, and how it is made again. @typedef {{ engine: Engine, reason: string, worker: boolean, again: Again }} Opened */

/** `worker`: whether one is wanted; `threads` as asked for. @typedef {{ worker: boolean, addresses: Addresses, threads: number | "auto" }} Again */

/** @typedef {Again & { onProgress: OnProgress, signal?: AbortSignal }} How */

/**
 * "auto" means the faster backend: a GPU that cannot run this model (memory, a kernel), or takes longer than the CPU, gives
 * way to the CPU, for which the model is read again.
 *
 * @param {LoadOptions} options
 * @returns {Promise<Opened>}
 */
export async function openEngine(options) {
  const { backend = "auto", precision = "auto", threads = "auto", signal, worker = true, cache = true } = options;
  throwIfAborted(signal);
  if (!BACKENDS.includes(backend))
    throw new FaceQualityError("backend", `backend is ${describe(backend)}, expected "auto", "webgpu" or "cpu"`);
  oneOf("precision", precision, PRECISIONS);
  checkThreads(threads);
  const onProgress = toListener(options.onProgress);
  const addresses = locate(options.assets);
  const model = toModelSource(options, () => shippedModel(addresses.model));
  const locator = options.locator === false ? null : shippedLocator(addresses.locator);
  const on = (/** @type {EngineOptions["backend"]} */ backend) =>
    openOn(
      {
        ...{ model, locator, cache, backend, precision: precision === "int8" ? "int8" : "f32" },
        ...{ wasm: addresses.wasm, threads, script: addresses.worker },
      },
      { worker, addresses, threads, onProgress, signal },
    );
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
const PRECISIONS = ["auto", "f32", "int8"];

/** Most threads that may be asked for: each has a copy of the model. */
const MOST_THREADS = 16;

/** @param {unknown} threads */
function checkThreads(threads) {
  const isCount = Number.isInteger(threads) && Number(threads) >= 1 && Number(threads) <= MOST_THREADS;
  if (threads !== "auto" && !isCount) throw wrong("threads is", threads, `"auto" or a whole number from 1 to ${MOST_THREADS}`);
}

/** The model is there, but "auto" is better off with the CPU. */
class GpuGivesWay extends Error {}

/**
 * @param {EngineOptions} options
 * @param {How} how
 * @returns {Promise<Opened>}
 */
async function openOn(options, how) {
  const { addresses, threads, onProgress, signal } = how;
  const { loading, stop, worker } = await begin(options, how);
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
    return { engine, reason, worker, again: { worker, addresses, threads } };
  } catch (error) {
    stop();
    // Aborted on the page: nobody waits for what arrives later.
    loading.then((engine) => engine.dispose()).catch(() => {});
    throw error;
  }
}

/**
 * Begins the load in a worker; on the page where none is wanted, or the browser allows none.
 *
 * @param {EngineOptions} options
 * @param {How} how
 * @returns {Promise<{ loading: Promise<Engine>, stop: () => void, worker: boolean }>} `stop` ends it at once
 */
async function begin(options, { worker, addresses, onProgress, signal }) {
  const remote = worker ? await openRemote(addresses.worker, onProgress, signal) : null;
  if (!remote) return { loading: loadHere(options, onProgress, signal), stop: () => {}, worker: false };
  return { loading: remote.load(options).then(() => remote), stop: () => remote.dispose(), worker: true };
}

/** @param {Addresses["worker"]} address @param {OnProgress} onProgress @param {AbortSignal | undefined} signal */
async function openRemote(address, onProgress, signal) {
  try {
    return new RemoteEngine(await startWorker(address, signal), onProgress);
  } catch (error) {
    if (!(error instanceof WorkerRefused)) throw error;
    warn(`no worker runs the engine, the page itself does, and stalls while it computes: ${error.message}`);
    return null;
  }
}

/** What the console was told: once is enough. */
const warned = new Set();

/** @param {string} message */
function warn(message) {
  if (!warned.has(message)) console.warn(`attn-fiqa: ${message}`);
  warned.add(message);
}

/**
 * The same engine again, from the files that the browser kept, without the network; a worker that is gone needs its script.
 *
 * @param {Engine} former ended here, if it still lives
 * @param {Again} how
 * @returns {Promise<Engine>} which has passed its self test
 */
export async function openAgain(former, how) {
  const { files, chosen, precision } = former;
  const locator = files.locator && { blob: files.locator };
  const { wasm, worker: script } = how.addresses;
  const { threads } = how;
  const options = { model: { blob: files.model }, locator, cache: false, backend: chosen.backend, precision, wasm, threads, script };
  const engine = await reload(former, options, how);
  const { passed, maxError } = await engine.selfTest();
  if (passed) return engine;
  engine.dispose();
  throw new FaceQualityError("backend", `it computes wrong numbers now (they differ by ${maxError})`);
}

/** @param {Engine} former @param {EngineOptions} options @param {Again} how @returns {Promise<Engine>} */
async function reload(former, options, how) {
  if (former instanceof RemoteEngine && (await former.answers())) {
    await former.load(options);
    return former;
  }
  former.dispose();
  return (await openOn(options, { ...how, onProgress: () => {} })).engine;
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
 * The wasm glue is only loaded where it runs.
 *
 * @param {EngineOptions} options
 * @param {OnProgress} onProgress
 * @param {AbortSignal | undefined} signal
 */
async function loadHere(options, onProgress, signal) {
  const { loadEngine } = await import("./engine.js");
  const engine = await loadEngine(options, onProgress, signal);
  if (Number(options.threads) > 1) engine.alone = "a page must not wait for other threads, a worker may";
  return engine;
}
