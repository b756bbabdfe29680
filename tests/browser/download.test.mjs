// A model over a network that breaks, lies and stalls: it is there as a whole in the end, or one error says why not.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { faulty } from "./faulty-server.mjs";
import { inPage, read, start } from "./support.mjs";

const NAME = "model.safetensors";

let session;
let server;
let file;
let integrity;
before(async () => {
  file = await read("tests/fixtures/oracle/model.safetensors");
  integrity = `sha256-${createHash("sha256").update(file).digest("hex")}`;
  server = faulty({ [NAME]: file });
  session = await start(".", server.answer);
});
after(() => session?.close());

/** Tells addresses of one kind apart: how often each was asked matters. */
let number = 0;
const address = (how) => `/faulty/${how}/${NAME}?${number++}`;

/**
 * Loads and tells: the model's name or the error, and every progress of the download. `hurry`: the page's clock runs a
 * hundred times faster for long waits.
 */
async function load(options, hurry = false) {
  const { value } = await inPage(
    session,
    async ({ options, hurry }) => {
      const wait = setTimeout;
      if (hurry) /** @type {any} */ (globalThis).setTimeout = (run, ms) => wait(run, ms >= 10_000 ? ms / 100 : ms);
      const { FaceQuality } = await import("/pkg/index.js");
      const progress = [];
      const onProgress = ({ stage, loaded, total }) => stage === "download" && progress.push([loaded, total]);
      const all = { backend: "cpu", locator: false, onProgress, ...options };
      const loading = FaceQuality.load(options.response ? { ...all, model: await fetch(options.response) } : all);
      try {
        const { name, sha256 } = (await loading).model;
        return { name, sha256, progress };
      } catch ({ name, code, message }) {
        return { error: `${code}: ${message}`, typed: name === "FaceQualityError", progress };
      }
    },
    { options, hurry },
  );
  return value;
}

/** The model is there, and the progress was told as promised. */
function assertLoaded({ name, sha256, error, progress }, restarts = 0) {
  assert.equal(error, undefined);
  assert.equal(name, "oracle");
  assert.equal(`sha256-${sha256}`, integrity);
  assert.deepEqual(progress.at(-1), [file.length, file.length]);
  const totals = new Set(progress.map(([, total]) => total).filter((total) => total !== null));
  assert.deepEqual([...totals], [file.length], "the total is unknown, then constant");
  const back = progress.filter(([loaded], i) => i > 0 && loaded < progress[i - 1][0]).length;
  assert.equal(back, restarts, "times that the progress went back");
}

for (const worker of [true, false]) {
  const where = worker ? "in a worker" : "on the page";

  for (const how of ["good", "no-length", "gzip", "gzip-with-length"]) {
    test(`progress adds up: ${how}, ${where}`, async () => {
      const done = await load({ model: address(how), worker });
      assertLoaded(done);
      // The length of compressed bytes is no total.
      if (how !== "good") assert.equal(done.progress[0][1], null);
    });
  }

  test(`a broken connection goes on where it was, ${where}`, async () => {
    for (const how of ["cut-once", "cut-then-busy"]) {
      const model = address(how);
      assertLoaded(await load({ model, worker, cache: false }));
      const [first, ...others] = server.asked(model);
      assert.equal(first, null);
      assert.ok(others.length > 0 && others.every((range) => /^bytes=[1-9]\d*-$/.test(range)), String(others));
    }
  });

  test(`or starts again where it cannot, ${where}`, async () => {
    for (const how of ["cut-ignores-range", "cut-no-validator", "cut-changed", "short-once"]) {
      const model = address(how);
      assertLoaded(await load({ model, worker, integrity }), 1);
      if (how === "cut-no-validator" || how === "short-once") assert.deepEqual(server.asked(model), [null, null], how);
    }
  });

  test(`one error when it breaks again and again, ${where}`, async () => {
    const model = address("cut-always");
    const { error, typed } = await load({ model, worker });
    assert.ok(typed);
    const [, came, total] = /^model-fetch: .*broke 4 times.*; (\d+) of (\d+) bytes came$/.exec(error) ?? assert.fail(error);
    assert.equal(Number(total), file.length);
    assert.ok(Number(came) > 0 && Number(came) < file.length);
    assert.equal(server.asked(model).length, 4);
    assert.match((await load({ model: address("cut-then-gone"), worker })).error, /^model-fetch: .*the server answered 404/);
  });
}

test("a stalled connection counts as broken", async () => {
  const model = address("stall-once");
  assertLoaded(await load({ model, worker: false }, true));
  assert.match(server.asked(model)[1], /^bytes=[1-9]/);
  assert.match((await load({ model: address("silent"), worker: false }, true)).error, /^model-fetch: .*nothing came for 30 s/);
});

test("HTTP errors and web pages are told apart", async () => {
  for (const [how, expected] of Object.entries({
    404: /^model-fetch: .*the server answered 404/,
    500: /^model-fetch: .*the server answered 500/,
    page: /^model-fetch: .*the server answered with a web page: is the address right\?$/,
    "disguised-page": /^model-fetch: .*the server answered with a web page: is the address right\?$/,
  })) {
    for (const options of [{ model: address(how) }, { model: address(how), integrity }, { response: address(how) }]) {
      const { error, typed } = await load(options);
      assert.match(error, expected);
      assert.ok(typed);
    }
  }
});

test("a server that is not there is one error, at once", async () => {
  const start = performance.now();
  const { error } = await load({ model: "http://localhost:9/model.safetensors" });
  assert.match(error, /^model-fetch: .*Is the address right, and do the page/);
  // Three more tries would wait 1.75 s, beside the second or two of the page itself.
  assert.ok(performance.now() - start < 10_000);
});

test("a model with another digest is refused, whatever else is wrong with it, and not kept", async () => {
  const other = `sha256-${"A".repeat(43)}=`;
  assert.match((await load({ model: address("good"), integrity: other })).error, /^model-integrity: /);
  const photo = { model: "/www/demo/samples/portrait.jpg" };
  assert.match((await load({ ...photo, integrity })).error, /^model-integrity: /);
  assert.match((await load(photo)).error, /^model-format: /);
});
