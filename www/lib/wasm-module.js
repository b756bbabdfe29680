/** The two wasm modules, the CPU's and the GPU's: each started once in a thread, when it is needed, and watched for crashes. */
/** @import { Backend } from "./types.js" */
import { abortable } from "./abortable.js";
import { FaceQualityError, toFaceQualityError } from "./errors.js";

/** @typedef {typeof import("./wasm/cpu/attn_fiqa.js")} Glue both modules export the same */

export class WasmModule {
  #parts;
  /** Ends the calls under way when the module dies: their own promises would stay pending for ever. */
  #crash = new AbortController();
  /** The start under way, or done. @type {Promise<Glue> | null} */
  #starting = null;
  /** @type {Glue | null} */
  #glue = null;

  /** @param {() => { url: URL, glue: Promise<unknown> }} parts asked for when they are needed: the page may lack them */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Starts the module, if it is not; its exports. */
  start() {
    this.#starting ??= this.#startNow().catch((cause) => {
      this.#starting = null;
      const message = `the WebAssembly module cannot be loaded (${cause?.message ?? cause}): is it served, and does the browser have WebAssembly SIMD?`;
      throw new FaceQualityError("backend", message, { cause });
    });
    return this.#starting;
  }

  async #startNow() {
    const parts = this.#parts();
    const [glue, module] = await Promise.all([/** @type {Promise<Glue>} */ (parts.glue), compile(parts.url)]);
    await glue.default({ module_or_path: module });
    this.#glue = glue;
    addEventListener("error", this);
    addEventListener("unhandledrejection", this);
    return glue;
  }

  /** The exports, once it has started. */
  get glue() {
    return /** @type {Glue} */ (this.#glue);
  }

  /** After a crash nothing in there can be trusted, not even to free something. */
  get hasCrashed() {
    return this.#crash.signal.aborted;
  }

  /**
   * A call into the module, which ends if the module does.
   *
   * @template T
   * @param {() => Promise<T>} call
   * @returns {Promise<T>}
   */
  async enter(call) {
    const { signal } = this.#crash;
    if (signal.aborted) throw signal.reason;
    try {
      return await abortable(call(), signal, () => signal.reason);
    } catch (error) {
      throw toFaceQualityError(error, "backend");
    }
  }

  /** The same for a call that does not wait. @template T @param {() => T} call @returns {T} */
  enterNow(call) {
    if (this.hasCrashed) throw this.#crash.signal.reason;
    try {
      return call();
    } catch (error) {
      if (this.#endIfCrashed(error)) throw this.#crash.signal.reason;
      throw toFaceQualityError(error, "backend");
    }
  }

  /**
   * Hears of every error that nobody caught, whoever threw it; whether it came out of the module, the module knows.
   *
   * @param {ErrorEvent | PromiseRejectionEvent} event
   */
  handleEvent(event) {
    // The callers are told.
    if (this.#endIfCrashed("reason" in event ? event.reason : event.error)) event.preventDefault();
  }

  /** @param {any} cause */
  #endIfCrashed(cause) {
    if (this.hasCrashed || !this.#glue?.crashed()) return false;
    const message = `the engine crashed (${cause?.message ?? cause}): load again; with worker: false, reload the page first`;
    this.#crash.abort(new FaceQualityError("backend", message, { cause }));
    return true;
  }
}

/** Many servers do not know the type of a wasm file; the browser compiles it while it comes only if they do. @param {URL} url */
async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  if (response.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** @type {Record<Backend, WasmModule>} */
export const MODULES = {
  cpu: new WasmModule(() => ({
    url: new URL("./wasm/cpu/attn_fiqa_bg.wasm", import.meta.url),
    glue: import("./wasm/cpu/attn_fiqa.js"),
  })),
  webgpu: new WasmModule(() => ({
    url: new URL("./wasm/gpu/attn_fiqa_bg.wasm", import.meta.url),
    // @ts-ignore: its types are the CPU's, and this is checked before it is built.
    glue: import("./wasm/gpu/attn_fiqa.js"),
  })),
};
