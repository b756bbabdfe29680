// A crash of the wasm module ends the call that caused it in a typed error, and no other one; a crash of another module ends none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNoRequests, inPage, startForTests } from "./support.mjs";

const session = await startForTests(".");

/** Loads, breaks the clock for one reading, calls several times at once, and once more. Runs in the page. */
async function crash({ worker, how, forGood = false }) {
  const { breakClock, breakStarts } = await import("/tests/browser/break-clock.js");
  const Original = Worker;
  globalThis.Worker = class extends Original {
    constructor(_, options) {
      super("/tests/browser/breakable-worker.js", options);
    }
  };
  const { FaceQuality } = await import("/pkg/index.js");
  const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
  const model = await (await fetch("/tests/fixtures/oracle/model.safetensors")).arrayBuffer();
  const told = ({ code, message }) => `${code}: ${message}`;
  const assess = (quality) => quality.assess(face, { crop: "aligned" }).then(() => "fine", told);
  const load = () => FaceQuality.load({ worker, backend: "cpu", model });
  const quality = await load();
  // Shares the module, on the page.
  const other = worker ? quality : await load();
  const before = how === "throws" ? await assess(quality) : "fine";
  if (worker) {
    const broken = new Promise((resolve) => new BroadcastChannel("broken").addEventListener("message", resolve));
    new BroadcastChannel("break").postMessage({ how, forGood });
    await broken;
  } else {
    breakClock(how, 1);
    if (forGood) breakStarts();
  }
  const during = await Promise.all([assess(quality), assess(quality), assess(quality)]);
  return { before, during, after: await assess(quality), other: await assess(other) };
}

for (const worker of [true, false]) {
  const where = worker ? "in a worker" : "on the page";
  for (const [how, cause] of Object.entries({
    throws: /\(no clock\)/,
    missing: /\(panicked at [\w.-]+\/src\/[\w/]+\.rs:\d+:\d+: .*Performance/,
  })) {
    test(`after a crash the next call gets a new engine: the clock is ${how}, ${where}`, async () => {
      const { value, seen } = await inPage(session, { worker, how }, crash);
      const [first, ...siblings] = value.during;
      assert.match(first, /^backend: the engine crashed/);
      assert.match(first, cause);
      assert.doesNotMatch(first, /\n|\.cargo|\/home|\/root/, "one line, without the folders of the machine that built it");
      assert.deepEqual([value.before, ...siblings, value.after, value.other], Array(5).fill("fine"));
      assert.deepEqual(seen.complaints, [], "only the callers hear of it");
      const loaded = seen.requests.findLastIndex((url) => url.endsWith(".safetensors"));
      assertNoRequests({ requests: seen.requests.filter((url) => !url.includes("/tests/")) }, loaded + 1);
    });
  }

  test(`an engine that cannot be made again says so at once, ${where}`, async () => {
    const { value, seen } = await inPage(session, { worker, how: "throws", forGood: true }, crash);
    const [first, ...others] = value.during;
    assert.match(first, /^backend: the engine crashed/);
    for (const end of [...others, value.after])
      assert.match(end, /^backend: the engine crashed .* it cannot be made again .*: load again$/);
    assert.deepEqual(seen.complaints, []);
  });
}

test("a worker that is gone without a word is started again", async () => {
  const { value } = await inPage(session, {}, async () => {
    const Original = Worker;
    let started = 0;
    globalThis.Worker = class extends Original {
      constructor(_, options) {
        super("/tests/browser/breakable-worker.js", options);
        started++;
      }
    };
    const { FaceQuality } = await import("/pkg/index.js");
    const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    const quality = await FaceQuality.load({ backend: "cpu" });
    const assess = async () => (await quality.assess(face, { crop: "aligned" })).score;
    const before = await assess();
    new BroadcastChannel("break").postMessage("close");
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { before, after: await Promise.all([assess(), assess()]), started };
  });
  assert.deepEqual(value, { before: value.before, after: [value.before, value.before], started: 2 });
});

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
