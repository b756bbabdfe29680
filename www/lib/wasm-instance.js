/** One instance of a wasm module, watched for crashes: it ends with the first one, and its module makes another. */
import { abortable } from "./abortable.js";
import { EngineEnded, toFaceQualityError } from "./errors.js";

/** @typedef {typeof import("./wasm/cpu/attn_fiqa.js")} Glue both modules export the same */

export class WasmInstance {
  /** Ends the calls under way when the instance dies: their own promises would stay pending for ever. */
  #crash = new AbortController();
  /** Loads and engines that run in it. */
  #users = 0;

  /** @param {Glue} glue which names this instance until its module makes the next one @param {WebAssembly.Module} module */
  constructor(glue, module) {
    this.glue = glue;
    this.module = module;
    addEventListener("error", this);
    addEventListener("unhandledrejection", this);
  }

  /** After a crash nothing in there can be trusted, not even to free something. */
  get hasCrashed() {
    return this.#crash.signal.aborted;
  }

  get isUsed() {
    return this.#users > 0;
  }

  /** One more user. */
  hold() {
    this.#users++;
  }

  /** One less. */
  release() {
    this.#users--;
  }

  /** It hears of no errors any more. */
  end() {
    removeEventListener("error", this);
    removeEventListener("unhandledrejection", this);
  }

  /**
   * A call into the instance, which ends if the instance does.
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
    const cause = "reason" in event ? event.reason : event.error;
    // The callers are told. What the former instance was waiting for may still call it.
    if (this.#endIfCrashed(cause) || STALE.test(cause?.message)) event.preventDefault();
  }

  /** @param {any} cause */
  #endIfCrashed(cause) {
    if (this.hasCrashed || !this.glue.crashed()) return false;
    const why = cause?.message ?? cause;
    const error = this.glue.crashedDecoding()
      ? new EngineEnded("decode", `the image cannot be decoded (the decoder ${why}): the file is damaged, choose another`, { cause })
      : new EngineEnded("backend", `the engine crashed (${why}): the next call gets a new one`, { cause });
    this.#crash.abort(error);
    this.end();
    return true;
  }
}

/** What wasm-bindgen's glue says when a callback of a former instance is called. */
const STALE = /^Cannot invoke closure from previous WASM instance$/;
