// An abort ends a load at once, in every stage.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startWithBigModel } from "./big-model.mjs";
import { faulty } from "./faulty-server.mjs";
import { chromiumAlone, inPage, read } from "./support.mjs";

/** Milliseconds from abort() to the rejection, as documented. */
const AT_ONCE = 100;

const small = await read("tests/fixtures/oracle/model.safetensors");
const { session, model } = await startWithBigModel(faulty({ small }).answer);
after(() => session.close());

const big = { model: model.url, integrity: model.integrity, stage: "download", loaded: 700_000 };

/** What is loaded, and when to abort: after some milliseconds, or when the progress is there. */
const ABORTS = {
  "at once": { model: "/faulty/good/small?a", after: 0 },
  headers: { model: "/faulty/silent/small?b", after: 800 },
  "slow body": { model: "/faulty/slow/small?c", stage: "download", loaded: 2000 },
  body: big,
  cache: big,
  bytes: big,
  warmup: { model: "/tests/fixtures/oracle/model.safetensors", backend: "webgpu", stage: "warmup", loaded: 0 },
};

/** Runs in the page: loads, aborts when asked to, and measures. @param {any} how */
async function abort({ name, model, integrity, worker, backend = "cpu", after, stage, loaded }) {
  const { FaceQuality } = await import("/pkg/index.js");
  const bytes = name === "bytes" ? new Uint8Array(await (await fetch(model)).arrayBuffer()) : null;
  if (name === "cache") (await FaceQuality.load({ model, integrity, backend, worker })).dispose();
  const stop = new AbortController();
  let [aborted, seen] = [0, null];
  const now = () => {
    aborted = performance.now();
    stop.abort();
  };
  // A timer of the page aborts, as the click on a "cancel" button would.
  if (after !== undefined) setTimeout(now, after);
  const onProgress = (progress) => {
    if (seen || progress.stage !== stage || progress.loaded < loaded) return;
    seen = progress;
    setTimeout(now, 30);
  };
  const options = { model: bytes ?? model, integrity, backend, worker, onProgress, locator: false, signal: stop.signal };
  const { code = "fine" } = await FaceQuality.load(options).catch((error) => error);
  // The bytes are still the page's.
  return { code, took: performance.now() - aborted, seen, intact: bytes === null || bytes.length > 0 };
}

for (const worker of [true, false]) {
  for (const [name, how] of Object.entries(ABORTS)) {
    // The others have no GPU on a machine without one.
    const skip = how.backend === "webgpu" && chromiumAlone;
    test(`aborted within ${AT_ONCE} ms: ${name}, ${worker ? "in a worker" : "on the page"}`, { skip }, async () => {
      const { value } = await inPage(session, { name, worker, ...how }, abort);
      assert.equal(value.code, "aborted");
      assert.ok(value.took < AT_ONCE, `${value.took} ms`);
      assert.ok(value.intact);
      if (how === big) assert.ok(value.seen.loaded < model.size, "while it loads");
    });
  }
}
