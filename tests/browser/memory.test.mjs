// A long session: memory grows while the first photos are assessed, and then no more.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFlat, soak } from "./soak.mjs";
import { inPage, startForTests } from "./support.mjs";

const session = await startForTests(".");

test("a thousand photos take no more memory than a hundred", async () => {
  const { value } = await inPage(session, {}, async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    const { default: init } = await import("/pkg/wasm/cpu-relaxed/attn_fiqa.js");
    const photo = await (await fetch("/www/demo/samples/portrait.jpg")).blob();
    const quality = await FaceQuality.load({ backend: "cpu", worker: false });
    // The module is started already: this gives its exports.
    const { memory } = await /** @type {any} */ (init)();
    const assess = async (times) => {
      for (let i = 0; i < times; i++) await quality.assess(photo);
      return memory.buffer.byteLength;
    };
    const sizes = [await assess(100), await assess(900)];
    quality.dispose();
    return sizes;
  });
  // Memory grows in pages of 64 KiB, and never shrinks.
  assert.equal(value[1], value[0]);
});

test("no canvas of the package keeps its pixels", async () => {
  const { value } = await inPage(session, {}, async () => {
    const Original = OffscreenCanvas;
    const canvases = [];
    globalThis.OffscreenCanvas = class extends Original {
      constructor(width, height) {
        super(width, height);
        canvases.push(this);
      }
    };
    const { FaceQuality, drawOverlay } = await import("/pkg/index.js");
    const face = await createImageBitmap(await (await fetch("/www/demo/samples/render-clear.png")).blob());
    const quality = await FaceQuality.load({ backend: "cpu", worker: false });
    const assessment = await quality.assess(face);
    await quality.assess(new ImageData(new Uint8ClampedArray(4 * 112 * 112), 112, 112, { colorSpace: "display-p3" }), { crop: "aligned" });
    await drawOverlay(document.createElement("canvas"), face, assessment);
    return canvases.map(({ width, height }) => width * height);
  });
  assert.deepEqual(value, [0, 0, 0]);
});

// Short; `npm run soak` has the long ones, and the GPU's.
for (const worker of [true, false]) {
  for (const amount of [{ frames: 150 }, { cycles: 25 }]) {
    const [[what, count]] = Object.entries(amount);
    test(`${count} ${what} leave nothing behind, ${worker ? "in a worker" : "on the page"}`, async () => {
      const looks = await soak(session, { worker, backend: "cpu", ...amount });
      assertFlat(looks);
      const [{ documents, urls, workers }] = looks;
      const kept = what === "frames" && worker;
      assert.deepEqual({ documents, urls, workers }, { documents: 1, urls: 0, workers: Number(kept) });
    });
  }
}
