/**
 * The wasm modules, the CPU's in two forms and the GPU's: each fetched and compiled once in a thread, when it is needed, and
 * instantiated again after a crash, without the network.
 */
/** @import { Address } from "./assets.js" */
/** @import { Progress } from "./types.js" */
/** @import { Glue } from "./wasm-instance.js" */
import { within } from "./abortable.js";
import { IF_LOST } from "./assets.js";
import { SIZES } from "./digests.js";
import { FaceQualityError, toFaceQualityError } from "./errors.js";
import { Compiling } from "./loading/compiling.js";
import { download } from "./loading/download.js";
import { Intake } from "./loading/intake.js";
import { WasmInstance } from "./wasm-instance.js";

/** Milliseconds for a small script, whose progress a page cannot see: as long as all tries for a file. */
const SCRIPT_LIMIT = 120_000;

export class WasmModule {
  #glue;
  /** The start under way, or done. @type {Promise<WasmInstance> | null} */
  #starting = null;
  /** @type {WasmInstance | null} */
  #instance = null;
  /** Those who wait for it. @type {Set<(progress: Progress) => void>} */
  #listeners = new Set();
  /** The download so far. @type {Progress} */
  #progress;

  #size;

  /**
   * @param {number | undefined} size bytes of the file: a server that compresses does not tell
   * @param {() => Promise<unknown>} glue asked for when it is needed
   */
  constructor(size, glue) {
    this.#size = size;
    this.#progress = { stage: "download", loaded: 0, total: size ?? null };
    this.#glue = glue;
  }

  /**
   * Starts the module, if it is not; its instance.
   *
   * @param {Address} url where it is, if it must be fetched
   * @param {(progress: Progress) => void} onProgress of its download
   */
  async start(url, onProgress) {
    if (this.#instance?.hasCrashed) this.#restart(this.#instance);
    this.#starting ??= this.#startNow(url).catch((cause) => {
      this.#starting = null;
      throw cause;
    });
    this.#listeners.add(onProgress);
    onProgress(this.#progress);
    try {
      return await this.#starting;
    } finally {
      this.#listeners.delete(onProgress);
    }
  }

  /** @param {Address} url */
  async #startNow(url) {
    try {
      if (url === null) throw new Error("it is not known where it is");
      const script = /** @type {Promise<Glue>} */ (this.#glue());
      const [exports, module] = await Promise.all([within(script, SCRIPT_LIMIT, lateScript), this.#compile(url)]);
      await exports.default({ module_or_path: module });
      return (this.#instance = new WasmInstance(exports));
    } catch (cause) {
      throw cannotLoad(/** @type {any} */ (cause)?.message ?? cause, cause);
    }
  }

  /** @param {WasmInstance} crashed */
  #restart(crashed) {
    this.#instance = null;
    const again = async () => {
      await /** @type {any} */ (crashed.glue).__wbg_reset_state();
      return (this.#instance = new WasmInstance(crashed.glue));
    };
    this.#starting = again().catch((cause) => {
      this.#instance = crashed;
      throw toFaceQualityError(cause, "backend");
    });
  }

  /** Compiles the module while it arrives. @param {string} url */
  async #compile(url) {
    const compiling = new Compiling(this.#size);
    const signal = new AbortController().signal;
    const intake = new Intake("WebAssembly module", compiling, { digest: null, onProgress: this.#report, signal });
    await download(url, intake, signal, (why, cause) => new Error(`${why}: ${url}`, { cause }));
    return /** @type {Promise<WebAssembly.Module>} */ (compiling.module);
  }

  /** @param {Progress} progress */
  #report = (progress) => {
    this.#progress = progress;
    for (const listener of this.#listeners) listener(progress);
  };
}

const lateScript = () => new FaceQualityError("backend", `attn_fiqa.js did not arrive within ${SCRIPT_LIMIT / 1000} s`);

/** @param {string} why @param {unknown} cause */
function cannotLoad(why, cause) {
  const advice = cause instanceof WebAssembly.CompileError ? "does the browser have WebAssembly SIMD?" : IF_LOST;
  return new FaceQualityError("backend", `the WebAssembly module cannot be loaded (${why}): ${advice}`, { cause });
}

/** @type {Record<"cpu" | "cpuRelaxed" | "webgpu", WasmModule>} */
export const MODULES = {
  cpu: new WasmModule(SIZES.cpu, () => import("./wasm/cpu/attn_fiqa.js")),
  // @ts-ignore: their types are the CPU's, and this is checked before they are built.
  cpuRelaxed: new WasmModule(SIZES["cpu-relaxed"], () => import("./wasm/cpu-relaxed/attn_fiqa.js")),
  // @ts-ignore
  webgpu: new WasmModule(SIZES.gpu, () => import("./wasm/gpu/attn_fiqa.js")),
};
