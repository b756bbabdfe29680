// The queue in front of the engine: who is served when, and what happens where the engine ends. The engine itself is a stand-in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineEnded } from "../../www/lib/errors.js";
import { LastingEngine } from "../../www/lib/lasting-engine.js";

/** An engine whose calls take a turn of the event loop. */
const standIn = (name) => /** @type {any} */ ({ name, answers: async () => true, dispose: () => {} });
const turn = () => new Promise((resolve) => setTimeout(resolve));

/** A lasting engine, and the calls that it served in their order. */
function begin() {
  const served = [];
  let made = 0;
  const lasting = new LastingEngine(standIn("engine 0"), async () => standIn(`engine ${++made}`));
  const call = (name, signal, end = () => name) =>
    lasting.run(async (/** @type {any} */ engine) => {
      served.push(name);
      await turn();
      return `${engine.name}: ${end()}`;
    }, signal);
  return { lasting, served, call };
}

test("calls of one caller keep their order", async () => {
  const { call, served } = begin();
  await Promise.all([1, 2, 3, 4, 5].map((name) => call(name)));
  assert.deepEqual(served, [1, 2, 3, 4, 5]);
});

test("callers take turns, however many calls each one has", async () => {
  const { call, served } = begin();
  const [files, video] = [new AbortController().signal, new AbortController().signal];
  const all = ["a", "b", "c", "d"].map((name) => call(name, files));
  all.push(call("x", video), call("1"), call("2"));
  await Promise.all(all);
  // "a" ran before the others had called.
  assert.deepEqual(served, ["a", "x", "1", "b", "2", "c", "d"]);
});

test("a video that asks again and again has every second turn beside a hundred files, and they end", async () => {
  const { call, served } = begin();
  const [files, video] = [new AbortController().signal, new AbortController().signal];
  const batch = Promise.all(Array.from({ length: 100 }, (_, i) => call(`file ${i}`, files)));
  const frames = [];
  for (let i = 0; i < 50; i++) {
    await call(`frame ${i}`, video);
    frames.push(served.length);
  }
  await batch;
  const waits = frames.slice(1).map((at, i) => at - frames[i]);
  assert.deepEqual([...new Set(waits)], [2], `calls served from one frame to the next: ${waits}`);
  assert.equal(served.length, 150);
});

test("callers with a signal for each call do not starve one that has none", async () => {
  const { call, served } = begin();
  let stop = false;
  const busy = async () => {
    while (!stop) await call("busy", AbortSignal.timeout(60_000));
  };
  const callers = [busy(), busy(), busy()];
  await Promise.all([call("patient"), call("patient")]);
  stop = true;
  await Promise.all(callers);
  assert.ok(served.lastIndexOf("patient") <= 8, String(served));
});

test("a call that is taken back is not made, and the others of its caller stay", async () => {
  const { call, served } = begin();
  const [mine, other] = [new AbortController(), new AbortController().signal];
  const first = call("first", other);
  const ends = [call("mine 1", mine.signal), call("mine 2", mine.signal)].map((end) => end.catch(({ code }) => code));
  const last = call("last", other);
  mine.abort();
  assert.deepEqual(await Promise.all(ends), ["aborted", "aborted"]);
  await Promise.all([first, last]);
  assert.deepEqual(served, ["first", "last"]);
});

test("under a stream of calls an engine that ends costs its own call alone", async () => {
  const { call } = begin();
  const ends = [];
  const stream = async (name, when) => {
    const { signal } = new AbortController();
    for (let i = 0; i < 20; i++) {
      const crash = () => {
        throw new EngineEnded("backend", `${name} ${i} ended it`);
      };
      ends.push(await call(`${name} ${i}`, signal, i % 7 === when ? crash : () => `${name} ${i}`).catch(({ message }) => message));
    }
  };
  await Promise.all([stream("a", 6), stream("b", 3)]);
  const crashes = ends.filter((end) => / ended it$/.test(end));
  assert.equal(crashes.length, 5);
  const values = ends.filter((end) => !crashes.includes(end));
  assert.equal(new Set(values.map((end) => end.split(": ")[0])).size, 6, "a new engine after each crash");
  assert.ok(values.every((end) => /^engine \d: [ab] \d+$/.test(end)));
});
