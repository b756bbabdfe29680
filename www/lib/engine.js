/** @import { Assessment, Backend, ModelInfo, Progress, SelfTest } from "./types.js" */
/** @import { EngineImage } from "./image-source.js" */
/** @import { Target } from "./loading/intake.js" */
/** @import { ModelSource } from "./loading/model-source.js" */
/** @import { EngineRequest } from "./request.js" */
import { abortable, together } from "./abortable.js";
import { FaceQualityError, toFaceQualityError } from "./errors.js";
import { readPixels } from "./image-source.js";
import { Collected } from "./loading/collected.js";
import { addUp } from "./loading/progress.js";
import { readFile } from "./loading/read-file.js";
import { enter, enterNow, hasCrashed, start } from "./wasm-module.js";
import { ModelLoader, maxPixels, sha256 } from "./wasm/attn_fiqa.js";

/**
 * What `load` needs to know, as plain data that can cross to a worker.
 *
 * @typedef {{ model: ModelSource, locator: ModelSource | null, cache: boolean, backend: "auto" | Backend }} EngineOptions
 */

/**
 * The wasm module and one model, in this thread. `RemoteEngine` is the same in a worker.
 *
 * @typedef {object} Engine
 * @property {Backend} backend
 * @property {ModelInfo} model
 * @property {() => Promise<void>} warmUp a first pass, which compiles the GPU's kernels for this model's shapes
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
  await abortable(start(), signal);
  const [onModel, onLocator] = addUp(onProgress, locator ? 2 : 1);
  const loader = await enter(() => ModelLoader.open(backend));
  const target = asTarget(loader);
  const collected = locator && new Collected(sha256);
  try {
    await together(signal, (signal) => [
      readFile("model", model, target, { cache, onProgress: onModel, signal }),
      locator && collected && readFile("face locator", locator, collected, { cache, onProgress: onLocator, signal }),
    ]);
  } catch (error) {
    if (!hasCrashed()) loader.free();
    throw error;
  }
  onProgress({ stage: "load", loaded: 0, total: 1 });
  const size = Number(target.size);
  const engine = new LocalEngine(enterNow(() => loader.finish(collected?.bytes())), size);
  onProgress({ stage: "load", loaded: 1, total: 1 });
  return engine;
}

/**
 * @param {ModelLoader} loader
 * @returns {Target}
 */
function asTarget(loader) {
  return {
    push: (bytes) => enterNow(() => loader.push(bytes)),
    restart: () => enterNow(() => loader.restart()),
    get size() {
      return enterNow(() => loader.size);
    },
    get sha256() {
      return enterNow(() => loader.sha256);
    },
  };
}

/** @typedef {import("./wasm/attn_fiqa.js").Engine} WasmEngine */

/** @implements {Engine} */
class LocalEngine {
  #wasm;
  /** Calls under way: the wasm object must outlive them. @type {Set<Promise<unknown>>} */
  #running = new Set();

  /**
   * @param {WasmEngine} wasm
   * @param {number} size of the model file
   */
  constructor(wasm, size) {
    this.#wasm = wasm;
    this.backend = /** @type {Backend} */ (wasm.backend);
    this.model = /** @type {ModelInfo} */ ({ ...wasm.model, size });
  }

  async warmUp() {
    // The CPU has nothing to compile.
    if (this.backend === "cpu") return;
    const side = 112;
    const white = new Uint8Array(4 * side * side).fill(255);
    await this.#run((wasm) => wasm.assessPixels(side, side, white, { aligned: true }));
  }

  /**
   * @param {EngineImage} image
   * @param {EngineRequest} request
   * @returns {Promise<Assessment>}
   */
  async assess(image, request) {
    if (image.kind === "encoded") return this.#assessEncoded(image.data, request);
    const { width, height, rgba } = image.kind === "bitmap" ? readPixels(image.bitmap, maxPixels()) : image;
    // A view, not a copy.
    const bytes = new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.byteLength);
    return this.#run((wasm) => wasm.assessPixels(width, height, bytes, request));
  }

  /**
   * @param {Blob | Uint8Array} data
   * @param {EngineRequest} request
   * @returns {Promise<Assessment>}
   */
  async #assessEncoded(data, request) {
    const bytes = data instanceof Blob ? new Uint8Array(await readBlob(data)) : data;
    try {
      return await this.#run((wasm) => wasm.assessBytes(bytes, request));
    } catch (error) {
      // Formats that only this browser knows: AVIF, HEIC.
      const bitmap = toFaceQualityError(error, "backend").code === "unsupported-input" ? await decodeInBrowser(bytes) : null;
      if (!bitmap) throw error;
      return this.assess({ kind: "bitmap", bitmap }, request);
    }
  }

  /** @returns {Promise<SelfTest>} */
  async selfTest() {
    return { ...(await this.#run((wasm) => wasm.selfTest())), backend: this.backend };
  }

  dispose() {
    void Promise.allSettled(this.#running).then(() => hasCrashed() || this.#wasm.free());
  }

  /**
   * @param {(wasm: WasmEngine) => Promise<any>} call
   * @returns {Promise<any>}
   */
  async #run(call) {
    const running = enter(() => call(this.#wasm));
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
