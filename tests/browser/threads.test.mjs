// On a page that is cross-origin isolated several threads share a pass: with the score of one, to the last bit, whatever happens to them.
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { startWithBigModel } from "./big-model.mjs";
import { assertQuiet, open } from "./support.mjs";

/** Headers of pages and scripts alike: a worker needs its own. */
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

let isIsolated = true;
const { session, model } = await startWithBigModel((_, response) => {
  if (isIsolated) for (const [name, value] of Object.entries(ISOLATED)) response.setHeader(name, value);
  return false;
});
afterEach(() => Promise.all(session.browser.contexts().map((context) => context.close())));
after(() => session.close());

/** What was asked of the server meanwhile, by whichever thread. */
async function requestsDuring(work) {
  const before = session.requests.length;
  return [await work(), session.requests.slice(before)];
}

/** A blank page with what the tests share. */
async function openPage(isolated = true) {
  isIsolated = isolated;
  const opened = await open(session, "tests/browser/blank.html");
  assert.equal(await opened.page.evaluate(() => crossOriginIsolated), isolated);
  await opened.page.evaluate(prepare);
  return opened;
}

/** Runs in the page. */
async function prepare() {
  const { FaceQuality } = await import("/pkg/index.js");
  const photo = await (await fetch("/tests/fixtures/renders/00-frontal.png")).blob();
  const all = /** @type {any} */ (globalThis);
  const channel = new BroadcastChannel("team");
  /** Messages that come within a while. */
  const told = async (question, milliseconds = 300) => {
    const answers = [];
    const listen = ({ data }) => answers.push(data);
    channel.addEventListener("message", listen);
    channel.postMessage(question);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    channel.removeEventListener("message", listen);
    return answers.sort();
  };
  all.load = (options) => FaceQuality.load({ backend: "cpu", ...options });
  /** What an engine says of a photo, comparable with ===. */
  all.assess = async (quality) => {
    const { score, patchMap } = await quality.assess(photo, { crop: "aligned" });
    return JSON.stringify([score, ...patchMap]);
  };
  all.whoIsThere = () => told("who is there?");
  /** Who is still there when all may have ended, which takes a browser a moment. */
  all.whoIsLeft = async () => {
    let left = await all.whoIsThere();
    for (let tries = 0; left.length > 0 && tries < 10; tries++) left = await all.whoIsThere();
    return left;
  };
  all.spoil = (fault, first = false) => told({ fault, first });
}

for (const precision of /** @type {const} */ (["f32", "int8"])) {
  test(`two, three and five threads, ${precision}: the score of one, and no request after load`, async () => {
    const { page, seen } = await openPage();
    let expected;
    for (const asked of [1, 2, 3, 5]) {
      const found = await page.evaluate(async (options) => {
        const { load } = /** @type {any} */ (globalThis);
        const { threads, reason, precision } = (globalThis.quality = await load(options));
        return { threads, reason, precision };
      }, { precision, threads: asked }); // biome-ignore format: short
      const reason = `The CPU, in a worker${asked > 1 ? `, on ${asked} threads` : ""}: asked for.`;
      assert.deepEqual(found, { threads: asked, reason, precision });
      const [maps, requests] = await requestsDuring(() =>
        page.evaluate(async () => {
          const { assess, quality } = /** @type {any} */ (globalThis);
          const maps = [await assess(quality), await assess(quality)];
          quality.dispose();
          return maps;
        }),
      );
      expected ??= maps[0];
      assert.deepEqual(maps, [expected, expected]);
      assert.deepEqual(requests, []);
    }
    assertQuiet(seen, session.url);
  });
}

test("a model whose pass is short has one thread and one worker; nothing else is fetched", async () => {
  const { page } = await openPage();
  const load = () => page.evaluate(async () => (await /** @type {any} */ (globalThis).load({})).threads);
  const [threads, requests] = await requestsDuring(load);
  assert.equal(threads, 1);
  assert.equal(requests.filter((url) => url.endsWith("/worker.js")).length, 1);
});

test("a model whose pass is long has a thread for each core; its module and file are fetched once", async () => {
  const { page, seen } = await openPage();
  /** Runs in the page. */
  const run = async ({ url, threads: asked }) => {
    const { load, assess } = /** @type {any} */ (globalThis);
    const quality = await load({ model: url, threads: asked });
    const { threads, reason } = quality;
    const map = await assess(quality);
    quality.dispose();
    return { threads, reason, map, cores: navigator.hardwareConcurrency };
  };
  const [auto, requests] = await requestsDuring(() => page.evaluate(run, { url: model.url, threads: "auto" }));
  const one = await page.evaluate(run, { url: model.url, threads: 1 });
  const expected = Math.min(auto.cores, 4);
  assert.equal(auto.threads, expected);
  if (expected > 1) assert.match(auto.reason, new RegExp(`on ${expected} threads`));
  assert.equal(auto.map, one.map);
  for (const file of [".wasm", model.url]) assert.equal(requests.filter((url) => url.endsWith(file)).length, 1, file);
  assertQuiet(seen, session.url);
});

test("a page that is not isolated has one thread, and says why if more were asked for", async () => {
  const { page, seen } = await openPage(false);
  const found = await page.evaluate(async () => {
    const { load, assess } = /** @type {any} */ (globalThis);
    const found = [];
    for (const threads of [undefined, 1, 2]) {
      const quality = await load({ threads });
      found.push([quality.threads, quality.reason, typeof (await assess(quality))]);
    }
    return found;
  });
  const plain = "The CPU, in a worker: asked for.";
  const told = "The CPU, in a worker: asked for; one thread: the page is not cross-origin isolated.";
  assert.deepEqual(found, [[1, plain, "string"], [1, plain, "string"], [1, told, "string"]]); // biome-ignore format: a table
  assertQuiet(seen, session.url);
});

