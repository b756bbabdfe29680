// Models from every source, and bad ones.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inPage, startForTests } from "./support.mjs";

const session = await startForTests(".");

test("models from every source, and bad ones", async () => {
  const { value } = await inPage(session, {}, async () => {
    const { FaceQuality, FaceQualityError } = await import("/pkg/index.js");
    const url = "/tests/fixtures/oracle/model.safetensors";
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const base64 = btoa(String.fromCharCode(...digest));
    const engine = (await (await fetch("/pkg/wasm/cpu-relaxed/attn_fiqa_bg.wasm")).arrayBuffer()).byteLength;
    const names = [];
    // A body of the page's own making, in pieces of any size, which stay the page's.
    const pieces = [bytes.slice(0, 5), bytes.slice(5, 300_000), bytes.slice(300_000)];
    const stream = (left = [...pieces]) =>
      new ReadableStream({ pull: (control) => (left.length ? control.enqueue(left.shift()) : control.close()) });
    const make = [
      () => url,
      () => new URL(url, location.href),
      () => bytes,
      () => bytes.buffer,
      () => new Blob([bytes]),
      () => new File([bytes], "model.safetensors"),
      () => fetch(url),
      () => new Response(stream()),
    ];
    for (const worker of [true, false]) {
      for (const source of make) {
        const progress = [];
        const onProgress = ({ stage, loaded, total }) => stage === "download" && progress.push([loaded, total]);
        const options = { backend: /** @type {const} */ ("cpu"), worker, locator: false, cache: false, onProgress };
        const quality = await FaceQuality.load({ ...options, model: await source(), integrity: `sha256-${base64}` });
        names.push(quality.model.name);
        if (quality.model.size !== bytes.length) throw new Error(`size ${quality.model.size}`);
        const told = progress.at(-1).join();
        const all = bytes.length + engine;
        if (told !== [all, all].join()) throw new Error(`${source}: told ${told}`);
        quality.dispose();
      }
    }
    const nan = bytes.slice();
    nan.set([0, 0, 192, 127], nan.length - 4);
    const lying = bytes.slice();
    lying.set([255, 255, 255, 255, 255, 255, 255, 127], 0);
    const good = { model: bytes, backend: "cpu" };
    const broken = () => new ReadableStream({ pull: (control) => control.error(new Error("broken")) });
    const cases = {
      "not there": ["model-fetch", { model: "/nowhere.safetensors" }],
      "a web page": ["model-fetch", { model: "/tests/browser/blank.html" }],
      "another digest": ["model-integrity", { ...good, integrity: `sha256-${"A".repeat(43)}=` }],
      "an image": ["model-format", { model: "/www/demo/samples/portrait.jpg", backend: "cpu" }],
      truncated: ["model-format", { ...good, model: bytes.slice(0, 1000) }],
      empty: ["model-format", { ...good, model: new Uint8Array(0) }],
      NaN: ["model-format", { ...good, model: nan }],
      "lying header": ["model-format", { ...good, model: lying }],
      "no such backend": ["backend", { ...good, backend: "toaster" }],
      "no URL": ["model-fetch", { model: "http://[" }],
      "a Response that breaks": ["model-fetch", () => ({ model: new Response(broken()), backend: "cpu" })],
    };
    for (const [name, [code, options]] of Object.entries(/** @type {Record<string, any>} */ (cases))) {
      for (const worker of [true, false]) {
        const error = await FaceQuality.load({ ...(options.call?.() ?? options), worker }).catch((error) => error);
        if (!(error instanceof FaceQualityError) || error.code !== code) throw new Error(`${name}: ${error.code} ${error}`);
      }
    }
    const later = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return { names, untouched: later.join() === digest.join() && pieces.every(({ length }) => length > 0) };
  });
  assert.deepEqual(value.names, Array(16).fill("oracle"));
  assert.ok(value.untouched, "the caller's bytes are still the caller's");
});
