/** The wasm module: one in each thread, started once, watched for crashes. */
import { abortable } from "./abortable.js";
import { FaceQualityError, toFaceQualityError } from "./errors.js";
import init, { crashed } from "./wasm/attn_fiqa.js";

/** Ends the calls under way when the module dies: their own promises would stay pending for ever. */
const crash = new AbortController();

/** Starts the module, if it is not. */
export async function start() {
  await init({ module_or_path: new URL("./wasm/attn_fiqa_bg.wasm", import.meta.url) }).catch((cause) => {
    const message = "the WebAssembly module cannot be loaded: is it served, and does the browser have WebAssembly SIMD?";
    throw new FaceQualityError("backend", message, { cause });
  });
  // The same listener is only added once.
  addEventListener("error", endIfCrashed);
  addEventListener("unhandledrejection", endIfCrashed);
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
 * Hears of every error that nobody caught, whoever threw it; whether it came out of the module, the module knows.
 *
 * @param {ErrorEvent | PromiseRejectionEvent} event
 */
function endIfCrashed(event) {
  if (hasCrashed() || !crashed()) return;
  const cause = "reason" in event ? event.reason : event.error;
  const message = `the engine crashed (${cause?.message ?? cause}): load again; with worker: false, reload the page first`;
  crash.abort(new FaceQualityError("backend", message, { cause }));
  // The callers are told.
  event.preventDefault();
}
