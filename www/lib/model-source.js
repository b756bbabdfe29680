/** @import { Progress } from "./types.js" */
import { FaceQualityError, throwIfAborted } from "./errors.js";
import { keep, recall } from "./model-cache.js";

/**
 * Where to get a file from: its bytes, or a URL; and its digest, if that is known.
 *
 * @typedef {({ bytes: Uint8Array } | { url: string }) & { integrity?: string }} ModelSource
 */

/**
 * The bytes of a model, verified if `integrity` is given. A model that was fetched and verified is kept for the next
 * time; what is not verified is left to the HTTP cache, which knows when it is stale.
 *
 * @param {string} name of the file, for messages
 * @param {ModelSource} source
 * @param {{
 *   cache: boolean,
 *   onProgress: (progress: Progress) => void,
 *   sha256: (bytes: Uint8Array) => string,
 *   signal?: AbortSignal,
 * }} options
 * @returns {Promise<Uint8Array>}
 * @throws {FaceQualityError} `model-fetch`, `model-integrity`, `aborted`
 */
export async function readModel(name, source, { cache, onProgress, sha256, signal }) {
  const digest = source.integrity === undefined ? null : parseIntegrity(source.integrity);
  const cached = cache && "url" in source ? digest : null;
  const kept = cached && (await recall(cached));
  if (kept && sha256(kept) === digest) {
    onProgress({ stage: "download", loaded: 0, total: 0 });
    return kept;
  }
  const bytes = "bytes" in source ? source.bytes : await download(name, source.url, onProgress, signal);
  const found = digest && sha256(bytes);
  if (found !== digest) {
    throw new FaceQualityError("model-integrity", `the ${name}'s SHA-256 is ${found}, expected ${digest}: it was changed or replaced`);
  }
  if (cached) await keep(cached, bytes);
  return bytes;
}

/**
 * "sha256-" and a digest in base64 or hexadecimal → hexadecimal.
 *
 * @param {string} integrity
 */
function parseIntegrity(integrity) {
  const digest = /^sha256-([0-9A-Za-z+/]{43}=|[0-9a-fA-F]{64})$/.exec(integrity)?.[1];
  if (!digest) {
    throw new FaceQualityError("model-integrity", `integrity is ${JSON.stringify(integrity)}, expected "sha256-" and the digest`);
  }
  if (digest.length === 64) return digest.toLowerCase();
  return Array.from(atob(digest), (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} name
 * @param {string} url
 * @param {(progress: Progress) => void} onProgress
 * @param {AbortSignal | undefined} signal
 */
async function download(name, url, onProgress, signal) {
  const failed = (/** @type {string} */ why, /** @type {unknown} */ cause = undefined) =>
    new FaceQualityError("model-fetch", `the ${name} cannot be fetched from ${url}: ${why}`, { cause });
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw failed(`the server answered ${response.status} ${response.statusText}`);
    if (response.headers.get("content-type")?.startsWith("text/html")) throw failed("the server answered with a web page");
    return await readBody(response, onProgress);
  } catch (error) {
    throwIfAborted(signal);
    throw error instanceof FaceQualityError ? error : failed(String(/** @type {Error} */ (error)?.message ?? error), error);
  }
}

/**
 * @param {Response} response
 * @param {(progress: Progress) => void} onProgress
 */
async function readBody(response, onProgress) {
  // The length counts compressed bytes, the stream plain ones: with an encoding the total is not known.
  const length = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
  const total = length === null ? null : Number(length);
  const chunks = [];
  let loaded = 0;
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  onProgress({ stage: "download", loaded, total });
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    loaded += next.value.length;
    onProgress({ stage: "download", loaded, total });
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
