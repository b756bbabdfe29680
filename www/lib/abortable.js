/** @import { FaceQualityError } from "./errors.js" */
import { abortError } from "./errors.js";

/**
 * Work that ends early when a signal says so. The listener is removed either way: a lasting signal, like a race against
 * a lasting promise, would otherwise keep every result it ever saw.
 *
 * @template T
 * @param {Promise<T>} work goes on, unheard, when the signal comes first
 * @param {AbortSignal | undefined} signal
 * @param {(signal: AbortSignal) => FaceQualityError} [toError]
 * @returns {Promise<T>}
 */
export async function abortable(work, signal, toError = abortError) {
  if (!signal) return work;
  // When the signal comes first, nobody else listens.
  work.catch(() => {});
  if (signal.aborted) throw toError(signal);
  let stop = () => {};
  const aborted = new Promise((_, reject) => {
    stop = () => reject(toError(signal));
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([work, /** @type {Promise<never>} */ (aborted)]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
