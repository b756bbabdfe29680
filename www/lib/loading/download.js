/** A file from the network: goes on where a connection broke, tries again a few times, and says why if it gives up. */
/** @import { Intake } from "./intake.js" */
import { abortable, withOwnSignal } from "../abortable.js";
import { throwIfAborted } from "../errors.js";
import { readStream } from "./byte-reader.js";
import { refusePage, statedLength } from "./server-answer.js";

/** Tries after the first one. */
const RETRIES = 3;
/** Milliseconds before the first of them; twice as many before each further one. */
const BACKOFF = 250;
/** Milliseconds without a byte after which a connection counts as broken. */
const STALL = 30_000;

/** A connection that broke: worth another try. */
class Broken extends Error {}

/**
 * Fetches a file. When the connection breaks, goes on where it was, if the server can do that and still has the same
 * file; else starts again.
 *
 * @param {string} url
 * @param {Intake} intake
 * @param {AbortSignal} signal
 * @param {(why: string, cause?: unknown) => Error} toError names the file
 * @throws {FaceQualityError} `aborted`; what `toError` makes, and what the intake throws
 */
export async function download(url, intake, signal, toError) {
  const fetching = new Download(url, intake, toError);
  for (let tries = 0; ; tries++) {
    try {
      return await withOwnSignal(signal, (own, stop) => fetching.attempt(own, patience(own, stop)));
    } catch (error) {
      throwIfAborted(signal);
      if (!(error instanceof Broken)) throw error;
      fetching.throwIfHopeless(error, tries);
    }
    await abortable(new Promise((resolve) => setTimeout(resolve, BACKOFF * 2 ** tries)), signal);
  }
}

class Download {
  #url;
  #intake;
  /** The answer that the bytes so far are from. @type {Response | null} */
  #answer = null;
  #hasAnswered = false;
  #failed;

  /** @param {string} url @param {Intake} intake @param {(why: string, cause?: unknown) => Error} toError */
  constructor(url, intake, toError) {
    this.#url = url;
    this.#intake = intake;
    this.#failed = toError;
  }

  /** @param {AbortSignal} signal @param {(work: Promise<any>) => Promise<any>} wait */
  async attempt(signal, wait) {
    const response = await wait(fetch(this.#url, { signal, headers: this.#range() }));
    this.#hasAnswered = true;
    if (!this.#continues(response)) this.#begin(response);
    await this.#intake.drain(readStream(response.body), wait, this.#failed);
    const expected = this.#length() ?? this.#intake.size ?? 0;
    if (this.#intake.loaded < expected) throw new Broken("the answer ended early");
  }

  /** @param {Broken} broken @param {number} tries before this one */
  throwIfHopeless(broken, tries) {
    const { loaded, total } = this.#intake;
    const advice = "Is the address right, and do the page's policy (connect-src) and the server (CORS) allow it?";
    if (!this.#hasAnswered) throw this.#failed(`${broken.message}. ${advice}`, broken);
    if (tries < RETRIES) return;
    const came = `${loaded} of ${total ?? "unknown"} bytes came`;
    throw this.#failed(`the connection broke ${tries + 1} times (${broken.message}); ${came}`, broken);
  }

  /** Asks for the rest, where that is possible. @returns {Record<string, string>} */
  #range() {
    const validator = this.#answer && validatorOf(this.#answer);
    if (!validator || this.#length() === null || this.#intake.loaded === 0) return {};
    const range = { range: `bytes=${this.#intake.loaded}-` };
    // Cross-origin, `If-Range` would trigger a CORS preflight; there we only compare ETag or Last-Modified.
    return this.#answer?.type === "basic" ? { ...range, "if-range": validator } : range;
  }

  /** Whether the answer is the rest that was asked for. @param {Response} response */
  #continues(response) {
    const range = response.headers.get("content-range");
    if (response.status !== 206 && response.status !== 416) return false;
    const isSame = this.#answer && validatorOf(response) === validatorOf(this.#answer);
    const isNext = range === null ? response.type === "cors" : range.startsWith(`bytes ${this.#intake.loaded}-`);
    if (response.status === 206 && isSame && isNext) return true;
    this.#answer = null;
    throw new Broken("the file on the server changed during the download");
  }

  /** @param {Response} response with the file from its first byte */
  #begin(response) {
    const { ok, status } = response;
    const isPassing = status >= 500 && this.#answer !== null;
    if (isPassing) throw new Broken(`the server answered ${status}`);
    if (!ok) throw this.#failed(`the server answered ${status}`);
    refusePage(response, this.#failed);
    this.#answer = response;
    this.#intake.start(statedLength(response));
  }

  /** The file's length as the server states it; null if it does not, or may count compressed bytes. */
  #length() {
    const answer = /** @type {Response} */ (this.#answer);
    const length = Number(answer.headers.get("content-length") ?? NaN);
    // Cross-origin, compression is not visible; a length that is also in the file's header is not compressed.
    return statedLength(answer) ?? (length === this.#intake.size ? length : null);
  }
}

/**
 * What tells one version of a file from another, byte for byte (RFC 9110, 13.1.5); null if nothing does.
 *
 * @param {Response} response
 */
function validatorOf({ headers }) {
  const tag = headers.get("etag");
  return tag ? (tag.startsWith("W/") ? null : tag) : headers.get("last-modified");
}

/**
 * Waits for the network: until bytes arrive, the caller aborts, or it takes too long.
 *
 * @param {AbortSignal} signal
 * @param {(reason: unknown) => void} stop ends the connection
 */
function patience(signal, stop) {
  return async (/** @type {Promise<any>} */ work) => {
    const timer = setTimeout(() => stop(new Error(`nothing came for ${STALL / 1000} s`)), STALL);
    try {
      return await abortable(work, signal);
    } catch (cause) {
      const reason = signal.aborted ? signal.reason : cause;
      throw new Broken(String(reason?.message ?? reason), { cause });
    } finally {
      clearTimeout(timer);
    }
  };
}
