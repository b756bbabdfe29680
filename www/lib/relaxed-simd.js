/** Whether this browser multiplies and adds in one instruction: Safari does not (2026). */

/** A module with one function, which ends in `f32x4.relaxed_madd`. */
// biome-ignore format: a line for each section
const MODULE = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 5, 1, 0x60, 0, 1, 0x7b,
  3, 2, 1, 0,
  10, 19, 1, 17, 0, 0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0xfd, 0x85, 2, 0x0b,
]);

export const hasRelaxedSimd = () => WebAssembly.validate(MODULE);
