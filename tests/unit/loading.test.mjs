// Bytes on their way in: sources, readers, progress and signals.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { abortable, together, withOwnSignal } from "../../www/lib/abortable.js";
import { lend, readBytes, readPort, readStream } from "../../www/lib/loading/byte-reader.js";
import { toModelSource } from "../../www/lib/loading/model-source.js";
import { addUp } from "../../www/lib/loading/progress.js";
import { statedLength } from "../../www/lib/loading/server-answer.js";

const bytes = Uint8Array.from({ length: 600_000 }, (_, i) => i % 251);
const typed = { name: "FaceQualityError", code: "model-fetch" };

async function readAll(reader) {
  const pieces = [];
  for (let piece = await reader.next(); piece; piece = await reader.next()) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/** A stream of pieces of any size, not of bytes. */
const pieces = () => new Blob([bytes]).stream().pipeThrough(new TransformStream());

for (const [name, read] of Object.entries({
  bytes: () => readBytes(bytes),
  "a stream of bytes": () => readStream(new Blob([bytes]).stream()),
  "a stream of pieces": () => readStream(pieces()),
  "a port": () => readPort(lend(readBytes(bytes)).port),
  "a port to a stream": () => readPort(lend(readStream(pieces())).port),
})) {
  test(`a reader gives all bytes and leaves the caller's: ${name}`, async () => {
    assert.ok((await readAll(read())).equals(bytes));
    assert.equal(bytes.length, 600_000);
  });
}

test("what fails on the page is an error in the worker", async () => {
  const reader = { next: () => Promise.reject(new Error("broken")), cancel: () => {} };
  await assert.rejects(readAll(readPort(lend(reader).port)), { ...typed, message: "broken" });
});

test("an abort ends the wait, and no listener stays on the signal", async () => {
  const { signal } = new AbortController();
  assert.equal(await abortable(Promise.resolve(1), signal), 1);
  await assert.rejects(abortable(Promise.reject(new Error("own")), signal), { message: "own" });
  assert.deepEqual(getEventListeners(signal, "abort"), []);
  const stop = new AbortController();
  const waiting = abortable(new Promise(() => {}), stop.signal);
  stop.abort();
  await assert.rejects(waiting, { code: "aborted" });
  await assert.rejects(abortable(Promise.resolve(1), stop.signal), { code: "aborted" });
});

test("work with a signal of its own ends with the caller's", async () => {
  const caller = new AbortController();
  const own = await withOwnSignal(caller.signal, async (own, stop) => {
    stop("enough");
    return own;
  });
  assert.deepEqual([own.reason, caller.signal.aborted], ["enough", false]);
  const following = withOwnSignal(caller.signal, (own) => abortable(new Promise(() => {}), own));
  caller.abort();
  await assert.rejects(following, { code: "aborted" });
});

test("when one of several fails, the others end before the error is thrown", async () => {
  const ended = [];
  const wait = (own) => abortable(new Promise(() => {}), own).finally(() => ended.push("other"));
  await assert.rejects(
    together(undefined, (own) => [wait(own), null, Promise.reject(new Error("one"))]),
    { message: "one" },
  );
  assert.deepEqual(ended, ["other"]);
});

test("downloads add up, to a total once each is known", () => {
  const told = [];
  const [first, second] = addUp(({ loaded, total }) => told.push([loaded, total]), 2);
  first({ stage: "download", loaded: 1, total: 10 });
  second({ stage: "download", loaded: 2, total: null });
  second({ stage: "download", loaded: 3, total: 5 });
  assert.deepEqual(told.flat(), [1, null, 3, null, 4, 15]);
});

test("a length counts only where it is that of the file", () => {
  const headers = new Headers({ "content-length": "7" });
  const length = (type) => statedLength(/** @type {any} */ ({ headers, type }));
  assert.deepEqual([length("basic"), length("cors")], [7, null]);
});

test("a model is whatever a page has of it", async () => {
  /** @type {(options: any, shipped?: any) => any} */
  const source = toModelSource;
  const response = new Response(bytes, { headers: { "content-length": "600000" } });
  const blob = new Blob([bytes]);
  assert.deepEqual(source({ model: "http://a.test/b" }), { url: "http://a.test/b", integrity: undefined });
  assert.equal(source({ model: blob, integrity: "x" }).blob, blob);
  assert.ok(source({ model: bytes.buffer }).bytes instanceof Uint8Array);
  assert.equal(source({ model: response }).total, 600_000);
  const shipped = { url: "http://a.test/shipped", integrity: "x" };
  const ship = () => shipped;
  assert.deepEqual([source({}, ship), source({ integrity: "y" }, ship)], [shipped, { ...shipped, integrity: "y" }]);
  await response.arrayBuffer();
  const missing = new Response("", { status: 404, statusText: "Not Found" });
  for (const [model, message] of /** @type {[any, RegExp][]} */ ([
    [42, /^model is a URL/],
    [response, /was already read$/],
    [missing, /answered 404 Not Found$/],
  ])) {
    assert.throws(() => source({ model }), { ...typed, message });
  }
});
