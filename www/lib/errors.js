/** The one error class of this package. */
/** @import { ErrorCode } from "./types.js" */

/** Every failure of this package: `code` is stable, `message` says what to do. */
export class FaceQualityError extends Error {
  /** @param {ErrorCode} code @param {string} message @param {ErrorOptions} [options] */
  constructor(code, message, options) {
    super(message, options);
    // A literal: minifiers rename classes.
    this.name = "FaceQualityError";
    /** @readonly @type {ErrorCode} */
    this.code = code;
  }
}

/** The engine ended with this call: it crashed, lost its GPU, or its worker is gone. The next call needs a new one. */
export class EngineEnded extends FaceQualityError {}

/**
 * Any thrown value as a FaceQualityError: errors of the wasm module carry a code, all others get `fallback`.
 *
 * @param {unknown} cause
 * @param {ErrorCode} fallback
 * @returns {FaceQualityError}
 */
export function toFaceQualityError(cause, fallback) {
  if (cause instanceof FaceQualityError) return cause;
  const { code = fallback, message = String(cause) } = /** @type {{ code?: unknown, message?: string }} */ (cause ?? {});
  // DOMException has a numeric `code`.
  return new FaceQualityError(typeof code === "string" ? /** @type {ErrorCode} */ (code) : fallback, message, { cause });
}

/** Throws if the signal is aborted. @param {AbortSignal | undefined} signal */
export function throwIfAborted(signal) {
  if (signal?.aborted) throw abortError(signal);
}

/** @param {AbortSignal} signal */
export function abortError(signal) {
  return new FaceQualityError("aborted", "the call was aborted", { cause: signal.reason });
}
