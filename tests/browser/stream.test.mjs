// A stream of frames, as from a camera, while the engine dies again and again: each result is that of its own frame, or an error.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inPage, startForTests } from "./support.mjs";

const session = await startForTests(".");

/** Frames of the stream; the engine dies once in each of `DEATHS`. */
const FRAMES = 40;
const DEATHS = [5, 6, 17, 30];

/**
 * Two callers show frames of four kinds; before some of them the engine is broken. What each frame gave, and what it should.
 * Runs in the page.
 */
async function stream({ worker, backend, script, channel, told, message, frames, deaths }) {
  const Original = Worker;
  globalThis.Worker = class extends Original {
    constructor(_, options) {
      super(script, options);
    }
  };
  const { breakClock } = await import("/tests/browser/break-clock.js");
  const { FaceQuality } = await import("/pkg/index.js");
  const face = await createImageBitmap(await (await fetch("/www/demo/samples/render-clear.png")).blob());
  const canvas = Object.assign(document.createElement("canvas"), { width: 112, height: 112 });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const draw = (number) => {
    context.filter = `brightness(${1 - (number % 4) / 8})`;
    context.drawImage(face, 0, 0, 112, 112);
    return canvas;
  };
  const die = async () => {
    if (!worker) return breakClock("throws", 1);
    const done = new Promise((resolve) => new BroadcastChannel(told).addEventListener("message", resolve, { once: true }));
    new BroadcastChannel(channel).postMessage(message);
    // A worker that is gone tells nothing.
    await (message === "close" ? new Promise((resolve) => setTimeout(resolve, 200)) : done);
  };
  const quality = await FaceQuality.load({ worker, backend, model: "/tests/fixtures/oracle/model.safetensors" });
  const assess = (number, signal) =>
    quality.assess(draw(number), { crop: "aligned", signal }).then(
      ({ score }) => score,
      ({ code }) => code,
    );
  const expected = [];
  for (let i = 0; i < 4; i++) expected.push(await assess(i));
  const ends = [];
  const { signal } = new AbortController();
  for (let i = 0; i < frames; i++) {
    if (deaths.includes(i)) await die();
    const pair = await Promise.all([assess(i, signal), assess(i + 1)]);
    ends.push({ end: pair[0], expected: expected[i % 4] }, { end: pair[1], expected: expected[(i + 1) % 4] });
  }
  return { expected, ends, alive: (await quality.selfTest()).passed };
}

const CRASH = { script: "/tests/browser/breakable-worker.js", channel: "break", told: "broken", message: { how: "throws" } };
const GONE = { ...CRASH, message: "close" };
const LOSS = { script: "/tests/browser/losing-worker.js", channel: "lose", told: "lost", message: null };

// biome-ignore format: one case on each line
const CASES = [
  { name: "crashes in a worker", worker: true, backend: "cpu", ...CRASH, code: "backend", frames: FRAMES, deaths: DEATHS, tolerance: 0 },
  { name: "crashes on the page", worker: false, backend: "cpu", ...CRASH, code: "backend", frames: FRAMES, deaths: DEATHS, tolerance: 0 },
  { name: "workers that are gone", worker: true, backend: "cpu", ...GONE, code: null, frames: 8, deaths: [5], tolerance: 0 },
  // Passes of a GPU differ in their last bits, and a software one takes seconds to open.
  { name: "lost GPUs", worker: true, backend: "webgpu", ...LOSS, code: "device-lost", frames: 5, deaths: [2, 3], tolerance: 1e-4 },
];

for (const { name, code, tolerance, ...how } of CASES) {
  test(`frames go on through ${name}, and no number is made up`, async () => {
    const { value } = await inPage(session, how, stream);
    assert.equal(new Set(value.expected).size, 4, "the kinds of frames differ");
    const errors = value.ends.filter(({ end }) => typeof end === "string");
    // Each death costs the call that met it.
    assert.deepEqual(
      errors.map(({ end }) => end),
      code ? how.deaths.map(() => code) : [],
    );
    for (const { end, expected } of value.ends) {
      if (typeof end === "number") assert.ok(Math.abs(end - expected) <= tolerance, `${end} in the place of ${expected}`);
    }
    assert.equal(value.ends.length, 2 * how.frames);
    assert.equal(value.alive, true);
  });
}
