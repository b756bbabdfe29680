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
 * @param {() => Uint8Array} start the model's first bytes
 * @returns {Promise<Chosen | null>} null while its header is incomplete
 */
export async function chooseBackend(asked, start) {
  if (asked !== "auto") return { backend: asked, cpuPass: null, reason: "asked for" };
  const { cpu } = MODULES;
  const { cheapPass, cpuPass } = await cpu.start();
  const onCpu = (/** @type {string} */ reason) => ({ backend: /** @type {const} */ ("cpu"), cpuPass: null, reason });
  if (!globalThis.navigator?.gpu) return onCpu("this browser offers no GPU");
  const pass = await cpu.enter(() => cpuPass(start()));
  if (pass === undefined) return null;
  if (pass <= cheapPass()) return onCpu(`a pass takes about ${milliseconds(pass)}, too short to gain from a GPU`);
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" }).catch(() => null);
  if (!adapter) return onCpu("no GPU answers");
  // Slower than the CPU's own kernels.
  if (adapter.info.isFallbackAdapter) return onCpu("the only GPU adapter is a software one");
  return { backend: "webgpu", cpuPass: pass, reason: "" };
}

/** As text. @param {number} pass */
export function milliseconds(pass) {
  return `${pass < 10 ? pass.toFixed(1) : Math.round(pass)} ms`;
}
