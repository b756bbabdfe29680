/**
 * Takes the model's bytes to the wasm module that will run it. The first bytes arrive before the module has started, and
 * for "auto" their header decides which module it is: until then they are held here.
 */
/** @import { Backend, Progress } from "../types.js" */
/** @import { Chosen } from "../choose-backend.js" */
/** @import { WasmSources } from "../engine.js" */
/** @import { ModelLoader } from "../wasm/cpu/attn_fiqa.js" */
/** @import { WasmInstance } from "../wasm-instance.js" */
/** @import { Target } from "./intake.js" */
import { within } from "../abortable.js";
import { chooseBackend } from "../choose-backend.js";
import { FaceQualityError, toFaceQualityError } from "../errors.js";
import { hasRelaxedSimd } from "../relaxed-simd.js";
import { MODULES } from "../wasm-module.js";
import { join } from "./collected.js";
import { free } from "./freed.js";

/** Most bytes held before the module has started: enough for the shipped model; a larger one waits. */
const ROOM = 1 << 20;

/** Milliseconds that a GPU may take to open and to pass its test. */
const OPEN_LIMIT = 60_000;

/** @implements {Target} */
export class ModelTarget {
  #asked;
  #precision;
  #sources;
  /** @type {Uint8Array[]} */
  #held = [];
  /** Bytes that may still be held; none once the module has started. */
  #room = ROOM;
  /** @type {Chosen | null} */
  #chosen = null;
  /** @type {ModelLoader | null} */
  #loader = null;
  #isFree = false;

  /** The instance that the loader is of. @type {WasmInstance | null} */
  #instance = null;
  /** Each start's hold on its instance. @type {WasmInstance[]} */
  #holds = [];
  /** Progress of each module that was needed. @type {Map<Backend, Progress>} */
  #parts = new Map();
  #onProgress;

  /**
   * @param {{ backend: "auto" | Backend, precision: "f32" | "int8", wasm: WasmSources }} how `precision` of the CPU's arithmetic
   * @param {(progress: Progress) => void} onProgress of the modules' download; the total is known after the choice
   */
  constructor({ backend, precision, wasm }, onProgress) {
    this.#asked = backend;
    this.#precision = precision;
    this.#sources = wasm;
    this.#onProgress = onProgress;
    /** The module that is needed first, for any choice. @readonly */
    this.started = this.#start(backend === "auto" ? "cpu" : backend);
    // `#open` throws what fails here.
    this.started.then(() => (this.#room = 0)).catch(() => {});
  }

  /** @param {Backend} backend */
  async #start(backend) {
    const instance = await this.#startModule(backend, (progress) => {
      this.#parts.set(backend, progress);
      this.#report();
    });
    this.#holds.push(instance);
    if (this.#isFree) this.#release();
    return instance;
  }

  /** @param {Backend} backend @param {(progress: Progress) => void} onProgress */
  #startModule(backend, onProgress) {
    const { cpu, cpuRelaxed, gpu } = this.#sources;
    if (backend === "webgpu") return MODULES.webgpu.start(gpu, onProgress);
    const isRelaxed = cpuRelaxed !== null && hasRelaxedSimd();
    return isRelaxed ? MODULES.cpuRelaxed.start(cpuRelaxed, onProgress) : MODULES.cpu.start(cpu, onProgress);
  }

  #release() {
    for (const instance of this.#holds.splice(0)) instance.release();
  }

  #report() {
    const parts = [...this.#parts.values()];
    const sum = (/** @type {"loaded" | "total"} */ what) => parts.reduce((sum, part) => sum + Number(part[what]), 0);
    const last = this.#asked === "auto" ? this.#chosen?.backend : this.#asked;
    const isKnown = last && this.#parts.has(last) && parts.every(({ total }) => total !== null);
    this.#onProgress({ stage: "download", loaded: sum("loaded"), total: isKnown ? sum("total") : null });
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

  /** The instance, what was chosen, and the loader with all bytes; the loader, and to release the instance, are the caller's. */
  take() {
    const chosen = /** @type {Chosen} */ (this.#chosen);
    const [instance, loader] = [/** @type {WasmInstance} */ (this.#instance), /** @type {ModelLoader} */ (this.#loader)];
    this.#loader = null;
    instance.hold();
    this.#release();
    return { instance, chosen, loader };
  }

  /** Frees what was read so far. */
  free() {
    this.#isFree = true;
    if (!this.#instance?.hasCrashed) this.#loader?.free();
    this.#loader = null;
    this.#release();
  }

  /**
   * Chooses a backend as soon as what is held says which, and hands that over.
   *
   * @param {boolean} isWhole no more bytes will arrive: the loader reports a file that ends in its header
   */
  async #open(isWhole) {
    const first = await this.started;
    this.#chosen = await chooseBackend(this.#asked, this.#precision, () => join(this.#held), first);
    if (!this.#chosen && isWhole) this.#chosen = { backend: "cpu", cpuPass: null, reason: "" };
    if (!this.#chosen) return;
    this.#report();
    this.#loader = await this.#openLoader();
    // The load was aborted while the device opened.
    if (this.#isFree) return this.free();
    const held = this.#held.splice(0);
    for (const piece of held) this.#enter((loader) => loader.push(piece));
    free(held);
  }

  async #openLoader() {
    try {
      return await this.#openOn(/** @type {Chosen} */ (this.#chosen).backend);
    } catch (error) {
      if (this.#asked !== "auto" || this.#chosen?.backend === "cpu") throw error;
      this.#chosen = { backend: "cpu", cpuPass: null, reason: toFaceQualityError(error, "backend").message };
      // Not needed after all.
      this.#parts.delete("webgpu");
      return this.#openOn("cpu");
    }
  }

  /** @param {Backend} backend */
  async #openOn(backend) {
    const instance = await this.#start(backend);
    this.#instance = instance;
    const late = () => new FaceQualityError("backend", `the GPU did not open within ${OPEN_LIMIT / 1000} s`);
    return within(
      instance.enter(() => instance.glue.ModelLoader.open(this.#precision)),
      OPEN_LIMIT,
      late,
    );
  }

  /** @template T @param {(loader: ModelLoader) => T} call @returns {T} */
  #enter(call) {
    const [instance, loader] = [this.#instance, this.#loader];
    if (!instance || !loader) throw toFaceQualityError(new Error("read before it was opened"), "backend");
    return instance.enterNow(() => call(loader));
  }
}
