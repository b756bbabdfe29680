/** @import { Target } from "./intake.js" */
import { free } from "./freed.js";

/** A file's bytes kept as they are: the face locator's weights go to the engine in one piece. @implements {Target} */
export class Collected {
  /** @type {Uint8Array[]} */
  #slices = [];
  #glue;
  sha256 = "";

  /** @param {Promise<{ sha256: (bytes: Uint8Array) => string }>} glue of a wasm module, which may still be on its way */
  constructor(glue) {
    this.#glue = glue;
    // `end` throws what fails here.
    glue.catch(() => {});
  }

  /** @param {Uint8Array} bytes copied: their buffer is filled again */
  push(bytes) {
    this.#slices.push(bytes.slice());
  }

  restart() {
    this.free();
  }

  /** They are not needed any more. */
  free() {
    free(this.#slices.splice(0));
  }

  async end() {
    const { sha256 } = await this.#glue;
    this.sha256 = sha256(this.bytes());
  }

  /** In one piece, which is made once. */
  bytes() {
    if (this.#slices.length !== 1) {
      const whole = join(this.#slices);
      this.free();
      this.#slices.push(whole);
    }
    return this.#slices[0];
  }
}

/** Pieces in one. @param {Uint8Array[]} pieces */
export function join(pieces) {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
