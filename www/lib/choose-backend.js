/**
 * Which backend "auto" takes: the faster one. The CPU finishes a small model before a GPU could start, so the GPU's module
 * is not even fetched; for a larger model the GPU must be faster than the CPU.
 */
/** @import { Backend } from "./types.js" */
/** @import { WasmInstance } from "./wasm-instance.js" */
import { within } from "./abortable.js";
import { FaceQualityError } from "./errors.js";

/** Milliseconds after which a GPU counts as missing. */
const ADAPTER_LIMIT = 10_000;

/**
 * `cpuPass`: milliseconds that a pass takes on the CPU, about; null if it was not estimated. `reason`: of the choice so far.
 *
 * @typedef {{ backend: Backend, cpuPass: number | null, reason: string }} Chosen
 */

/**
 * @param {"auto" | Backend} asked
 * @param {"f32" | "int8"} precision of the CPU's arithmetic
 * @param {() => Uint8Array} start the model's first bytes
 * @param {WasmInstance} first of the module that is needed for any choice
 * @returns {Promise<Chosen | null>} null while its header is incomplete
 */
export async function chooseBackend(asked, precision, start, first) {
  if (asked === "cpu") return { backend: asked, cpuPass: null, reason: "asked for" };
  if (asked === "webgpu") return { backend: asked, cpuPass: null, reason: `${nameOf(await requestAdapter())}, asked for` };
  const { cheapPass, cpuPass } = first.glue;
  const onCpu = (/** @type {string} */ reason) => ({ backend: /** @type {const} */ ("cpu"), cpuPass: null, reason });
  if (!globalThis.navigator?.gpu) return onCpu("this browser offers no GPU");
  const pass = first.enterNow(() => cpuPass(start(), precision));
  if (pass === undefined) return null;
  if (pass <= cheapPass()) return onCpu(`a pass takes about ${milliseconds(pass)}, too short to gain from a GPU`);
  const adapter = await requestAdapter();
  if (!adapter) return onCpu("no GPU answers");
  // Slower than the CPU's own kernels.
  if (adapter.info.isFallbackAdapter) return onCpu("the only GPU adapter is a software one");
  return { backend: "webgpu", cpuPass: pass, reason: nameOf(adapter) };
}

/** The GPU, or null if there is none, or none that answers. @returns {Promise<GPUAdapter | null>} */
export async function requestAdapter() {
  const { gpu } = globalThis.navigator ?? {};
  if (!gpu) return null;
  const late = () => new FaceQualityError("backend", "the GPU does not answer");
  return within(gpu.requestAdapter({ powerPreference: "high-performance" }), ADAPTER_LIMIT, late).catch(() => null);
}

/** What a browser tells of a GPU. @param {GPUAdapter | null} adapter */
function nameOf(adapter) {
  const { description, vendor, architecture } = adapter?.info ?? {};
  return description || [vendor, architecture].filter(Boolean).join(" ") || "a GPU without a name";
}

/** As text. @param {number} pass */
export function milliseconds(pass) {
  return `${pass < 10 ? pass.toFixed(1) : Math.round(pass)} ms`;
}
