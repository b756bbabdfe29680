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

/** Runs in the page: loads, aborts at the stage asked for, and measures. @param {any} how */
async function abort({ stage, model, url, integrity, worker, backend = "cpu" }) {
  const { FaceQuality } = await import("/pkg/index.js");
  const stop = new AbortController();
  const bytes = stage === "bytes" ? new Uint8Array(await (await fetch(url)).arrayBuffer()) : null;
  if (stage === "cache") (await FaceQuality.load({ model, integrity, backend, worker })).dispose();
  let aborted = 0;
  let seen = null;
  const now = () => {
    if (aborted) return;
    aborted = performance.now();
    stop.abort();
  };
  // A timer of the page aborts, as the click on a "cancel" button would.
  const soon = (progress) => {
    if (stage === "headers" || aborted) return;
    if (stage === "warmup" ? progress.stage === "warmup" : progress.stage === "download" && progress.loaded > 700_000) {
      seen ??= progress;
      setTimeout(now, 30);
    }
  };
  const slow = (progress) => stage === "slow body" && progress.loaded > 2000 && progress.loaded < 100_000 && setTimeout(now, 30);
  const onProgress = (progress) => (stage === "slow body" ? slow(progress) : soon(progress));
  const options = { model: bytes ?? model, integrity, backend, worker, onProgress, locator: false, signal: stop.signal };
  if (stage === "at once") setTimeout(now, 0);
  if (stage === "headers") setTimeout(now, 800);
  const { code = "fine" } = await FaceQuality.load(options).catch((error) => error);
  const took = performance.now() - aborted;
  // The bytes are still the page's.
  return { code, took, seen, intact: bytes === null || bytes.length > 0 };
}

for (const worker of [true, false]) {
  for (const [stage, model_] of [
    ["at once", "/faulty/good/small?a"],
    ["headers", "/faulty/silent/small?b"],
    ["slow body", "/faulty/slow/small?c"],
    ["body", null],
    ["cache", null],
    ["bytes", null],
  ]) {
    test(`aborted within ${AT_ONCE} ms: ${stage}, ${worker ? "in a worker" : "on the page"}`, async () => {
      const own = model_ ? { model: model_ } : { model: model.url, integrity: model.integrity };
      const { value } = await inPage(session, { stage, url: model.url, worker, ...own }, abort);
      assert.equal(value.code, "aborted");
      assert.ok(value.took < AT_ONCE, `${value.took} ms`);
      assert.ok(value.intact);
      if (["body", "cache", "bytes"].includes(stage)) assert.ok(value.seen.loaded < model.size, "while it loads");
    });
  }

  test(`aborted within ${AT_ONCE} ms: warmup on the GPU, ${worker ? "in a worker" : "on the page"}`, async () => {
    const how = { stage: "warmup", model: "/tests/fixtures/oracle/model.safetensors", worker, backend: "webgpu" };
    const { value } = await inPage(session, how, abort);
    assert.equal(value.code, "aborted");
    assert.ok(value.took < AT_ONCE, `${value.took} ms`);
  });
}
