// An abort ends a load at once, in every stage.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startWithBigModel } from "./big-model.mjs";
import { faulty } from "./faulty-server.mjs";
import { inPage, read } from "./support.mjs";

/** Milliseconds from abort() to the rejection, as documented. */
const AT_ONCE = 100;

const small = await read("tests/fixtures/oracle/model.safetensors");
const { session, model } = await startWithBigModel(faulty({ small }).answer);
after(() => session.close());

const big = { model: model.url, integrity: model.integrity };

/** When to abort, and what is loaded until then. */
const STAGES = {
  "at once": { model: "/faulty/good/small?a" },
  headers: { model: "/faulty/silent/small?b" },
  "slow body": { model: "/faulty/slow/small?c" },
  body: big,
  cache: big,
  bytes: big,
  warmup: { model: "/tests/fixtures/oracle/model.safetensors", backend: "webgpu" },
};

/** Runs in the page: loads, aborts at the stage asked for, and measures. @param {any} how */
async function abort({ stage, model, integrity, worker, backend = "cpu" }) {
  const { FaceQuality } = await import("/pkg/index.js");
  const bytes = stage === "bytes" ? new Uint8Array(await (await fetch(model)).arrayBuffer()) : null;
  if (stage === "cache") (await FaceQuality.load({ model, integrity, backend, worker })).dispose();
  const stop = new AbortController();
  let [aborted, seen] = [0, null];
  // A timer of the page aborts, as the click on a "cancel" button would.
  const abortIn = (milliseconds) =>
    setTimeout(() => {
      aborted = performance.now();
      stop.abort();
    }, milliseconds);
  if (stage === "at once") abortIn(0);
  if (stage === "headers") abortIn(800);
  const isDue = {
    "slow body": ({ loaded }) => loaded > 2000,
    warmup: (progress) => progress.stage === "warmup",
  }[stage];
  const isLarge = (progress) => progress.stage === "download" && progress.loaded > 700_000;
  const onProgress = (progress) => {
    if (seen || !(isDue ?? isLarge)(progress)) return;
    seen = progress;
    abortIn(30);
  };
  const options = { model: bytes ?? model, integrity, backend, worker, onProgress, locator: false, signal: stop.signal };
  const { code = "fine" } = await FaceQuality.load(options).catch((error) => error);
  // The bytes are still the page's.
  return { code, took: performance.now() - aborted, seen, intact: bytes === null || bytes.length > 0 };
}

for (const worker of [true, false]) {
  for (const [stage, how] of Object.entries(STAGES)) {
    test(`aborted within ${AT_ONCE} ms: ${stage}, ${worker ? "in a worker" : "on the page"}`, async () => {
      const { value } = await inPage(session, { stage, worker, ...how }, abort);
      assert.equal(value.code, "aborted");
      assert.ok(value.took < AT_ONCE, `${value.took} ms`);
      assert.ok(value.intact);
      if (how === big) assert.ok(value.seen.loaded < model.size, "while it loads");
    });
  }
}
