/** The wasm module and one model, in this thread. */
/** @import { Assessment, Backend, ModelInfo, Progress, SelfTest } from "./types.js" */
/** @import { Address } from "./assets.js" */
/** @import { Chosen } from "./choose-backend.js" */
/** @import { FaceQualityError } from "./errors.js" */
/** @import { EngineImage } from "./image-source.js" */
/** @import { Exchange } from "./exchange.js" */
/** @import { ModelSource } from "./loading/model-source.js" */
/** @import { EngineRequest } from "./request.js" */
/** @import { WasmInstance } from "./wasm-instance.js" */
/** @import { Source } from "./wasm-module.js" */
import { abortable, together } from "./abortable.js";
import { EngineEnded } from "./errors.js";
import { hurried } from "./hurried.js";
import { readImageFile } from "./image-file.js";
import { readPixels } from "./image-source.js";
import { Collected } from "./loading/collected.js";
import { ModelTarget } from "./loading/model-target.js";
import { addUp } from "./loading/progress.js";
import { readFile } from "./loading/read-file.js";

/**
 * What `load` needs to know, as plain data that can cross to a worker; `threads` and `script`, the address of worker.js, are for
 * the worker's team.
 *
 * @typedef {{ cpu: Source, cpuRelaxed: Source, gpu: Source }} WasmSources
 * @typedef {{ model: ModelSource, locator: ModelSource | null, cache: boolean, backend: "auto" | Backend,
 * precision: "f32" | "int8", wasm: WasmSources, threads: number | "auto", script: Address }} EngineOptions
 */

/** The files that an engine was made of, to make it again. @typedef {{ model: Blob, locator: Blob | null }} Files */

/**
 * `RemoteEngine` is the same in a worker. A call that ends it rejects with `EngineEnded`.
 *
 * @typedef {object} Engine
 * @property {Chosen} chosen what it runs on, and why
 * @property {"f32" | "int8"} precision in which numbers it multiplies
 * @property {ModelInfo} model
 * @property {Files} files
 * @property {number} threads that compute a pass
 * @property {string} alone why not as many as were asked for; empty if they are
 * @property {() => Promise<boolean>} answers whether it can take a call
 * @property {() => Promise<number | null>} warmUp a first pass, which compiles the GPU's kernels for this model's shapes;
 * the milliseconds of a second one, null on the CPU, which has nothing to compile
 * @property {(image: EngineImage, request: EngineRequest) => Promise<Assessment>} assess
 * @property {() => Promise<SelfTest>} selfTest
 * @property {() => void} dispose
 */

/**
 * @param {EngineOptions} options
 * @param {(progress: Progress) => void} onProgress
 * @param {AbortSignal} [signal]
 * @returns {Promise<LocalEngine>} before its first pass
 */
export async function loadEngine({ model, locator, cache, backend, precision, wasm: sources }, onProgress, signal) {
  const [onModule, onModel, onLocator] = addUp(onProgress, locator ? 3 : 2);
  const target = new ModelTarget({ backend, precision, wasm: sources }, onModule);
  const collected = locator && new Collected(target.started.then(({ glue }) => glue));
  /** @type {Files} */
  const files = { model: new Blob(), locator: null };
  try {
    await together(signal, (signal) => [
      abortable(target.started, signal),
      readFile("model", model, target, { cache, onProgress: onModel, signal }).then((file) => (files.model = file)),
      locator &&
        collected &&
        readFile("face locator", locator, collected, { cache, onProgress: onLocator, signal }).then((file) => (files.locator = file)),
    ]);
  } catch (error) {
    target.free();
    throw error;
  }
  onProgress({ stage: "load", loaded: 0, total: 1 });
  const size = Number(target.size);
  const { instance, chosen, loader } = target.take();
  try {
    const wasm = instance.enterNow(() => loader.finish(collected?.bytes()));
    collected?.free();
    const engine = new LocalEngine(instance, wasm, { chosen, size, files });
    onProgress({ stage: "load", loaded: 1, total: 1 });
    return engine;
  } catch (error) {
    instance.release();
    throw error;
  }
}

