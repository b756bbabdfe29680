/**
 * Where the package's files are. Beside its modules: bundlers follow `new URL(…, import.meta.url)` and take the file along.
 * Some do not, and some pages keep the files elsewhere: `load({ assets })` says where.
 */
/** @import { Assets, LoadOptions } from "./types.js" */
import { isA } from "./kinds.js";
import { wrong } from "./options.js";

/**
 * Absolute addresses, which a worker can use too; null where a bundler took the module's own address away. `cpuRelaxed` is the
 * CPU's module for browsers with relaxed SIMD: null too where a page names one module for the CPU, which is then the one for all.
 *
 * @typedef {string | null} Address
 * @typedef {{ cpu: Address, cpuRelaxed: Address, gpu: Address }} WasmAddresses
 * @typedef {{ worker: Address, wasm: WasmAddresses, model: Address, locator: Address }} Addresses
 */

/** What to do about a file of the package that is not there: the end of a message. */
export const IF_LOST =
  "are the package's files served? If a bundler left them behind, serve the package's folder and say where: " +
  'load({ assets: "/attn-fiqa/" })';

/**
 * @param {LoadOptions["assets"]} assets
 * @returns {Addresses}
 * @throws {FaceQualityError} `unsupported-input`
 */
export function locate(assets) {
  const { worker, wasm, model, locator } = toPlaces(assets);
  const { cpu, cpuRelaxed, gpu } = toModules(wasm);
  return {
    worker: at("assets.worker", worker) ?? known(() => new URL("./worker.js", import.meta.url)),
    wasm: {
      cpu: at("assets.wasm.cpu", cpu) ?? known(() => new URL("./wasm/cpu/attn_fiqa_bg.wasm", import.meta.url)),
      cpuRelaxed:
        at("assets.wasm.cpuRelaxed", cpuRelaxed) ??
        (cpu === undefined ? known(() => new URL("./wasm/cpu-relaxed/attn_fiqa_bg.wasm", import.meta.url)) : null),
      gpu: at("assets.wasm.gpu", gpu) ?? known(() => new URL("./wasm/gpu/attn_fiqa_bg.wasm", import.meta.url)),
    },
    model: at("assets.model", model) ?? known(() => new URL("./models/default.safetensors", import.meta.url)),
    locator: at("assets.locator", locator) ?? known(() => new URL("./models/locator.safetensors", import.meta.url)),
  };
}

/** @param {string | URL} url relative to the page @returns {string} @throws {TypeError} */
export function absolute(url) {
  return new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href;
}

/** @param {LoadOptions["assets"]} assets @returns {Assets} */
function toPlaces(assets = {}) {
  if (!isAddress(assets)) {
    checkNames("assets", assets, ["worker", "wasm", "model", "locator"], "the address of the package's folder");
    return assets;
  }
  const base = folder("assets", assets);
  const inBase = (/** @type {string} */ path) => new URL(path, base);
  return {
    worker: inBase("worker.js"),
    wasm: inBase("wasm/"),
    model: inBase("models/default.safetensors"),
    locator: inBase("models/locator.safetensors"),
  };
}

/** @param {Assets["wasm"]} wasm @returns {{ cpu?: string | URL, cpuRelaxed?: string | URL, gpu?: string | URL }} */
function toModules(wasm = {}) {
  if (!isAddress(wasm)) {
    checkNames("assets.wasm", wasm, ["cpu", "cpuRelaxed", "gpu"], FOLDER);
    return wasm;
  }
  const base = folder("assets.wasm", wasm);
  // The mistake that its name invites.
  if (base.pathname.endsWith(".wasm/")) throw wrong("assets.wasm is", wasm, `${FOLDER}, or { cpu: "….wasm", gpu: "….wasm" }`);
  const module = (/** @type {string} */ name) => new URL(`${name}/attn_fiqa_bg.wasm`, base);
  return { cpu: module("cpu"), cpuRelaxed: module("cpu-relaxed"), gpu: module("gpu") };
}

const FOLDER = "the address of a folder with cpu/, cpu-relaxed/ and gpu/";

/** @param {unknown} value @returns {value is string | URL} */
const isAddress = (value) => typeof value === "string" || isA(value, "URL");

/** @param {string} name @param {unknown} value @param {string[]} known @param {string} else_ what it may be instead */
function checkNames(name, value, known, else_) {
  const expected = `${else_}, or { ${known.join(", ")} }`;
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(`${name} is`, value, expected);
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw wrong(`${name} has`, unknown, expected);
}

/** With its last slash: without it, it would be a file. @param {string} name @param {string | URL} address */
function folder(name, address) {
  const url = new URL(/** @type {string} */ (at(name, address)));
  if (!url.pathname.startsWith("/")) throw wrong(`${name} is`, address, "the address of a folder");
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** @param {string} name of the option @param {unknown} address @returns {Address} null if it is not given */
function at(name, address) {
  if (address === undefined) return null;
  try {
    if (isAddress(address)) return absolute(address);
  } catch {
    // A text that is not an address.
  }
  throw wrong(`${name} is`, address, "an address");
}

/** @param {() => URL} address @returns {Address} */
function known(address) {
  try {
    return address().href;
  } catch {
    // `import.meta.url` is empty in a classic script; the GPU's module may be left out of a bundle.
    return null;
  }
}
