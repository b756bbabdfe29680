/** @import { Progress } from "./types.js" */
/** @import { ByteReader } from "./byte-reader.js" */
/** @import { CacheCopy } from "./model-cache.js" */
import { throwIfAborted, toFaceQualityError } from "./errors.js";
import { breathe } from "./turns.js";

/**
 * What a file's bytes go into: a model's loader, or `Collected`.
 *
 * @typedef {object} Target
 * @property {(bytes: Uint8Array) => void | Promise<void>} push the bytes may change afterwards
 * @property {() => Promise<void>} end all bytes have come
 * @property {() => void} restart the file comes again, from its first byte
 * @property {number | undefined} size bytes of the whole file, once its header says so
 * @property {string} sha256 of all bytes, hexadecimal, after the end
 */

/** Bytes pushed at once: a few milliseconds of work. */
const SLICE = 256 * 1024;

/**
 * The way of a file's bytes, wherever they come from: into the target a slice at a time, with progress, an ear for an
 * abort, and a copy for the cache.
 */
export class Intake {
  #target;
  #onProgress;
  #signal;
  #hasDigest;
  #begun = false;
  /** What the target said first. @type {unknown} */
  #failure;
  /** @type {CacheCopy | null} */
  copy = null;
  loaded = 0;
  /** @type {number | null} */
  total = null;

  /**
   * @param {Target} target
   * @param {{ hasDigest: boolean, onProgress: (progress: Progress) => void, signal: AbortSignal }} options `hasDigest`:
   * what does not fit the target is read to its end, so that its digest tells damage from another kind of file
   */
  constructor(target, { hasDigest, onProgress, signal }) {
    this.#target = target;
    this.#hasDigest = hasDigest;
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  /** Bytes of the whole file, once its header says so. */
  get size() {
    return this.#target.size;
  }

  /**
   * The first byte comes next, be it again.
   *
   * @param {number | null} total
   */
  start(total) {
    if (this.#begun) this.#target.restart();
    this.copy?.drop();
    this.#begun = true;
    this.#failure = undefined;
    this.loaded = 0;
    this.total = total;
    this.#report();
  }

  /** @param {Uint8Array} bytes of the file's next ones */
  async take(bytes) {
    for (let at = 0; at < bytes.length; at += SLICE) {
      throwIfAborted(this.#signal);
      const slice = bytes.subarray(at, at + SLICE);
      await this.#entrust(() => this.#target.push(slice));
      this.loaded += slice.length;
      this.total ??= this.size ?? null;
      this.copy?.write(slice);
      this.#report();
      await breathe();
    }
  }

  /**
   * The file is whole.
   *
   * @param {string | null} digest
   * @returns {Promise<string | null>} the digest found, if another was expected
   */
  async end(digest) {
    await this.#entrust(() => this.#target.end());
    const found = digest && this.#target.sha256;
    if (found !== digest) return found;
    if (this.#failure) throw this.#failure;
    return null;
  }

  /** @param {() => void | Promise<void>} call */
  async #entrust(call) {
    try {
      await call();
    } catch (error) {
      if (!this.#hasDigest || toFaceQualityError(error, "backend").code !== "model-format") throw error;
      this.#failure ??= error;
    }
  }

  #report() {
    this.#onProgress({ stage: "download", loaded: this.loaded, total: this.total });
  }
}

/**
 * Reads to the end.
 *
 * @param {ByteReader} reader ended early if something fails
 * @param {(bytes: Uint8Array) => Promise<void>} take
 * @param {<T>(reading: Promise<T>) => Promise<T>} wait
 */
export async function pour(reader, take, wait) {
  try {
    for (let bytes = await wait(reader.next()); bytes; bytes = await wait(reader.next())) await take(bytes);
  } catch (error) {
    reader.cancel(error);
    throw error;
  }
}

/**
 * Bytes that are kept as they are.
 *
 * @implements {Target}
 */
export class Collected {
  /** @type {Uint8Array[]} */
  #slices = [];
  #glue;
  /** @type {undefined} */
  size;
  sha256 = "";

  /** @param {Promise<{ sha256: (bytes: Uint8Array) => string }>} glue */
  constructor(glue) {
    this.#glue = glue;
  }

  /** @param {Uint8Array} bytes */
  push(bytes) {
    this.#slices.push(bytes.slice());
  }

  restart() {
    this.#slices = [];
  }

  async end() {
    const { sha256 } = await this.#glue;
    this.sha256 = sha256(this.bytes());
  }

  bytes() {
    const bytes = new Uint8Array(this.#slices.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const slice of this.#slices) {
      bytes.set(slice, at);
      at += slice.length;
    }
    return bytes;
  }
}
