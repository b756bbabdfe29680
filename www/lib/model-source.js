import { FaceQualityError } from "./errors.js";

/** @import { Progress } from "./types.js" */

/** Name of the cache; the number goes up when its entries change their form. */
const CACHE = "attn-fiqa-models-1";

/**
 * Where to get a model from: its bytes, or a URL with what is known of the bytes behind it.
 *
 * @typedef {{ bytes: Uint8Array } | { url: string }} ModelSource
 */

/**
 * The bytes of a model, verified if `integrity` is given. A verified model is kept under its digest, so that the next
 * visit needs no network; what is not verified is left to the HTTP cache, which knows when it is stale.
 *
 * @param {ModelSource} source
 * @param {{ integrity?: string, cache: boolean, onProgress: (progress: Progress) => void, sha256: (bytes: Uint8Array) => string }} options
 * @returns {Promise<Uint8Array>}
 * @throws {FaceQualityError} `model-fetch`, `model-integrity`
 */
export async function readModel(source, { integrity, cache, onProgress, sha256 }) {
  const digest = integrity === undefined ? null : parseIntegrity(integrity);
  const store = cache && digest ? await openCache() : null;
  const key = `https://attn-fiqa.invalid/${digest}`;
  const kept = await store?.match(key).catch(() => undefined);
  if (kept) {
    const bytes = new Uint8Array(await kept.arrayBuffer());
    if (sha256(bytes) === digest) return bytes;
  }
  const bytes = "bytes" in source ? source.bytes : await download(source.url, onProgress);
  const found = digest && sha256(bytes);
  if (found !== digest) {
    throw new FaceQualityError("model-integrity", `the model's SHA-256 is ${found}, expected ${digest}: it was changed or replaced`);
  }
  // A full disk or a private window must not fail the load.
  await store?.put(key, new Response(/** @type {Uint8Array<ArrayBuffer>} */ (bytes))).catch(() => {});
  return bytes;
}

/** @returns {Promise<Cache | null>} */
async function openCache() {
  return typeof caches === "undefined" ? null : caches.open(CACHE).catch(() => null);
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
 * @param {string} url
 * @param {(progress: Progress) => void} onProgress
 */
async function download(url, onProgress) {
  const failed = (/** @type {string} */ why, /** @type {unknown} */ cause = undefined) =>
    new FaceQualityError("model-fetch", `the model cannot be fetched from ${url}: ${why}`, { cause });
  try {
    const response = await fetch(url);
    if (!response.ok) throw failed(`the server answered ${response.status} ${response.statusText}`);
    if (response.headers.get("content-type")?.startsWith("text/html")) throw failed("the server answered with a web page");
    return await readBody(response, onProgress);
  } catch (error) {
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
