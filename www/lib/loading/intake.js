/**
 * Takes a file's bytes from any source to their target: a slice at a time, with progress, abort, a copy for the cache, and
 * the check of the digest at the end.
 */
/** @import { Progress } from "../types.js" */
/** @import { ByteReader } from "./byte-reader.js" */
/** @import { Copy } from "./copy.js" */
import { abortable } from "../abortable.js";
import { FaceQualityError, throwIfAborted, toFaceQualityError } from "../errors.js";
import { refusePage } from "./server-answer.js";
import { breathe } from "./turns.js";

/**
 * What takes a file's bytes: a model's loader, or `Collected`.
 *
 * @typedef {object} Target
 * @property {(bytes: Uint8Array) => void | Promise<void>} push the bytes may change afterwards
 * @property {() => Promise<void>} end the bytes end here; they may still prove to be incomplete, and go on
 * @property {() => void} restart the file starts, or starts again, from its first byte
 * @property {number} [size] bytes of the whole file, once its header says so
 * @property {string} sha256 of all bytes, hexadecimal, after the end
 */

/** Bytes pushed at once: a few milliseconds of work. */
const SLICE = 256 * 1024;

export class Intake {
  #target;
  #digest;
  #onProgress;
  #signal;
  /** The target's first error, kept until the digest shows whether the file is damaged or of another kind. @type {unknown} */
  #failure;
  /** @type {Copy | null} */
  copy = null;
  loaded = 0;
  /** @type {number | null} */
  total = null;

  /**
   * @param {string} name of the file, for messages
   * @param {Target} target
   * @param {{ digest: string | null, onProgress: (progress: Progress) => void, signal: AbortSignal }} options `digest`:
   * hexadecimal, null if it is not known
   */
  constructor(name, target, { digest, onProgress, signal }) {
    this.name = name;
    this.#target = target;
    this.#digest = digest;
    this.#onProgress = onProgress;
    this.#signal = signal;
  }

  /** Bytes of the whole file, once its header says so. */
  get size() {
    return this.#target.size;
  }

  /** The next byte is the file's first, for the first time or again. @param {number | null} total */
  start(total) {
    this.#target.restart();
    this.copy?.drop();
    this.#failure = undefined;
    this.loaded = 0;
    this.total = total;
    this.#report();
  }

  /**
   * Reads to the end; cancels the reader if something fails.
   *
   * @param {ByteReader} reader
   * @param {<T>(reading: Promise<T>) => Promise<T>} wait
   * @param {(why: string) => Error} [toPageError] given if the bytes may be a web page in the place of the file
   */
  async drain(reader, wait, toPageError) {
    try {
      for (let bytes = await wait(reader.next()); bytes; bytes = await wait(reader.next())) {
        if (toPageError && this.loaded === 0) refusePage(bytes, toPageError);
        for (let at = 0; at < bytes.length; at += SLICE) await this.#take(bytes.subarray(at, at + SLICE));
      }
      await this.#entrust(() => this.#target.end());
      // A target that held the bytes back knows the size only now.
      this.#report();
    } catch (error) {
      reader.cancel(error);
      throw error;
    }
  }

  /** The file is whole. @throws {FaceQualityError} `model-integrity`, and what the target threw */
  end() {
    const found = this.#digest && this.#target.sha256;
    if (found !== this.#digest) {
      const message = `the ${this.name}'s SHA-256 is ${found}, expected ${this.#digest}: it was changed or replaced`;
      throw new FaceQualityError("model-integrity", message);
    }
    if (this.#failure) throw this.#failure;
  }

  /** @param {Uint8Array} slice */
  async #take(slice) {
    throwIfAborted(this.#signal);
    await this.#entrust(() => this.#target.push(slice));
    this.loaded += slice.length;
    this.copy?.write(slice);
    this.#report();
    await breathe();
  }

  /** @param {() => void | Promise<void>} call of the target */
  async #entrust(call) {
    try {
      await abortable(Promise.resolve(call()), this.#signal);
    } catch (error) {
      if (!this.#digest || toFaceQualityError(error, "backend").code !== "model-format") throw error;
      this.#failure ??= error;
    }
  }

  #report() {
    this.total ??= this.size ?? null;
    this.#onProgress({ stage: "download", loaded: this.loaded, total: this.total });
  }
}
