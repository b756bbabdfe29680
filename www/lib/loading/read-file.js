/** One file, read into its target: from the cache, the network, the disk or the page's memory. */
/** @import { Progress } from "../types.js" */
/** @import { Target } from "./intake.js" */
/** @import { Key } from "./model-cache.js" */
/** @import { Here, ModelSource } from "./model-source.js" */
import { abortable } from "../abortable.js";
import { IF_LOST } from "../assets.js";
import { FaceQualityError, throwIfAborted } from "../errors.js";
import { readStream } from "./byte-reader.js";
import { Copy } from "./copy.js";
import { download } from "./download.js";
import { Intake } from "./intake.js";
import { forget, inTime, keep, recall } from "./model-cache.js";
import { lengthOf, toReader } from "./model-source.js";
import { statedLength } from "./server-answer.js";

/**
 * Afterwards the target has all bytes, verified if `integrity` is given. A file that was fetched and verified is kept for
 * the next time. The rest is left to the HTTP cache, which knows when a file is out of date.
 *
 * @param {string} name of the file, for messages
 * @param {ModelSource} source
 * @param {Target} target
 * @param {{ cache: boolean, onProgress: (progress: Progress) => void, signal: AbortSignal }} options
 * @returns {Promise<Blob>} the same bytes, held by the browser
 * @throws {FaceQualityError} `model-fetch`, `model-integrity`, `aborted`, and what the target throws
 */
export async function readFile(name, source, target, { cache, onProgress, signal }) {
  const digest = source.integrity === undefined ? null : parseIntegrity(source.integrity);
  const intake = new Intake(name, target, { digest, onProgress, signal });
  if ("blob" in source) {
    await readHere(source, intake, signal);
    intake.end();
    return source.blob;
  }
  const key = "url" in source && cache && digest ? { url: source.url, digest } : null;
  const copy = new Copy();
  intake.copy = copy;
  try {
    if (key && (await readCached(key, intake, signal))) return copy.file();
    await ("url" in source ? download(source.url, intake, signal, cannotFetch(name, source)) : readHere(source, intake, signal));
    intake.end();
    const file = copy.file();
    if (key) await abortable(keep(key, file), signal);
    return file;
  } finally {
    copy.drop();
  }
}

/** @param {string} name of the file @param {{ url: string, isShipped?: boolean }} source @returns {(why: string, cause?: unknown) => Error} */
function cannotFetch(name, { url, isShipped }) {
  const advice = isShipped ? `; ${IF_LOST}` : "";
  return (why, cause) => new FaceQualityError("model-fetch", `the ${name} cannot be fetched from ${url}: ${why}${advice}`, { cause });
}

/** Reads what the page has or is receiving. @param {Here} source @param {Intake} intake @param {AbortSignal} signal */
async function readHere(source, intake, signal) {
  const failed = (/** @type {any} */ why) =>
    new FaceQualityError("model-fetch", `the ${intake.name} cannot be read: ${why?.message ?? why}`, { cause: why });
  intake.start(lengthOf(source));
  const fail = (/** @type {unknown} */ error) => Promise.reject(failed(error));
  const wait = (/** @type {Promise<any>} */ reading) => abortable(reading.catch(fail), signal);
  // A chosen file is what it is; a server's answer may be a page.
  await intake.drain(toReader(source), wait, "blob" in source ? undefined : failed);
}

/**
 * @param {Key} key
 * @param {Intake} intake
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} false if there is no entry, or it is damaged
 */
async function readCached(key, intake, signal) {
  const kept = await abortable(recall(key), signal);
  if (!kept) return false;
  try {
    intake.start(statedLength(kept));
    const reader = readStream(/** @type {ReadableStream<Uint8Array>} */ (kept.body));
    await intake.drain(reader, (reading) => abortable(inTime(reading), signal));
    intake.end();
    return true;
  } catch {
    throwIfAborted(signal);
    // An engine that crashed says so again at the next byte.
    await forget(key);
    return false;
  }
}

/** "sha256-" and a digest in base64 or hexadecimal → hexadecimal. @param {string} integrity */
function parseIntegrity(integrity) {
  const digest = /^sha256-([0-9A-Za-z+/]{43}=|[0-9a-fA-F]{64})$/.exec(integrity)?.[1];
  if (!digest) {
    throw new FaceQualityError("model-integrity", `integrity is ${JSON.stringify(integrity)}, expected "sha256-" and the digest`);
  }
  if (digest.length === 64) return digest.toLowerCase();
  return Array.from(atob(digest), (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
