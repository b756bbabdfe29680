/**
 * The wasm modules, the CPU's in two forms and the GPU's: each fetched and compiled once in a thread, when it is needed, and
 * instantiated again after a crash, and the GPU's after its last user, without the network.
 */
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

/** Where a module is, or the module, which another thread compiled. @typedef {import("./assets.js").Address | WebAssembly.Module} Source */

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
  #isKept;

  /**
   * @param {number | undefined} size bytes of the file: a server that compresses does not tell
   * @param {() => Promise<unknown>} glue asked for when it is needed
   * @param {boolean} isKept whether an instance serves those who come after its last user
   */
  constructor(size, glue, isKept) {
    this.#size = size;
    this.#isKept = isKept;
    this.#progress = { stage: "download", loaded: 0, total: size ?? null };
    this.#glue = glue;
  }

  /**
   * Starts the module, if it is not; its instance, held for the caller, who must release it.
   *
   * @param {Source} source if it is not compiled yet
   * @param {(progress: Progress) => void} onProgress of its download
   */
  async start(source, onProgress) {
    if (this.#instance && this.#isOver(this.#instance)) this.#restart(this.#instance);
    this.#starting ??= this.#startNow(source).catch((cause) => {
      this.#starting = null;
      throw cause;
    });
    this.#listeners.add(onProgress);
    onProgress(this.#progress);
    try {
      const instance = await this.#starting;
      instance.hold();
      return instance;
    } finally {
      this.#listeners.delete(onProgress);
    }
  }

  /** @param {Source} source */
  async #startNow(source) {
    try {
      if (source === null) throw new Error("it is not known where it is");
      const script = /** @type {Promise<Glue>} */ (this.#glue());
      const compiled = typeof source === "string" ? this.#compile(source) : source;
      const [exports, module] = await Promise.all([within(script, SCRIPT_LIMIT, lateScript), compiled]);
      await exports.default({ module_or_path: module });
      return (this.#instance = new WasmInstance(exports, module));
    } catch (cause) {
      throw cannotLoad(/** @type {any} */ (cause)?.message ?? cause, source, cause);
    }
  }

  /** Whether it serves no more; those who wait for it will use it. @param {WasmInstance} instance */
  #isOver(instance) {
    return instance.hasCrashed || !(this.#isKept || instance.isUsed || this.#listeners.size > 0);
  }

  /** @param {WasmInstance} former */
  #restart(former) {
    this.#instance = null;
    const again = async () => {
      await /** @type {any} */ (former.glue).__wbg_reset_state();
      former.end();
      return (this.#instance = new WasmInstance(former.glue, former.module));
    };
    this.#starting = again().catch((cause) => {
      this.#instance = former;
      throw toFaceQualityError(cause, "backend");
    });
  }

  /** Compiles the module while it arrives. @param {string} url */
  async #compile(url) {
    const compiling = new Compiling(this.#size);
    const signal = new AbortController().signal;
    const intake = new Intake("WebAssembly module", compiling, { digest: null, onProgress: this.#report, signal });
    await download(url, intake, signal, (why, cause) => new Error(String(why), { cause }));
    return /** @type {Promise<WebAssembly.Module>} */ (compiling.module);
  }

  /** @param {Progress} progress */
  #report = (progress) => {
    this.#progress = progress;
    for (const listener of this.#listeners) listener(progress);
  };
}

const lateScript = () => new FaceQualityError("backend", `attn_fiqa.js did not arrive within ${SCRIPT_LIMIT / 1000} s`);

/** @param {string} why @param {Source} source @param {unknown} cause */
function cannotLoad(why, source, cause) {
  const advice = cause instanceof WebAssembly.CompileError ? "does the browser have WebAssembly SIMD?" : IF_LOST;
  const from = typeof source === "string" ? ` from ${source}` : "";
  return new FaceQualityError("backend", `the WebAssembly module cannot be loaded (${why})${from}: ${advice}`, { cause });
}

/** @type {Record<"cpu" | "cpuRelaxed" | "webgpu", WasmModule>} */
export const MODULES = {
  cpu: new WasmModule(SIZES.cpu, () => import("./wasm/cpu/attn_fiqa.js"), true),
  // @ts-ignore: their types are the CPU's, and this is checked before they are built.
  cpuRelaxed: new WasmModule(SIZES["cpu-relaxed"], () => import("./wasm/cpu-relaxed/attn_fiqa.js"), true),
  // cubecl keeps what it made for a device, 0.3 MB, as long as the instance lives.
  // @ts-ignore
  webgpu: new WasmModule(SIZES.gpu, () => import("./wasm/gpu/attn_fiqa.js"), false),
};
