/** @import { Target } from "./intake.js" */

/**
 * A file's bytes kept as they are: the face locator's weights go to the engine in one piece.
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

  /** @param {Promise<{ sha256: (bytes: Uint8Array) => string }>} glue of a wasm module, which may still be on its way */
  constructor(glue) {
    this.#glue = glue;
  }

  /** @param {Uint8Array} bytes copied: their buffer is filled again */
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
