// What may go wrong during a load and must not spoil it: a callback that throws, a download that is aborted, a bad cache.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inPage, open, read, startForTests } from "./support.mjs";

const MODEL = "/tests/fixtures/oracle/model.safetensors";

const session = await startForTests(".");
const digest = await crypto.subtle.digest("SHA-256", await read(MODEL.slice(1)));
const integrity = `sha256-${Buffer.from(digest).toString("hex")}`;

for (const worker of [true, false]) {
  const where = worker ? "in a worker" : "on the page";

  test(`what onProgress throws is the page's error, and the load goes on, ${where}`, async () => {
    const { value, seen } = await inPage(session, { model: MODEL, backend: "cpu", worker }, async (options) => {
      const { FaceQuality } = await import("/pkg/index.js");
      const mine = new Error("mine");
      let [thrown, heard] = [0, 0];
      addEventListener("error", ({ error }) => (heard += Number(error === mine)));
      const onProgress = () => {
        thrown++;
        throw mine;
      };
      const { model } = await FaceQuality.load({ ...options, onProgress });
      return { name: model.name, thrown, heard };
    });
    assert.equal(value.name, "oracle");
    assert.ok(value.thrown >= 6, "progress is reported to the end");
    assert.equal(value.heard, value.thrown);
    assert.equal(seen.complaints.length, value.thrown);
  });

  test(`an abort ends the download, ${where}`, async () => {
    const { page, context } = await open(session, "tests/browser/blank.html");
    await context.route("**/endless.safetensors", () => {});
    const asked = context.waitForEvent("request", (request) => request.url().endsWith("endless.safetensors"));
    // Playwright reports no requests of a worker that has ended.
    const ended = worker
      ? page.waitForEvent("worker").then((thread) => thread.waitForEvent("close", { timeout: 10_000 }))
      : context.waitForEvent("requestfailed", { timeout: 10_000 });
    await page.evaluate(async (worker) => {
      const { FaceQuality } = await import("/pkg/index.js");
      globalThis.ending = new AbortController();
      const load = FaceQuality.load({ model: "/endless.safetensors", worker, signal: globalThis.ending.signal });
      globalThis.code = load.then(() => "fine").catch((error) => error.code);
    }, worker);
    await asked;
    await page.evaluate(() => globalThis.ending.abort());
    assert.equal(await page.evaluate(() => globalThis.code), "aborted");
    await ended;
  });
}

/** Loads the model alone on the page and says whether it was fetched; `spoil` runs there first. */
async function load({ page, seen }, options, spoil = () => {}) {
  const fetched = () => seen.requests.filter((url) => url.endsWith(MODEL)).length;
  const before = fetched();
  await page.reload();
  await page.evaluate(spoil);
  const name = await page.evaluate(
    async (options) => {
      const { FaceQuality } = await import("/pkg/index.js");
      return (await FaceQuality.load(options)).model.name;
    },
    { model: MODEL, locator: false, backend: "cpu", worker: false, ...options },
  );
  assert.equal(name, "oracle");
  return fetched() > before;
}

test("a damaged copy in the cache is fetched again and replaced", async () => {
  const opened = await open(session, "tests/browser/blank.html");
  const again = (spoil) => load(opened, { integrity }, spoil);
  assert.equal(await again(), true, "nothing is kept yet");
  assert.equal(await again(), false, "kept");
  const other = async () => {
    const cache = await caches.open((await caches.keys())[0]);
    await cache.put((await cache.keys())[0], new Response("damaged"));
  };
  assert.equal(await again(other), true, "other bytes");
  assert.equal(await again(), false, "replaced");
  const unreadable = () => {
    const broken = () => new ReadableStream({ pull: (controller) => controller.error(new Error("damaged")) });
    Cache.prototype.match = async () => new Response(broken());
  };
  assert.equal(await again(unreadable), true, "unreadable");
});

