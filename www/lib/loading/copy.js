/**
 * A file copied while its bytes come, in Blobs, which the browser keeps outside of the page: an engine that died is made
 * again from it, without the network, and the cache is filled from it.
 */
export class Copy {
  /** @type {Blob[]} */
  #pieces = [];

  /** @param {Uint8Array} bytes copied */
  write(bytes) {
    this.#pieces.push(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)]));
  }

  /** The file starts again, or is not needed. */
  drop() {
    this.#pieces = [];
  }

  /** The whole file. */
  file() {
    return new Blob(this.#pieces);
  }
}
