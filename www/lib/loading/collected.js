/** @import { Target } from "./intake.js" */

/**
 * A file's bytes kept as they are: the face locator's weights go to the engine in one piece.
 *
 * @implements {Target}
 */
export class Collected {
  /** @type {Uint8Array[]} */
  #slices = [];
  #digest;
  /** @type {undefined} */
  size;

  /** @param {(bytes: Uint8Array) => string} digest SHA-256, hexadecimal */
  constructor(digest) {
    this.#digest = digest;
  }

  /** @param {Uint8Array} bytes copied: their buffer is filled again */
  push(bytes) {
    this.#slices.push(bytes.slice());
  }

  restart() {
    this.#slices = [];
  }

  get sha256() {
    return this.#digest(this.bytes());
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
