/**
 * Takes the model's bytes to the wasm module that will run it. The first bytes arrive before the module has started, and
 * for "auto" their header decides which module it is: until then they are held here.
 */
/** @import { Backend } from "../types.js" */
/** @import { Chosen } from "../choose-backend.js" */
/** @import { ModelLoader } from "../wasm/cpu/attn_fiqa.js" */
/** @import { Target } from "./intake.js" */
import { chooseBackend } from "../choose-backend.js";
import { toFaceQualityError } from "../errors.js";
import { MODULES } from "../wasm-module.js";
import { join } from "./collected.js";

/** Most bytes held before the module has started: enough for the shipped model; a larger one waits. */
const ROOM = 1 << 20;

/** @implements {Target} */
export class ModelTarget {
  #asked;
  /** @type {Uint8Array[]} */
  #held = [];
  /** Bytes that may still be held; none once the module has started. */
  #room = ROOM;
  /** @type {Chosen | null} */
  #chosen = null;
  /** @type {ModelLoader | null} */
  #loader = null;
  #isFree = false;

  /** @param {"auto" | Backend} backend */
  constructor(backend) {
    this.#asked = backend;
    /** The module that is needed first, for any choice. @readonly */
    this.started = MODULES[backend === "auto" ? "cpu" : backend].start();
    // `#open` throws what fails here.
    this.started.then(() => (this.#room = 0)).catch(() => {});
  }

  /** @param {Uint8Array} bytes */
  async push(bytes) {
    if (this.#loader) return this.#enter((loader) => loader.push(bytes));
    this.#held.push(bytes.slice());
    this.#room -= bytes.length;
    if (this.#room < 0) await this.#open(false);
  }

  restart() {
    this.#held = [];
    if (this.#loader) this.#enter((loader) => loader.restart());
  }

  /** All bytes have arrived. */
  async end() {
    if (!this.#loader) await this.#open(true);
  }

  get size() {
    return this.#loader ? this.#enter((loader) => loader.size) : undefined;
  }

  get sha256() {
    return this.#enter((loader) => loader.sha256);
  }

  /** The module, what was chosen, and the loader with all bytes; the loader is the caller's. */
  take() {
    const chosen = /** @type {Chosen} */ (this.#chosen);
    const loader = /** @type {ModelLoader} */ (this.#loader);
    this.#loader = null;
    return { module: MODULES[chosen.backend], chosen, loader };
  }

  /** Frees what was read so far. */
  free() {
    this.#isFree = true;
    if (this.#loader && !this.#module.hasCrashed) this.#loader.free();
    this.#loader = null;
  }

  get #module() {
    return MODULES[/** @type {Chosen} */ (this.#chosen).backend];
  }

  /**
   * Chooses a backend as soon as what is held says which, and hands that over.
   *
   * @param {boolean} isWhole no more bytes will arrive: the loader reports a file that ends in its header
   */
  async #open(isWhole) {
    await this.started;
    this.#chosen = await chooseBackend(this.#asked, () => join(this.#held));
    if (!this.#chosen && isWhole) this.#chosen = { backend: "cpu", cpuPass: null, reason: "" };
    if (!this.#chosen) return;
    this.#loader = await this.#openLoader();
    // The load was aborted while the device opened.
    if (this.#isFree) return this.free();
    for (const piece of this.#held.splice(0)) this.#enter((loader) => loader.push(piece));
  }

  async #openLoader() {
    try {
      const { ModelLoader } = await this.#module.start();
      return await this.#module.enter(() => ModelLoader.open());
    } catch (error) {
      if (this.#asked !== "auto" || this.#chosen?.backend === "cpu") throw error;
      this.#chosen = { backend: "cpu", cpuPass: null, reason: toFaceQualityError(error, "backend").message };
      return (await this.started).ModelLoader.open();
    }
  }

  /** @template T @param {(loader: ModelLoader) => T} call @returns {T} */
  #enter(call) {
    const loader = this.#loader;
    if (!loader) throw toFaceQualityError(new Error("read before it was opened"), "backend");
    return this.#module.enterNow(() => call(loader));
  }
}