test("the cache of an earlier version is deleted", async () => {
  const opened = await open(session, "tests/browser/blank.html");
  await opened.page.evaluate(async () => {
    for (const name of ["attn-fiqa-models-1", "somebody-else-1"]) await (await caches.open(name)).put("/x", new Response("old"));
  });
  await load(opened, { integrity });
  const names = await opened.page.evaluate(() => caches.keys());
  assert.equal(names.length, 2);
  assert.ok(names.includes("somebody-else-1") && !names.includes("attn-fiqa-models-1"), String(names));
});

test("no cache, or one that fails, costs nothing but the download", async () => {
  const opened = await open(session, "tests/browser/blank.html");
  await load(opened, { integrity });
  // biome-ignore format: a failure on each line
  const failures = {
    "no Cache API": () => Object.defineProperty(globalThis, "caches", { value: undefined }),
    "forbidden": () => Object.defineProperty(globalThis, "caches", { get: () => { throw new DOMException("no", "SecurityError"); } }),
    "open fails": () => { CacheStorage.prototype.open = () => Promise.reject(new Error("no")); },
    "match throws": () => { Cache.prototype.match = () => { throw new Error("no"); }; },
    "keys and put fail": () => {
      Cache.prototype.match = async () => undefined;
      Cache.prototype.keys = Cache.prototype.put = async () => { throw new DOMException("full", "QuotaExceededError"); };
    },
  };
  for (const [name, spoil] of Object.entries(failures)) assert.equal(await load(opened, { integrity }, spoil), true, name);
  assert.equal(await load(opened, { integrity }), false, "what was kept is still there");
});

test("the six newest files are kept, and none without a digest or with cache: false", async () => {
  const opened = await open(session, "tests/browser/blank.html");
  const kept = () =>
    opened.page.evaluate(async () => {
      const names = await caches.keys();
      return names.length ? (await (await caches.open(names[0])).keys()).map(({ url }) => url.split("/").slice(3).join("/")) : [];
    });
  await load(opened, {});
  await load(opened, { integrity, cache: false });
  assert.deepEqual(await kept(), []);
  await load(opened, { integrity });
  // Its digest and its address: the same file from elsewhere is another entry.
  const entry = `${integrity.slice("sha256-".length)}?${new URLSearchParams({ url: new URL(MODEL, session.url).href })}`;
  assert.deepEqual(await kept(), [entry]);
  const crowd = async () => {
    const cache = await caches.open((await caches.keys())[0]);
    await cache.delete((await cache.keys())[0]);
    for (const name of ["a", "b", "c", "d", "e", "f", "g"]) await cache.put(`https://attn-fiqa.invalid/${name}`, new Response("old"));
  };
  await load(opened, { integrity }, crowd);
  assert.deepEqual(await kept(), ["c", "d", "e", "f", "g", entry]);
});

test("the wasm module loads under any type", async () => {
  for (const type of ["text/plain", "application/octet-stream", "application/wasm; charset=utf-8", ""]) {
    const { page, seen, context } = await open(session, "tests/browser/blank.html");
    let served = 0;
    await context.route("**/*.wasm", async (route) => {
      served++;
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-type": type } });
    });
    const name = await page.evaluate(async (model) => {
      const { FaceQuality } = await import("/pkg/index.js");
      return (await FaceQuality.load({ model, locator: false, backend: "cpu", worker: false })).model.name;
    }, MODEL);
    assert.equal(name, "oracle", type);
    assert.equal(served, 1, "fetched once");
    assert.deepEqual(seen.complaints, [], type);
  }
});

test("a wasm module that is not there is an error of the backend, which says so", async () => {
  const { page, context } = await open(session, "tests/browser/blank.html");
  await context.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "nothing here" }));
  const message = await page.evaluate(async () => {
    const { FaceQuality } = await import("/pkg/index.js");
    const { code, message } = await FaceQuality.load({ worker: false }).catch((error) => error);
    return code ? `${code}: ${message}` : "fine";
  });
  assert.match(message, /^backend: the WebAssembly module cannot be loaded \(the server answered 404\)/);
});
