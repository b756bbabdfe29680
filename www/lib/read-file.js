/** @import { Progress } from "./types.js" */
/** @import { Target } from "./intake.js" */
/** @import { ModelSource } from "./model-source.js" */
import { abortable } from "./abortable.js";
import { readStream } from "./byte-reader.js";
import { download } from "./download.js";
import { FaceQualityError, throwIfAborted } from "./errors.js";
import { Intake, pour } from "./intake.js";
import { lengthOf, toReader } from "./model-source.js";
import { CacheCopy, forget, recall } from "./model-cache.js";
import { refusePage, statedLength } from "./server-answer.js";

/**
 * Reads a file into its target, which then has all bytes, verified if `integrity` is given. A file that was fetched and
 * verified is kept for the next time; what is not verified is left to the HTTP cache, which knows when it is stale.
 *
 * @param {string} name of the file, for messages
 * @param {ModelSource} source
 * @param {Target} target
 * @param {{ cache: boolean, onProgress: (progress: Progress) => void, signal: AbortSignal }} options
 * @throws {FaceQualityError} `model-fetch`, `model-integrity`, `aborted`, and what the target throws
 */
export async function readFile(name, source, target, { cache, onProgress, signal }) {
  const digest = source.integrity === undefined ? null : parseIntegrity(source.integrity);
  const intake = new Intake(target, { hasDigest: digest !== null, onProgress, signal });
  if (!("url" in source)) {
    await readHere(name, source, intake, signal);
    return verify(name, intake, digest, signal);
  }
  const key = cache && digest ? { url: source.url, digest } : null;
  if (key && (await readCached(key, intake, signal))) return;
  intake.copy = key && new CacheCopy(key);
  try {
    await download(name, source.url, intake, signal);
    await verify(name, intake, digest, signal);
    await abortable(intake.copy?.keep() ?? Promise.resolve(), signal);
  } catch (error) {
    intake.copy?.drop();
    throw error;
  }
}

/**
 * What is on this machine, or on its way.
 *
 * @param {string} name
 * @param {Exclude<ModelSource, { url: string }>} source
 * @param {Intake} intake
 * @param {AbortSignal} signal
 */
async function readHere(name, source, intake, signal) {
  const failed = (/** @type {any} */ why) =>
    new FaceQualityError("model-fetch", `the ${name} cannot be read: ${why?.message ?? why}`, { cause: why });
  intake.start(lengthOf(source));
  const take = async (/** @type {Uint8Array} */ bytes) => {
    // A file is what it is, an answer may be a page.
    if (intake.loaded === 0 && !("blob" in source)) refusePage(bytes, failed);
    await intake.take(bytes);
  };
  await pour(toReader(source), take, (reading) => abortable(reading.catch((error) => { throw failed(error); }), signal));
}

/**
 * @param {import("./model-cache.js").Key} key
 * @param {Intake} intake
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} false if it is not there or damaged
 */
async function readCached(key, intake, signal) {
  const kept = await abortable(recall(key), signal);
  if (!kept) return false;
  try {
    intake.start(statedLength(kept));
    const reader = readStream(/** @type {ReadableStream<Uint8Array>} */ (kept.body));
    await pour(reader, (bytes) => intake.take(bytes), (reading) => abortable(reading, signal));
    if ((await abortable(intake.end(key.digest), signal)) === null) return true;
  } catch (error) {
    throwIfAborted(signal);
    // An engine that crashed says so again at the next byte.
  }
  await forget(key);
  return false;
}

/**
 * @param {string} name
 * @param {Intake} intake
 * @param {string | null} digest
 * @param {AbortSignal} signal
 */
async function verify(name, intake, digest, signal) {
  const found = await abortable(intake.end(digest), signal);
  if (found !== null) {
    throw new FaceQualityError("model-integrity", `the ${name}'s SHA-256 is ${found}, expected ${digest}: it was changed or replaced`);
  }
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
