// `load({ assets })` → the address of each of the package's files.
import assert from "node:assert/strict";
import { test } from "node:test";
import { locate } from "../../www/lib/assets.js";

const MODULES = new URL("../../www/lib/", import.meta.url);
const BASE = "https://static.example/attn-fiqa/";

/** As a folder like the package has them. */
const inFolder = (base) => ({
  worker: new URL("worker.js", base).href,
  wasm: {
    cpu: new URL("wasm/cpu/attn_fiqa_bg.wasm", base).href,
    cpuRelaxed: new URL("wasm/cpu-relaxed/attn_fiqa_bg.wasm", base).href,
    gpu: new URL("wasm/gpu/attn_fiqa_bg.wasm", base).href,
  },
  model: new URL("models/default.safetensors", base).href,
  locator: new URL("models/locator.safetensors", base).href,
});

test("by default the files are beside the package's modules", () => {
  for (const assets of [undefined, {}, { wasm: {} }]) assert.deepEqual(locate(assets), inFolder(MODULES));
});

test("a folder has all of them, with or without its last slash", () => {
  for (const assets of [BASE, BASE.slice(0, -1), new URL(BASE), `${BASE}?version=1`]) assert.deepEqual(locate(assets), inFolder(BASE));
});

test("each file may be elsewhere, and the others stay", () => {
  const own = inFolder(MODULES);
  const worker = "https://static.example/worker-1.js";
  assert.deepEqual(locate({ worker }), { ...own, worker });
  assert.deepEqual(locate({ wasm: `${BASE}wasm` }).wasm, inFolder(BASE).wasm);
  const gpu = new URL("https://static.example/gpu-1.wasm");
  assert.deepEqual(locate({ wasm: { gpu } }), { ...own, wasm: { ...own.wasm, gpu: gpu.href } });
  const cpu = "https://static.example/cpu-1.wasm";
  assert.deepEqual(locate({ wasm: { cpu } }).wasm, { ...own.wasm, cpu, cpuRelaxed: null }, "one module for all browsers");
  const [model, locator] = ["https://static.example/a", "https://static.example/b"];
  assert.deepEqual(locate({ model, locator }), { ...own, model, locator });
});

test("addresses are relative to the page", () => {
  globalThis.location = /** @type {any} */ ({ href: "https://page.example/deep/page.html" });
  try {
    assert.deepEqual(locate("../static"), inFolder("https://page.example/static/"));
    assert.equal(locate({ worker: "/w.js" }).worker, "https://page.example/w.js");
  } finally {
    Reflect.deleteProperty(globalThis, "location");
  }
});

test("what is not an address is refused with what is expected", () => {
  /** @type {[any, RegExp][]} */
  const cases = [
    [null, /^assets is null, expected the address of the package's folder, or \{ worker, wasm, model, locator \}/],
    [5, /^assets is 5/],
    [[BASE], /^assets is \[/],
    [{ workers: BASE }, /^assets has workers/],
    ["http://", /^assets is http:\/\/, expected an address/],
    ["data:text/plain,x", /^assets is data:text\/plain,x, expected the address of a folder/],
    [{ worker: 5 }, /^assets.worker is 5/],
    [{ model: null }, /^assets.model is null/],
    [{ wasm: `${BASE}attn_fiqa_bg.wasm` }, /^assets.wasm is .*attn_fiqa_bg.wasm, expected .* or \{ cpu: "….wasm", gpu: "….wasm" \}/],
    [{ wasm: { webgpu: BASE } }, /^assets.wasm has webgpu/],
    [{ wasm: { cpu: 5 } }, /^assets.wasm.cpu is 5/],
  ];
  for (const [assets, message] of cases) {
    assert.throws(() => locate(assets), { name: "FaceQualityError", code: "unsupported-input", message }, String(message));
  }
});