/** @typedef {import("./wasm/cpu/attn_fiqa.js").Engine} WasmEngine */

/** @implements {Engine} */
export class LocalEngine {
  #instance;
  #wasm;
  /** Calls in progress: the wasm object must outlive them. @type {Set<Promise<unknown>>} */
  #running = new Set();
  #isDisposed = false;
  /** With the other threads. @type {Exchange | null} */
  #exchange = null;
  // A page must not be blocked, and so has one thread; in a worker its team says how many there are.
  threads = 1;
  alone = "";

  /**
   * @param {WasmInstance} instance held, and released in the end
   * @param {WasmEngine} wasm
   * @param {{ chosen: Chosen, size: number, files: Files }} stated `size` of the model file
   */
  constructor(instance, wasm, { chosen, size, files }) {
    this.#instance = instance;
    this.#wasm = wasm;
    this.chosen = chosen;
    this.precision = /** @type {"f32" | "int8"} */ (wasm.precision);
    this.model = /** @type {ModelInfo} */ ({ ...wasm.model, size });
    this.files = files;
  }

  /** Not after a crash, though it may be of another engine that shares the instance. */
  async answers() {
    return !this.#instance.hasCrashed;
  }

  async warmUp() {
    if (this.chosen.backend === "cpu") return null;
    const side = 112;
    const black = new ImageData(side, side);
    const pass = () => this.#run((wasm) => wasm.assessPixels(black, { aligned: true }));
    await pass();
    return (await pass()).timings.infer;
  }

  /** @type {Engine["assess"]} */
  async assess(image, request) {
    if (image.kind === "pixels") return this.#run((wasm) => wasm.assessPixels(image.pixels, request));
    if (image.kind === "bitmap") return this.#assessBitmap(image.bitmap, request);
    const file = await readImageFile(image.data, this.#instance);
    if ("bitmap" in file) return this.#assessBitmap(file.bitmap, request);
    return this.#run((wasm) => wasm.assessBytes(file, request));
  }

  /** @param {ImageBitmap} bitmap closed @param {EngineRequest} request @returns {Promise<Assessment>} */
  async #assessBitmap(bitmap, request) {
    const pixels = readPixels(bitmap, this.#instance.glue.maxPixels());
    return this.#run((wasm) => wasm.assessPixels(pixels, request));
  }

  /** @returns {Promise<SelfTest>} */
  async selfTest() {
    return { ...(await this.#run((wasm) => wasm.selfTest())), backend: this.chosen.backend };
  }

  /** The module that it is an instance of. */
  get module() {
    return this.#instance.module;
  }

  /** Whether a pass takes long on one thread. */
  isSlow() {
    return this.#instance.enterNow(() => this.#wasm.isSlow());
  }

  /** Shares its passes. @param {Exchange} exchange @param {number} seat @param {number} seats */
  join(exchange, seat, seats) {
    this.#exchange = exchange;
    this.#instance.enterNow(() => this.#wasm.join(exchange, seat, seats));
  }

  /** Does its part of a pass that another thread began. */
  help() {
    const exchange = /** @type {Exchange} */ (this.#exchange);
    try {
      return this.#instance.enterNow(() => this.#wasm.help(exchange.attend()));
    } catch (error) {
      exchange.leave();
      throw error;
    }
  }

  dispose() {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    void Promise.allSettled(this.#running).then(() => {
      if (!this.#instance.hasCrashed) this.#wasm.free();
      this.#instance.release();
    });
  }

  /** @param {(wasm: WasmEngine) => Promise<any>} call @returns {Promise<any>} */
  async #run(call) {
    const running = this.#instance.enter(() => call(this.#wasm));
    this.#running.add(running);
    const nudge = () => this.#instance.enterNow(() => this.#wasm.nudge());
    try {
      return await (this.chosen.backend === "webgpu" ? hurried(running, nudge) : running);
    } catch (error) {
      const { code, message } = /** @type {FaceQualityError} */ (error);
      throw code === "device-lost" ? new EngineEnded(code, message, { cause: error }) : error;
    } finally {
      this.#running.delete(running);
    }
  }
}
