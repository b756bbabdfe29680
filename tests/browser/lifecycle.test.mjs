// Loading, aborting, disposing: each ends in a result or a typed error, and leaves nothing behind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertQuiet, chromiumAlone, inPage, open, startForTests } from "./support.mjs";

const session = await startForTests(".");

test("load reports its stages, and nothing is requested after it", { skip: chromiumAlone }, async () => {
  const { page, seen } = await open(session, "tests/browser/blank.html");
  const stages = await page.evaluate(async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    globalThis.face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    const progress = [];
    globalThis.quality = await FaceQuality.load({ backend: "cpu", onProgress: (p) => progress.push(p) });
    return progress;
  });
  const downloads = stages.filter(({ stage }) => stage === "download");
  assert.equal(downloads.at(-1).loaded, downloads.at(-1).total);
  assert.ok(downloads.every(({ loaded }, i) => i === 0 || loaded >= downloads[i - 1].loaded));
  assert.deepEqual([...new Set(stages.map(({ stage }) => stage))], ["download", "load", "warmup"]);
  const before = seen.requests.length;
  const score = await page.evaluate(async () => {
    const { drawOverlay } = await import("/pkg/index.js");
    const { quality, face } = /** @type {any} */ (globalThis);
    const assessment = await quality.assess(face, { crop: "aligned" });
    await drawOverlay(document.createElement("canvas"), face, assessment);
    await quality.selfTest();
    return assessment.score;
  });
  assert.ok(Number.isFinite(score));
  assert.deepEqual(seen.requests.slice(before), []);
  assertQuiet(seen, session.url);
});

test("a verified model is kept and needs no network the next time", { skip: chromiumAlone }, async () => {
  const { page, seen } = await open(session, "tests/browser/blank.html");
  const load = () =>
    page.evaluate(async () => {
      const { FaceQuality } = await import("/pkg/index.js");
      const quality = await FaceQuality.load({ backend: "cpu" });
      quality.dispose();
      return quality.model.sha256;
    });
  const first = await load();
  const fetched = seen.requests.filter((url) => url.endsWith(".safetensors")).length;
  await page.reload();
  assert.equal(await load(), first);
  assert.equal(seen.requests.filter((url) => url.endsWith(".safetensors")).length, fetched);
});

for (const worker of [true, false]) {
  test(`abort and dispose, ${worker ? "in a worker" : "on the page"}`, async () => {
    const { value } = await inPage(session, worker, async (worker) => {
      const { FaceQuality } = await import("/pkg/index.js");
      const code = async (promise) => (await promise.catch((error) => error)).code ?? "fine";
      const aborted = AbortSignal.abort();
      const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
      const codes = [await code(FaceQuality.load({ worker, signal: aborted }))];
      const stop = new AbortController();
      codes.push(await code(FaceQuality.load({ worker, signal: stop.signal, onProgress: () => stop.abort() })));
      const quality = await FaceQuality.load({ worker, backend: "cpu" });
      const options = /** @type {const} */ ({ crop: "aligned" });
      codes.push(await code(quality.assess(face, { ...options, signal: aborted })));
      const later = new AbortController();
      const running = code(quality.assess(face, { ...options, signal: later.signal }));
      later.abort();
      codes.push(await running);
      codes.push(await code(quality.assess(face, options)));
      const interrupted = code(quality.assess(face, options));
      await Promise.resolve();
      quality.dispose();
      quality.dispose();
      codes.push(await interrupted);
      codes.push(await code(quality.assess(face, options)), await code(quality.selfTest()));
      const again = await FaceQuality.load({ worker, backend: "cpu" });
      codes.push(await code(again.assess(face, options)));
      again[Symbol.dispose]?.();
      return codes;
    });
    assert.deepEqual(value, ["aborted", "aborted", "aborted", "aborted", "fine", "disposed", "disposed", "disposed", "fine"]);
  });
}

test("the caller's bytes are not held after the load", { skip: chromiumAlone }, async () => {
  const { page, context } = await open(session, "tests/browser/blank.html");
  await page.evaluate(async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    const load = async (worker) => {
      const bytes = new Uint8Array(await (await fetch("/tests/fixtures/oracle/model.safetensors")).arrayBuffer());
      return { ref: new WeakRef(bytes), quality: await FaceQuality.load({ model: bytes, backend: "cpu", worker }) };
    };
    globalThis.loads = [await load(true), await load(false)];
  });
  const client = await context.newCDPSession(page);
  await client.send("HeapProfiler.collectGarbage");
  assert.deepEqual(await page.evaluate(() => globalThis.loads.map(({ ref }) => ref.deref() === undefined)), [true, true]);
});

test("no listener remains on a signal", async () => {
  const { value } = await inPage(session, {}, async () => {
    const counts = { added: 0, removed: 0 };
    const count = (method, key) => {
      const original = EventTarget.prototype[method];
      EventTarget.prototype[method] = function (type, ...rest) {
        if (this instanceof AbortSignal && type === "abort") counts[key]++;
        return original.call(this, type, ...rest);
      };
    };
    count("addEventListener", "added");
    count("removeEventListener", "removed");
    const { FaceQuality } = await import("/pkg/index.js");
    const face = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    const { signal } = new AbortController();
    for (const worker of [true, false]) {
      const quality = await FaceQuality.load({ worker, signal, backend: "cpu" });
      await quality.assess(face, { crop: "aligned", signal });
      await quality.assess(new Blob(), { crop: "aligned", signal }).catch(() => {});
      quality.dispose();
    }
    return counts;
  });
  assert.ok(value.added > 4);
  assert.equal(value.removed, value.added);
});
