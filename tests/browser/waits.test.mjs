// Nothing is waited for without an end: images that do not load, scripts and modules that do not arrive.
import assert from "node:assert/strict";
import { test } from "node:test";
import { faulty } from "./faulty-server.mjs";
import { open, read, startForTests } from "./support.mjs";

const MODULE = "pkg/wasm/cpu-relaxed/attn_fiqa_bg.wasm";

const faults = faulty({ module: await read(MODULE), image: await read("www/demo/samples/render-clear.png") });
/** How the module is answered; null for well. @type {string | null} */
let how = null;
let asked = 0;
const session = await startForTests(".", (request, response) => {
  if (how && request.url === `/${MODULE}`) {
    asked++;
    request.url = `/faulty/${how}/module`;
  }
  return faults.answer(request, response);
});

/** How many times faster the clock of `inFastTime` is: 30 s pass in 0.6. */
const FASTER = 50;

/** Runs in a page whose timers run fast; what it gives, or its error. */
async function inFastTime(page, argument, run) {
  await page.addInitScript((faster) => {
    const wait = globalThis.setTimeout;
    // @ts-ignore: as much of it as is used.
    globalThis.setTimeout = (act, time) => wait(act, time / faster);
  }, FASTER);
  await page.reload();
  return page.evaluate(run, argument).catch(({ message }) => message.replace(/^page.evaluate: /, ""));
}

test("a lazy <img> that never comes into view is loaded for the call", async () => {
  const { page } = await open(session, "tests/browser/blank.html");
  const { scores, loading } = await page.evaluate(async () => {
    const { FaceQuality, drawOverlay } = await import("/pkg/index.js");
    const quality = await FaceQuality.load({ backend: "cpu", locator: false });
    const blob = await (await fetch("/www/demo/samples/render-clear.png")).blob();
    let number = 0;
    const lazy = () => Object.assign(new Image(), { loading: "lazy", src: `/www/demo/samples/render-clear.png?${number++}` });
    const far = lazy();
    document.body.append(Object.assign(document.createElement("div"), { style: "height: 30000px" }), far);
    const hidden = Object.assign(lazy(), { hidden: true });
    document.body.append(hidden);
    const options = /** @type {const} */ ({ crop: "aligned" });
    const expected = await quality.assess(blob, options);
    const scores = [expected.score];
    for (const image of [far, hidden, lazy()]) scores.push((await quality.assess(image, options)).score);
    await drawOverlay(document.createElement("canvas"), lazy(), expected);
    return { scores, loading: far.loading };
  });
  assert.equal(new Set(scores).size, 1);
  assert.equal(loading, "lazy", "it is as it was");
});

test("an <img> that does not load is an error", async () => {
  const { page } = await open(session, "tests/browser/blank.html");
  const end = await inFastTime(page, {}, async () => {
    const { toBitmap } = await import("/pkg/index.js");
    return toBitmap(Object.assign(new Image(), { src: "/faulty/silent/image" }));
  });
  assert.match(end, /^FaceQualityError: the <img> did not load within 30 s/);
});

/** Loads on the page or in a worker, and says what came of it. */
async function load(options) {
  const { FaceQuality } = await import("/pkg/index.js");
  const progress = [];
  const quality = await FaceQuality.load({ ...options, onProgress: (p) => progress.push(p) });
  quality.dispose();
  const downloads = progress.filter(({ stage }) => stage === "download");
  return { worker: quality.worker, ...downloads[downloads.length - 1], totals: [...new Set(downloads.map(({ total }) => total))] };
}

const MODEL = "/tests/fixtures/oracle/model.safetensors";
const OPTIONS = { backend: "cpu", locator: false, model: MODEL };

for (const worker of [true, false]) {
  for (const [broken, requests] of Object.entries({ "cut-once": 2, "cut-ignores-range": 2, gzip: 1 })) {
    test(`the module comes over a bad network: ${broken}, ${worker ? "in a worker" : "on the page"}`, async () => {
      [how, asked] = [broken, 0];
      const { page } = await open(session, "tests/browser/blank.html");
      faults.forget();
      const value = await page.evaluate(load, { ...OPTIONS, worker }).finally(() => (how = null));
      assert.equal(asked, requests);
      const bytes = (await read(MODULE)).length + (await read(MODEL.slice(1))).length;
      assert.deepEqual([value.worker, value.loaded, value.total], [worker, bytes, bytes], "progress tells of the module too");
      assert.deepEqual(
        value.totals.filter((total) => total !== null),
        [bytes],
        "and of its size, once",
      );
    });
  }
}

for (const [broken, message] of Object.entries({
  silent: /^FaceQualityError: the WebAssembly module cannot be loaded \(nothing came for 30 s/,
  "stall-always":
    /^FaceQualityError: the WebAssembly module cannot be loaded \(the connection broke 4 times \(nothing came for 30 s\); \d+ of \d+ bytes came\)/,
  page: /^FaceQualityError: the WebAssembly module cannot be loaded \(the server answered with a web page/,
})) {
  test(`a module that never comes is an error that names it: ${broken}`, async () => {
    how = broken;
    const { page } = await open(session, "tests/browser/blank.html");
    const end = await inFastTime(page, { ...OPTIONS, worker: false }, load).finally(() => (how = null));
    assert.match(end, message);
  });
}

test("a cache that never answers costs nothing but the download", async () => {
  const { page } = await open(session, "tests/browser/blank.html");
  await page.addInitScript(() => {
    for (const method of ["match", "put"]) Cache.prototype[method] = () => new Promise(() => {});
  });
  const value = await inFastTime(page, { backend: "cpu", locator: false, worker: false }, load);
  assert.equal(value.loaded, value.total);
});

test("a worker whose script never comes gives way to the page, which says so", async () => {
  const { page, context } = await open(session, "tests/browser/blank.html");
  const warnings = [];
  page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
  await context.route("**/worker.js", () => {});
  assert.equal((await inFastTime(page, OPTIONS, load)).worker, false);
  assert.equal(warnings.length, 1, warnings.join("\n"));
  assert.match(warnings[0], /^attn-fiqa: no worker runs the engine.* worker.js did not start within 10 s/);
});
