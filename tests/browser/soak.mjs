// A long session in Chromium: frames for hours, or engines loaded and disposed of again and again. What grows is a leak.
import assert from "node:assert/strict";
import { memory } from "./load-cost.mjs";
import { open } from "./support.mjs";

/** How often the session is looked at. */
const LOOKS = 5;

/**
 * @typedef {{ worker: boolean, backend: "cpu" | "webgpu", frames?: number, cycles?: number }} How
 * @typedef {{ heap: number, wasm: number, resident: number, documents: number, listeners: number, workers: number, urls: number }} Look
 */

/**
 * Bytes by which the heap may grow from the second look on: compiled code of functions that get hot, and records of the tools that
 * watch. A frame of these (230 KB), an engine's files (1.6 MB) or its worker would show in a few.
 */
const HEAP_ROOM = 400_000;
/** The same for the processes, whose memory moves by megabytes with each garbage collection: a tenth. */
const RESIDENT_ROOM = 1.1;

/** @param {Look[]} looks @throws {assert.AssertionError} where something grows */
export function assertFlat(looks) {
  const [, second, ...later] = looks;
  for (const look of later) {
    const { heap, wasm, resident, ...counts } = look;
    assert.ok(heap <= second.heap + HEAP_ROOM, `the heap grew from ${second.heap} to ${heap} bytes`);
    // Each instance has its own: the GPU's goes with its last engine.
    assert.ok(wasm <= second.wasm, `the module's memory grew from ${second.wasm} to ${wasm} bytes`);
    assert.ok(resident <= RESIDENT_ROOM * second.resident, `the processes grew from ${second.resident} to ${resident} bytes`);
    const { heap: _, wasm: __, resident: ___, ...before } = second;
    assert.deepEqual(counts, before);
  }
}

/**
 * @param {{ url: string, browser: import("playwright-core").Browser }} session
 * @param {How} how `frames` of one engine, or `cycles` of load, one frame and dispose
 * @returns {Promise<Look[]>} after each fifth of it: bytes of the JavaScript heap after a garbage collection, of the module's memory
 * (on the page; 0 in a worker) and of the page's processes; and how many documents, listeners, workers and blob URLs live
 */
export async function soak(session, { worker, backend, frames = 0, cycles = 0 }) {
  const { page, context } = await open(session, "tests/browser/blank.html");
  const browser = await session.browser.newBrowserCDPSession();
  const client = await context.newCDPSession(page);
  try {
    await page.evaluate(prepare, { worker, backend, isKept: frames > 0 });
    const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
    const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
    const looks = [];
    for (let i = 0; i < LOOKS; i++) {
      await page.evaluate(run, { frames: frames / LOOKS, cycles: cycles / LOOKS });
      // The second one takes what finalizers of the first let go.
      for (let i = 0; i < 2; i++) await client.send("HeapProfiler.collectGarbage");
      await page.waitForTimeout(500);
      looks.push(await look(page, client, renderers));
    }
    return looks;
  } finally {
    await browser.detach();
    await context.close();
  }
}

/** @param {import("playwright-core").Page} page @param {import("playwright-core").CDPSession} client @param {number[]} renderers */
async function look(page, client, renderers) {
  const { usedSize: heap } = await client.send("Runtime.getHeapUsage");
  const { documents, jsEventListeners: listeners } = await client.send("Memory.getDOMCounters");
  const { wasm, urls } = await page.evaluate(() => globalThis.count());
  return { heap, wasm, resident: memory(renderers), documents, listeners, workers: page.workers().length, urls };
}

/** Runs in the page: frames of a face in different light, the score of each, and an engine if it is kept. */
async function prepare({ worker, backend, isKept }) {
  const [create, revoke] = [URL.createObjectURL, URL.revokeObjectURL];
  const urls = new Set();
  URL.createObjectURL = (blob) => {
    const url = create(blob);
    urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    urls.delete(url);
    revoke(url);
  };
  const { FaceQuality } = await import("/pkg/index.js");
  // The network of the tests where the GPU is a program; else the package's.
  const model = backend === "webgpu" ? "/tests/fixtures/oracle/model.safetensors" : undefined;
  globalThis.load = () => FaceQuality.load({ worker, backend, model });
  const face = await createImageBitmap(await (await fetch("/www/demo/samples/render-clear.png")).blob());
  const canvas = Object.assign(document.createElement("canvas"), { width: 240, height: 240 });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  globalThis.draw = (number) => {
    context.filter = `brightness(${1 - (number % 4) / 10})`;
    context.drawImage(face, 0, 0, canvas.width, canvas.height);
    return canvas;
  };
  const quality = (globalThis.quality = await globalThis.load());
  globalThis.scores = [];
  for (let i = 0; i < 4; i++) globalThis.scores.push((await quality.assess(globalThis.draw(i))).score);
  if (!isKept) quality.dispose();
  // The module that Chromium takes is started already on the page: this gives the exports of its instance.
  const glue = worker ? null : await import(`/pkg/wasm/${backend === "cpu" ? "cpu-relaxed" : "gpu"}/attn_fiqa.js`);
  globalThis.count = async () => ({ wasm: glue ? (await glue.default()).memory.buffer.byteLength : 0, urls: urls.size });
}

/** Runs in the page. */
async function run({ frames, cycles }) {
  const { quality, scores, draw, load } = /** @type {any} */ (globalThis);
  const assess = async (quality, i) => {
    const { score } = await quality.assess(draw(i));
    if (!(Math.abs(score - scores[i % 4]) < 1e-4)) throw new Error(`frame ${i}: ${score} in the place of ${scores[i % 4]}`);
  };
  for (let i = 0; i < frames; i++) await assess(quality, i);
  for (let i = 0; i < cycles; i++) {
    const another = await load();
    await assess(another, i);
    another.dispose();
  }
}
