/** The wasm module: one in each thread, started once, watched for crashes. */
import { abortable } from "./abortable.js";
import { FaceQualityError, toFaceQualityError } from "./errors.js";
import init, { crashed } from "./wasm/attn_fiqa.js";

/** Ends the calls under way when the module dies: their own promises would stay pending for ever. */
const crash = new AbortController();

/** The start under way, or done. @type {Promise<void> | null} */
let starting = null;

/** Starts the module, if it is not. */
export function start() {
  starting ??= startNow().catch((cause) => {
    starting = null;
    const message = `the WebAssembly module cannot be loaded (${cause?.message ?? cause}): is it served, and does the browser have WebAssembly SIMD?`;
    throw new FaceQualityError("backend", message, { cause });
  });
  return starting;
}

async function startNow() {
  await init({ module_or_path: await compile(new URL("./wasm/attn_fiqa_bg.wasm", import.meta.url)) });
  addEventListener("error", endIfUncaught);
  addEventListener("unhandledrejection", endIfUncaught);
}

/**
 * Many servers do not know the type of a wasm file; the browser compiles it while it comes only if they do.
 *
 * @param {URL} url
 */
async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  if (response.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** After a crash nothing in there can be trusted, not even to free something. */
export function hasCrashed() {
  return crash.signal.aborted;
}

/**
 * A call into the module, which ends if the module does.
 *
 * @template T
 * @param {() => Promise<T>} call
 * @returns {Promise<T>}
 */
export async function enter(call) {
  const crashError = () => /** @type {FaceQualityError} */ (crash.signal.reason);
  if (hasCrashed()) throw crashError();
  try {
    return await abortable(call(), crash.signal, crashError);
  } catch (error) {
    throw toFaceQualityError(error, "backend");
  }
}

/**
 * The same for a call that does not wait.
 *
 * @template T
 * @param {() => T} call
 * @returns {T}
 */
export function enterNow(call) {
  if (hasCrashed()) throw crash.signal.reason;
  try {
    return call();
  } catch (error) {
    if (endIfCrashed(error)) throw crash.signal.reason;
    throw toFaceQualityError(error, "backend");
  }
}

/**
 * Hears of every error that nobody caught, whoever threw it; whether it came out of the module, the module knows.
 *
 * @param {ErrorEvent | PromiseRejectionEvent} event
 */
function endIfUncaught(event) {
  // The callers are told.
  if (endIfCrashed("reason" in event ? event.reason : event.error)) event.preventDefault();
}

/** @param {any} cause */
function endIfCrashed(cause) {
  if (hasCrashed() || !crashed()) return false;
  const message = `the engine crashed (${cause?.message ?? cause}): load again; with worker: false, reload the page first`;
  crash.abort(new FaceQualityError("backend", message, { cause }));
  return true;
}
