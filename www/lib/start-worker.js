/** The worker's start. Browsers refuse a worker in several ways, and say nothing if its script never arrives. */
/** @import { Address } from "./assets.js" */
import { abortable, within } from "./abortable.js";
import { IF_LOST } from "./assets.js";
import { vouched } from "./trusted-address.js";

/** Milliseconds for one file of 0.1 MB to arrive and run: a phone on a slow network needs three seconds. */
const START_LIMIT = 10_000;

/** No worker starts: the engine can run on the page. */
export class WorkerRefused extends Error {}

/** The browser does not take the script from where it is; a script of the page's own may import it. */
class Foreign extends WorkerRefused {}

/**
 * @param {Address} address of worker.js, which imports nothing
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<Worker>} which has started
 * @throws {WorkerRefused} with the likely reason
 * @throws {FaceQualityError} `aborted`
 */
export async function startWorker(address, signal) {
  if (address === null) throw new WorkerRefused(`it is not known where worker.js is: ${IF_LOST}`);
  try {
    return await start(address, signal);
  } catch (error) {
    if (!(error instanceof Foreign)) throw error;
    return startImporting(address, error, signal);
  }
}

/**
 * A worker of the page's own origin and policy (COEP) that imports the script, for which CORS is enough.
 *
 * @param {string} address
 * @param {Foreign} refusal
 * @param {AbortSignal | undefined} signal
 */
async function startImporting(address, refusal, signal) {
  const script = new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" });
  const url = URL.createObjectURL(script);
  try {
    return await start(url, signal);
  } catch (error) {
    throw error instanceof WorkerRefused ? refusal : error;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** @param {string} address @param {AbortSignal | undefined} signal */
async function start(address, signal) {
  const worker = construct(address);
  try {
    return await abortable(within(started(worker), START_LIMIT, lateError), signal);
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

/** @param {string} address */
function construct(address) {
  try {
    return new Worker(vouched(address), { type: "module" });
  } catch (cause) {
    throw refusalOf(/** @type {any} */ (cause));
  }
}

/** @param {any} cause what the constructor threw */
function refusalOf(cause) {
  const message = String(cause?.message ?? cause);
  if (cause?.name === "SecurityError") return new Foreign(FOREIGN, { cause });
  if (/trusted/i.test(message)) return new WorkerRefused(`${UNTRUSTED} (${message})`, { cause });
  return new WorkerRefused(message, { cause });
}

/** Settles with its first message, or its error; listens no longer then. @param {Worker} worker @returns {Promise<Worker>} */
async function started(worker) {
  const settled = new AbortController();
  try {
    return await new Promise((resolve, reject) => {
      const { signal } = settled;
      worker.addEventListener("message", () => resolve(worker), { signal });
      const refuse = (/** @type {ErrorEvent} */ event) => {
        event.preventDefault();
        reject(event.message ? new WorkerRefused(event.message) : new Foreign(SILENT));
      };
      worker.addEventListener("error", refuse, { signal });
    });
  } finally {
    settled.abort();
  }
}

const lateError = () =>
  new WorkerRefused(`worker.js did not start within ${START_LIMIT / 1000} s: does the server answer? worker: false does not wait for it`);

/** A worker that the browser refuses to load gives no reason. */
const SILENT = `worker.js cannot be loaded: does the page's policy (CSP: worker-src 'self', or blob: where the page has COEP) allow it, and ${IF_LOST}`;

const FOREIGN =
  "worker.js is on another origin than the page: does its server send CORS headers, and does the page's policy (CSP) allow it " +
  "(worker-src blob:, script-src that origin)? load({ assets: { worker } }) takes it from the page's own origin";

const UNTRUSTED = "the page demands Trusted Types, and does not allow the policy attn-fiqa (CSP: trusted-types attn-fiqa)";
