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

/**
 * Work with a signal of its own, which ends when the caller's does, or when the work calls `stop`.
 *
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {(own: AbortSignal, stop: (reason?: unknown) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withOwnSignal(signal, work) {
  const own = new AbortController();
  const stop = (/** @type {unknown} */ reason) => own.abort(reason);
  const follow = () => stop(signal?.reason);
  if (signal?.aborted) follow();
  signal?.addEventListener("abort", follow);
  try {
    return await work(own.signal, stop);
  } finally {
    signal?.removeEventListener("abort", follow);
  }
}

/**
 * Several pieces of work: when one fails, the others end too, and only then it is told.
 *
 * @param {AbortSignal | undefined} signal
 * @param {(own: AbortSignal) => (Promise<unknown> | null)[]} begin
 */
export async function together(signal, begin) {
  await withOwnSignal(signal, async (own, stop) => {
    const works = begin(own);
    try {
      await Promise.all(works);
    } catch (error) {
      stop(error);
      await Promise.allSettled(works);
      throw error;
    }
  });
}
