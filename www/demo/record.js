/** A result as JSON, with the names of the documented schema (`attn-fiqa/schema.json`): what the command line prints for a file. */
/** @import { Assessment } from "attn-fiqa" */

/** @param {string} file its name @param {Assessment} assessment */
export function toRecord(file, assessment) {
  return /** @type {Record<string, unknown>} */ ({ file, .../** @type {object} */ (toPlain(assessment)) });
}

/** Keys in snake_case, typed arrays as arrays. @param {unknown} value @returns {unknown} */
function toPlain(value) {
  if (value instanceof Float32Array) return [...value];
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [toSnakeCase(key), toPlain(one)]));
}

/** @param {string} key */
const toSnakeCase = (key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
