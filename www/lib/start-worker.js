/** The worker's start. Browsers refuse a worker in several ways, and say nothing if its script never arrives. */
import { abortable, within } from "./abortable.js";
import { FaceQualityError } from "./errors.js";

/** Milliseconds for the worker's scripts to arrive and run, and how often that is tried: as for a model. */
const START_LIMIT = 30_000;
const TRIES = 4;

/** The browser allows no worker: the engine can run on the page. */
export class WorkerRefused extends Error {}

/**
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<Worker>} which has started
 * @throws {WorkerRefused} with the likely reason
 * @throws {FaceQualityError} `backend` where nothing answers, `aborted`
 */
export async function startWorker(signal) {
  for (let tries = 1; ; tries++) {
    const worker = construct();
    try {
      return await abortable(within(started(worker), START_LIMIT, lateError), signal);
    } catch (error) {
      worker.terminate();
      if (!(error instanceof Late) || tries === TRIES) throw error;
    }
  }
}

class Late extends FaceQualityError {}

const lateError = () =>
  new Late(
    "backend",
    `worker.js did not start within ${START_LIMIT / 1000} s, ${TRIES} times: does the server answer? worker: false does without it`,
  );

function construct() {
  try {
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  } catch (cause) {
    throw new WorkerRefused(reasonOf(/** @type {any} */ (cause)), { cause });
  }
}

/** @param {any} error of the constructor */
function reasonOf(error) {
  if (error?.name === "SecurityError")
    return "the package is on another origin than the page: serve it from the page's own, CORS does not allow a worker";
  if (/trusted/i.test(error?.message)) return `the page demands Trusted Types, and the worker's address is a plain one (${error.message})`;
  return String(error?.message ?? error);
}

/** Settles with its first message, or its error. @param {Worker} worker */
function started(worker) {
  return new Promise((resolve, reject) => {
    worker.addEventListener("message", () => resolve(worker), { once: true });
    worker.addEventListener(
      "error",
      (event) => {
        event.preventDefault();
        reject(new WorkerRefused(event.message || SILENT));
      },
      { once: true },
    );
  });
}

/** A worker that the browser refuses to load gives no reason. */
const SILENT =
  "worker.js cannot be loaded: is it served, does the page's policy (CSP: worker-src) allow it, and does its answer have the " +
  "header Cross-Origin-Embedder-Policy, which it needs where the page has it (COEP)?";
