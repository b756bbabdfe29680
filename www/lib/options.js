/** Options as callers give them, refused with what is wrong: a wrong one must not be taken for the default. */
import { FaceQualityError } from "./errors.js";

/**
 * An object of options; `signal`, which most have, is checked too.
 *
 * @param {unknown} options
 * @throws {FaceQualityError} `unsupported-input`
 */
export function checkOptions(options) {
  if (typeof options !== "object" || options === null) throw wrong("the options are", options, "an object, or nothing");
  const { signal } = /** @type {{ signal?: any }} */ (options);
  if (signal === undefined) return;
  const isSignal = typeof signal?.aborted === "boolean" && typeof signal.addEventListener === "function";
  if (!isSignal) throw wrong("signal is", signal, "an AbortSignal (the .signal of an AbortController)");
}

/** @param {string} name @param {unknown} value @param {readonly string[]} known */
export function oneOf(name, value, known) {
  if (known.includes(/** @type {string} */ (value))) return;
  throw wrong(`${name} is`, value, known.map((one) => JSON.stringify(one)).join(" or "));
}

/** @param {string} name @param {unknown} value @param {number} low @param {number} high */
export function numberIn(name, value, low, high) {
  if (typeof value === "number" && value >= low && value <= high) return;
  throw wrong(`${name} is`, value, `a number from ${low} to ${high}`);
}

/** @param {string} is @param {unknown} value @param {string} expected */
export function wrong(is, value, expected) {
  return new FaceQualityError("unsupported-input", `${is} ${describe(value)}, expected ${expected}`);
}

/** A value in a message: short, whatever it is. @param {unknown} value */
export function describe(value) {
  if (Array.isArray(value)) return `[${value.slice(0, 4).map(String).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value).slice(0, 80);
  return `an object (${Object.prototype.toString.call(value).slice(8, -1)})`;
}
