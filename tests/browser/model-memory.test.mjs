// A real model in a real page: how much memory its loading takes, and whether it blocks the page.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, test } from "node:test";
import { startWithBigModel } from "./big-model.mjs";
import { loadCost } from "./load-cost.mjs";

/**
 * Of the file's size, on top of an idle page that has the package in use: twice for the network itself, which computes in
 * single precision; half for everything else, the second engine's worker too.
 */
const MOST = 2.5;
/** Milliseconds: what the browser calls a long task. */
const LONG = 50;
/** The best of these counts: on a shared machine a task waits for a core, which is not the fault of the package. */
const ATTEMPTS = 5;

const skip = existsSync("/proc/self/status") ? false : "memory is read from /proc, which Linux alone has";
const { session, model } = await startWithBigModel();
after(() => session.close());

for (const worker of [true, false]) {
  test(`82 MB of half precision take at most ${MOST} times that, ${worker ? "in a worker" : "on the page"}`, { skip }, async () => {
    assert.ok(model.size > 82e6 && model.size < 83e6);
    for (const source of ["URL", "URL, into the cache", "URL, from the cache", "File"]) {
      let [most, loaded] = [Infinity, 0];
      // On a busy machine garbage collections come late: what a second load needs less than the first was not held by the package.
      for (let i = 0; i < 2 && most > MOST; i++) {
        const { peak, rest } = await loadCost(session, { ...model, source, worker });
        [most, loaded] = [peak, rest].map((bytes) => bytes / model.size);
      }
      assert.ok(most <= MOST, `${source}: ${most.toFixed(2)} times the file`);
      // The network alone is 1.99 times the file: a measurement that finds less finds nothing.
      assert.ok(loaded > 1.9, `${source}: ${loaded.toFixed(2)} times the file when loaded: is it?`);
    }
  });
}

test(`with a worker the page has no task of ${LONG} ms while it loads`, async () => {
  for (const source of ["URL", "File", "Uint8Array"]) {
    const longest = [];
    for (let i = 0; i < ATTEMPTS && !(Math.min(...longest) < LONG); i++) {
      longest.push((await loadCost(session, { ...model, source, worker: true })).longest);
    }
    assert.ok(Math.min(...longest) < LONG, `${source}: ${longest.join(", ")} ms`);
  }
});
