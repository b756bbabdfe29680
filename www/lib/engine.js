/** The wasm module and one model, in this thread. */
/** @import { Assessment, Backend, ModelInfo, Progress, SelfTest } from "./types.js" */
/** @import { Chosen } from "./choose-backend.js" */
/** @import { EngineImage } from "./image-source.js" */
/** @import { ModelSource } from "./loading/model-source.js" */
/** @import { EngineRequest } from "./request.js" */
/** @import { WasmModule } from "./wasm-module.js" */
import { abortable, together } from "./abortable.js";
import { FaceQualityError, toFaceQualityError } from "./errors.js";
import { readPixels } from "./image-source.js";
import { Collected } from "./loading/collected.js";
import { ModelTarget } from "./loading/model-target.js";
import { addUp } from "./loading/progress.js";
import { readFile } from "./loading/read-file.js";

/**
 * What `load` needs to know, as plain data that can cross to a worker.
 *
 * @typedef {{ model: ModelSource, locator: ModelSource | null, cache: boolean, backend: "auto" | Backend }} EngineOptions
 */

/**
 * `RemoteEngine` is the same in a worker.
 *
 * @typedef {object} Engine
 * @property {Chosen} chosen what it runs on, and why
 * @property {ModelInfo} model
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
 * @returns {Promise<Engine>} before its first pass
 */
export async function loadEngine({ model, locator, cache, backend }, onProgress, signal) {
  const [onModel, onLocator] = addUp(onProgress, locator ? 2 : 1);
  const target = new ModelTarget(backend);
  const collected = locator && new Collected(target.started);
  try {
    await together(signal, (signal) => [
      abortable(target.started, signal),
      readFile("model", model, target, { cache, onProgress: onModel, signal }),
      locator && collected && readFile("face locator", locator, collected, { cache, onProgress: onLocator, signal }),
    ]);
  } catch (error) {
    target.free();
    throw error;
  }
  onProgress({ stage: "load", loaded: 0, total: 1 });
  const size = Number(target.size);
  const { module, chosen, loader } = target.take();
  const engine = new LocalEngine(
    module,
    module.enterNow(() => loader.finish(collected?.bytes())),
    { chosen, size },
  );
  onProgress({ stage: "load", loaded: 1, total: 1 });
  return engine;
}

/** @typedef {import("./wasm/cpu/attn_fiqa.js").Engine} WasmEngine */

/** @implements {Engine} */
class LocalEngine {
  #module;
  #wasm;
  /** Calls in progress: the wasm object must outlive them. @type {Set<Promise<unknown>>} */
  #running = new Set();

  /**
   * @param {WasmModule} module
   * @param {WasmEngine} wasm
   * @param {{ chosen: Chosen, size: number }} stated `size` of the model file
   */
  constructor(module, wasm, { chosen, size }) {
    this.#module = module;
    this.#wasm = wasm;
    this.chosen = chosen;
    this.model = /** @type {ModelInfo} */ ({ ...wasm.model, size });
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
    if (image.kind === "encoded") return this.#assessEncoded(image.data, request);
    const pixels = image.kind === "bitmap" ? readPixels(image.bitmap, this.#module.glue.maxPixels()) : image.pixels;
    return this.#run((wasm) => wasm.assessPixels(pixels, request));
  }

  /** @param {Blob | Uint8Array} data @param {EngineRequest} request @returns {Promise<Assessment>} */
  async #assessEncoded(data, request) {
    const bytes = data instanceof Blob ? new Uint8Array(await readBlob(data)) : data;
    try {
      return await this.#run((wasm) => wasm.assessBytes(bytes, request));
    } catch (error) {
      // Formats that only the browser can decode: AVIF, HEIC.
      const bitmap = toFaceQualityError(error, "backend").code === "unsupported-input" ? await decodeInBrowser(bytes) : null;
      if (!bitmap) throw error;
      return this.assess({ kind: "bitmap", bitmap }, request);
    }
  }

  /** @returns {Promise<SelfTest>} */
  async selfTest() {
    return { ...(await this.#run((wasm) => wasm.selfTest())), backend: this.chosen.backend };
  }

  dispose() {
    void Promise.allSettled(this.#running).then(() => this.#module.hasCrashed || this.#wasm.free());
  }

  /** @param {(wasm: WasmEngine) => Promise<any>} call @returns {Promise<any>} */
  async #run(call) {
    const running = this.#module.enter(() => call(this.#wasm));
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }
}

/** @param {Blob} blob */
async function readBlob(blob) {
  return blob.arrayBuffer().catch((cause) => {
    throw new FaceQualityError("unsupported-input", `the file cannot be read: ${cause.message}`, { cause });
  });
}

/** @param {Uint8Array} bytes */
async function decodeInBrowser(bytes) {
  const known = isHeifFamily(bytes) && typeof createImageBitmap === "function";
  return known ? createImageBitmap(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)])).catch(() => null) : null;
}

/**
 * Whether the bytes start as AVIF or HEIC do: an ISO base media file type box (ISO/IEC 14496-12, 4.3).
 *
 * @param {Uint8Array} bytes
 */
function isHeifFamily(bytes) {
  return String.fromCharCode(...bytes.subarray(4, 8)) === "ftyp";
}
