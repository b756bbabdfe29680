// A file over a network that breaks, lies and stalls: either the whole file comes, or one error says why not.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { FaceQualityError } from "../../www/lib/errors.js";
import { Collected } from "../../www/lib/loading/collected.js";
import { readFile } from "../../www/lib/loading/read-file.js";
import { assertProgress, faulty } from "../browser/faulty-server.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const collected = (kind = Collected) => new kind(Promise.resolve({ sha256 }));
const file = Buffer.from(Uint8Array.from({ length: 400_000 }, (_, i) => (i * i) >> 5));
const faults = faulty({ file });
const server = createServer(faults.answer);

before(() => once(server.listen(0, "localhost"), "listening"));
after(() => {
  server.closeAllConnections();
  server.close();
});

/** Tells addresses of one kind apart: how often each was asked matters. */
let number = 0;
const path = (how) => `/faulty/${how}/file?${number++}`;
const url = (path) => `http://localhost:${/** @type {any} */ (server.address()).port}${path}`;

/** Reads a file to its end; every progress. */
async function load(source, target = collected()) {
  const progress = [];
  const onProgress = ({ loaded, total }) => progress.push([loaded, total]);
  await readFile("file", source, target, { cache: false, onProgress, signal: new AbortController().signal });
  assert.equal(target.sha256, sha256(file));
  return progress;
}

/** The file is there, and the progress was told as promised. */
async function assertLoads(path, restarts = 0) {
  const progress = await load({ url: url(path), integrity: `sha256-${sha256(file)}` });
  assertProgress(progress, file.length, restarts);
  return progress[0][1];
}

/** @type {(source: any, message: RegExp | string, code?: string, target?: Collected) => Promise<void>} */
const refused = (source, message, code = "model-fetch", target) =>
  assert.rejects(load(source, target), { name: "FaceQualityError", code, message });

for (const [how, total] of Object.entries({ good: file.length, "no-length": null, gzip: null, "gzip-with-length": null })) {
  // The length of compressed bytes is not a total.
  test(`progress adds up: ${how}`, async () => assert.equal(await assertLoads(path(how)), total));
}

for (const how of ["cut-once", "cut-then-busy"]) {
  test(`a broken connection goes on where it was: ${how}`, async () => {
    const address = path(how);
    await assertLoads(address);
    const [first, ...others] = faults.asked(address);
    assert.equal(first, null);
    assert.ok(others.length > 0 && others.every((range) => /^bytes=[1-9]\d*-$/.test(range)), String(others));
  });
}

for (const how of ["cut-ignores-range", "cut-changed"]) {
  test(`or starts again where it cannot: ${how}`, () => assertLoads(path(how), 1));
}

test("without a validator nothing but the whole file is asked for", async () => {
  const address = path("cut-no-validator");
  await assertLoads(address, 1);
  assert.deepEqual(faults.asked(address), [null, null]);
});

test("one error when it breaks again and again", async () => {
  const address = path("cut-always");
  await refused({ url: url(address) }, /broke 4 times.*; [1-9]\d* of 400000 bytes came$/);
  assert.equal(faults.asked(address).length, 4);
  await refused({ url: url(path("cut-then-gone")) }, /the server answered 404/);
});

test("a stalled connection counts as broken", async (context) => {
  // A clock that runs a hundred times faster for long waits.
  const wait = setTimeout;
  context.mock.method(globalThis, "setTimeout", (run, ms) => wait(run, ms >= 10_000 ? ms / 100 : ms));
  const address = path("stall-once");
  await assertLoads(address);
  assert.match(faults.asked(address)[1], /^bytes=[1-9]/);
  await refused({ url: url(path("silent")) }, /nothing came for 30 s/);
});

for (const [how, expected] of [
  ["404", /the server answered 404/],
  ["500", /the server answered 500/],
  ["page", /the server answered with a web page: is the address right\?$/],
  ["disguised-page", /the server answered with a web page: is the address right\?$/],
]) {
  test(`HTTP errors and web pages are told apart: ${how}`, () => refused({ url: url(path(how)) }, expected));
}

test("a web page is refused, whoever fetched it", () =>
  refused({ stream: new Blob(["<!doctype html><p>hello"]).stream(), total: null }, /a web page/));

test("a server that is not there is one error, at once", async () => {
  const start = performance.now();
  await refused({ url: "http://localhost:65530/file" }, /Is the address right, and do the page/);
  assert.ok(performance.now() - start < 1000, "three more tries would wait 1.75 s");
});

test("what has another digest, or none that can be read, is refused", async () => {
  for (const integrity of [`sha256-${"A".repeat(43)}=`, `sha256-${"a".repeat(64)}`]) {
    await refused({ bytes: file, integrity }, /was changed or replaced$/, "model-integrity");
  }
  for (const integrity of ["md5-1234", "sha256-1234", ""]) {
    await refused({ bytes: file, integrity }, /expected "sha256-" and the digest$/, "model-integrity");
  }
  const base64 = createHash("sha256").update(file).digest("base64");
  await load({ bytes: file, integrity: `sha256-${base64}` });
});

test("a file of another kind is read to its end where its digest could tell more", async () => {
  class Model extends Collected {
    push(bytes) {
      super.push(bytes);
      throw new FaceQualityError("model-format", "not a model");
    }
  }
  await refused({ bytes: file }, "not a model", "model-format", collected(Model));
  await refused({ bytes: file, integrity: `sha256-${sha256(file)}` }, "not a model", "model-format", collected(Model));
  await refused({ bytes: file, integrity: `sha256-${"a".repeat(64)}` }, /was changed/, "model-integrity", collected(Model));
});
