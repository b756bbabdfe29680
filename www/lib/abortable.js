/** Work that an AbortSignal or a time limit can end early. */
/** @import { FaceQualityError } from "./errors.js" */
import { abortError } from "./errors.js";

/**
 * Waits for work, or rejects when the signal aborts. The listener is always removed: a signal that lives long would
 * otherwise keep every result it ever saw.
 *
 * @template T
 * @param {Promise<T>} work continues after an abort; its result is ignored
 * @param {AbortSignal | undefined} signal
 * @param {(signal: AbortSignal) => FaceQualityError} [toError]
 * @returns {Promise<T>}
 */
export async function abortable(work, signal, toError = abortError) {
  if (!signal) return work;
  // After an abort nothing else handles its rejection.
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
 * Waits for work, or rejects when it takes too long.
 *
 * @template T
 * @param {Promise<T>} work continues after that; its result is ignored
 * @param {number} limit milliseconds
 * @param {() => Error} toError names what was waited for
 * @returns {Promise<T>}
 */
export async function within(work, limit, toError) {
  work.catch(() => {});
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(toError()), limit)));
  try {
    return await Promise.race([work, /** @type {Promise<never>} */ (late)]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs work with its own signal, which aborts when the caller's does, or when the work calls `stop`.
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
 * Runs several pieces of work. When one fails, it ends the others, waits for them, and then rejects.
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
