/** A wasm module that is compiled while its bytes arrive, whatever type the server gives it. */
/** @import { Target } from "./intake.js" */
import { free } from "./freed.js";

/** @implements {Target} */
export class Compiling {
  /** @type {ReadableStreamDefaultController<Uint8Array> | null} */
  #controller = null;
  /** Rejects if the bytes are not a module that this browser can compile. @type {Promise<WebAssembly.Module> | null} */
  module = null;
  /** Given to the compiler. @type {Uint8Array[]} */
  #pieces = [];
  sha256 = "";

  /** @param {number | undefined} size bytes of the module, if the build knows */
  constructor(size) {
    this.size = size;
  }

  /** @param {Uint8Array} bytes copied: their buffer is filled again */
  push(bytes) {
    if (!this.#controller) return;
    const piece = bytes.slice();
    this.#pieces.push(piece);
    this.#controller.enqueue(piece);
  }

  restart() {
    this.#controller?.error(new Error("the file starts again"));
    const stream = new ReadableStream({
      start: (controller) => void (this.#controller = controller),
      // The compiler has given up, and says why.
      cancel: () => void (this.#controller = null),
    });
    const headers = { "content-type": "application/wasm" };
    this.module = WebAssembly.compileStreaming(new Response(stream, { headers }));
    const pieces = (this.#pieces = /** @type {Uint8Array[]} */ ([]));
    const done = () => free(pieces);
    this.module.then(done, done);
  }

  async end() {
    this.#controller?.close();
    this.#controller = null;
  }
}
