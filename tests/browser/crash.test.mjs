// A crash of the wasm module ends every call in a typed error; a crash of another module does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inPage, startForTests } from "./support.mjs";

const session = await startForTests(".");

/** Loads, breaks the clock, and calls; then loads again. Runs in the page. */
async function crash({ worker, how }) {
  const { breakClock } = await import("/tests/browser/break-clock.js");
  const Original = Worker;
  globalThis.Worker = class extends Original {
    constructor(_, options) {
      super("/tests/browser/breakable-worker.js", options);
    }
  };
  const { FaceQuality } = await import("/pkg/index.js");
  const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
  const told = ({ code, message }) => `${code}: ${message}`;
  const assess = (quality) => quality.assess(face, { crop: "aligned" }).then(() => "fine", told);
  const load = (worker) => FaceQuality.load({ worker, backend: "cpu", model: "/tests/fixtures/oracle/model.safetensors" });
  const quality = await load(worker);
  const before = how === "throws" ? await assess(quality) : "fine";
  if (worker) {
    const broken = new Promise((resolve) => new BroadcastChannel("broken").addEventListener("message", resolve));
    new BroadcastChannel("break").postMessage(how);
    await broken;
  } else {
    breakClock(how);
  }
  const during = await Promise.all([assess(quality), assess(quality)]);
  during.push(await assess(quality));
  quality.dispose();
  const again = await load(worker).then(assess).catch(told);
  return { before, during, again, inWorker: await assess(await load(true)) };
}

for (const worker of [true, false]) {
  for (const [how, cause] of Object.entries({ throws: /no clock/, missing: /panicked at .*Performance/s })) {
    test(`a crash ends every call: the clock is ${how}, ${worker ? "in a worker" : "on the page"}`, async () => {
      const { value, seen } = await inPage(session, { worker, how }, crash);
      assert.equal(value.before, "fine");
      for (const end of value.during) {
        assert.match(end, /^backend: the engine crashed/);
        assert.match(end, cause);
      }
      if (worker) assert.equal(value.again, "fine");
      else assert.match(value.again, /^backend: the engine crashed.*reload the page/s);
      assert.equal(value.inWorker, "fine");
      assert.deepEqual(seen.complaints, [], "only the callers hear of it");
    });
  }
}

test("another library's crash on the page is not taken for one", async () => {
  const { value, seen } = await inPage(session, {}, async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    const quality = await FaceQuality.load({ worker: false, backend: "cpu" });
    // (module (func (export "f") unreachable))
    const code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const { f } = /** @type {any} */ (new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(code))).exports);
    const scores = [];
    for (let i = 0; i < 2; i++) {
      const running = quality.assess(face, { crop: "aligned" });
      queueMicrotask(f);
      void Promise.resolve().then(f);
      scores.push((await running).score);
    }
    return { scores, passed: (await quality.selfTest()).passed };
  });
  assert.ok(value.scores.every(Number.isFinite));
  assert.equal(value.passed, true);
  assert.equal(seen.complaints.length, 4, "the page still hears of it");
});