test("the page itself has one thread, and what is not a number of threads is refused", async () => {
  const { page } = await openPage();
  const [reason, ...refusals] = await page.evaluate(async () => {
    const { load } = /** @type {any} */ (globalThis);
    const refused = async (threads) => load({ threads }).catch(({ code, message }) => `${code}: ${message}`);
    const { reason } = await load({ threads: 2, worker: false });
    return [reason, await refused(0), await refused(17), await refused(1.5), await refused("2")];
  });
  assert.equal(reason, "The CPU, on the page: asked for; one thread: a page must not wait for other threads, a worker may.");
  const message = (value) => `unsupported-input: threads is ${value}, expected "auto" or a whole number from 1 to 16`;
  assert.deepEqual(refusals, [0, 17, 1.5, 2].map(message));
});

for (const [nature, why] of [
  ["alone", "another thread cannot be started (no more workers)"],
  ["unshared", "this browser gives threads no memory to share"],
]) {
  test(`one thread, for ${why}`, async () => {
    const { page } = await openPage();
    const [reason, map, expected] = await page.evaluate(async (nature) => {
      const { load, assess } = /** @type {any} */ (globalThis);
      const quality = await load({ threads: 2, assets: { worker: `/tests/browser/team-worker.js?${nature}` } });
      return [`${quality.threads}: ${quality.reason}`, await assess(quality), await assess(await load({ threads: 1 }))];
    }, nature);
    assert.equal(reason, `1: The CPU, in a worker: asked for; one thread: ${why}.`);
    assert.equal(map, expected);
  });
}

for (const [fault, isMissed] of /** @type {const} */ ([
  ["dies", true],
  ["hears nothing", true],
  ["crashes", true],
  ["comes late", false],
])) {
  test(`a thread that ${fault}: the same score, in time, and the next pass has all threads`, async () => {
    const { page } = await openPage();
    await page.evaluate(async () => {
      const { load } = /** @type {any} */ (globalThis);
      globalThis.quality = await load({ threads: 3, assets: { worker: "/tests/browser/team-worker.js" } });
    });
    const run = async (fault) => {
      const { assess, quality, spoil, whoIsThere } = /** @type {any} */ (globalThis);
      const passes = [];
      const pass = async () => {
        const start = performance.now();
        passes.push({ map: await assess(quality), threads: quality.threads, time: performance.now() - start });
      };
      await pass();
      await spoil(fault);
      for (let i = 0; i < 3; i++) await pass();
      const workers = await whoIsThere();
      quality.dispose();
      return { passes, workers };
    };
    const [{ passes, workers }, requests] = await requestsDuring(() => page.evaluate(run, fault));
    assert.deepEqual(
      passes.map(({ threads }) => threads),
      [3, isMissed ? 1 : 3, 3, 3],
    );
    for (const { map } of passes) assert.equal(map, passes[0].map);
    // 3 s, and what its own part took ten times; then a pass alone, on a machine that does other work.
    assert.ok(passes[1].time < 15_000, `${passes[1].time} ms`);
    assert.deepEqual(workers, ["another", "another", "the first"], "nobody is left of the former team");
    // New workers need their scripts.
    assert.deepEqual(requests.filter((url) => !/worker\.js$/.test(url)), []); // biome-ignore format: short
  });
}

test("a team that breaks again and again is given up after three times, and its workers end", async () => {
  const { page } = await openPage();
  const { threads, maps, left } = await page.evaluate(async () => {
    const { load, assess, spoil, whoIsThere } = /** @type {any} */ (globalThis);
    const quality = await load({ threads: 2, assets: { worker: "/tests/browser/team-worker.js" } });
    const [threads, maps] = [[], []];
    for (let pass = 0; pass < 10; pass++) {
      if (pass % 2 === 0) await spoil("crashes");
      maps.push(await assess(quality));
      threads.push(quality.threads);
    }
    return { threads, maps, left: await whoIsThere() };
  });
  assert.deepEqual(threads, [1, 2, 1, 2, 1, 2, 1, 1, 1, 1]);
  assert.equal(new Set(maps).size, 1);
  assert.deepEqual(left, ["the first"]);
});

test("an engine that is made again has its team again; dispose and abort end all workers", async () => {
  const { page } = await openPage();
  const found = await page.evaluate(async () => {
    const { load, assess, spoil, whoIsThere, whoIsLeft } = /** @type {any} */ (globalThis);
    const assets = { worker: "/tests/browser/team-worker.js" };
    const quality = await load({ threads: 2, assets });
    const before = await assess(quality);
    await spoil("dies", true);
    const after = await assess(quality);
    const again = [before === after, quality.threads, await whoIsThere()];
    quality.dispose();
    const disposed = await whoIsLeft();
    const controller = new AbortController();
    const loading = load({
      threads: 3,
      assets,
      signal: controller.signal,
      onProgress: ({ stage }) => stage === "load" && setTimeout(() => controller.abort(), 50),
    });
    const aborted = await loading.catch(({ code }) => code);
    return { again, disposed, aborted, left: await whoIsLeft() };
  });
  assert.deepEqual(found, { again: [true, 2, ["another", "the first"]], disposed: [], aborted: "aborted", left: [] });
});
