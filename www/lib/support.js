/** What this browser can do. */
/** @import { Support } from "./types.js" */

import { requestAdapter } from "./choose-backend.js";

/** The smallest module with a SIMD instruction: a function of `i8x16.splat` and `drop` (WebAssembly core 2.0). */
// biome-ignore format: a section on each line
const SIMD_MODULE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, // magic, version 1
  1, 4, 1, 96, 0, 0, // type section: () -> ()
  3, 2, 1, 0, // function section
  10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11, // code: i32.const 0, i8x16.splat, drop, end
);

/** Asks the browser; makes no request and does not open the camera. @returns {Promise<Support>} */
export async function checkSupport() {
  return {
    webgpu: (await requestAdapter()) !== null,
    simd: typeof WebAssembly === "object" && WebAssembly.validate(SIMD_MODULE),
    worker: typeof Worker === "function",
    camera: typeof globalThis.navigator?.mediaDevices?.getUserMedia === "function",
  };
}
