/**
 * Which backend "auto" takes: the faster one. The CPU finishes a small model before a GPU could start, so the GPU's module
 * is not even fetched; for a larger model the GPU must be faster than the CPU.
 */
/** @import { Backend } from "./types.js" */
import { MODULES } from "./wasm-module.js";

/**
 * `cpuPass`: milliseconds that a pass takes on the CPU, about; null if it was not estimated. `reason`: of the choice so far.
 *
 * @typedef {{ backend: Backend, cpuPass: number | null, reason: string }} Chosen
 */

/**
 * @param {"auto" | Backend} asked
 * @param {Uint8Array} start the model's first bytes
 * @returns {Promise<Chosen | null>} null while its header is incomplete
 */
export async function chooseBackend(asked, start) {
  if (asked !== "auto") return { backend: asked, cpuPass: null, reason: "asked for" };
  const { cpu } = MODULES;
  const { cheapPass, cpuPass } = await cpu.start();
  const noGpu = await whyNoGpu();
  if (noGpu) return { backend: "cpu", cpuPass: null, reason: noGpu };
  const pass = await cpu.enter(() => cpuPass(start));
  if (pass === undefined) return null;
  const isCheap = pass <= cheapPass();
  const reason = isCheap ? `a pass takes about ${milliseconds(pass)}, too short to gain from a GPU` : "";
  return { backend: isCheap ? "cpu" : "webgpu", cpuPass: pass, reason };
}

/** Why no GPU can be tried; null if there is one. A software adapter is slower than the CPU's own kernels. */
async function whyNoGpu() {
  const adapter = await globalThis.navigator?.gpu?.requestAdapter({ powerPreference: "high-performance" }).catch(() => null);
  if (!adapter) return "this browser offers no GPU";
  const isSoftware = adapter.info?.isFallbackAdapter ?? /** @type {any} */ (adapter).isFallbackAdapter;
  return isSoftware ? "the only GPU adapter is a software one" : null;
}

/**
 * As text.
 *
 * @param {number} pass
 */
export function milliseconds(pass) {
  return `${pass < 10 ? pass.toFixed(1) : Math.round(pass)} ms`;
}
