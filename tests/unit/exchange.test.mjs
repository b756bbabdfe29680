// What the threads of a team exchange: in threads of Node.js, some of them slow, and some that do not come.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { Exchange } from "../../www/lib/exchange.js";

const MODEL = /** @type {any} */ ({ gridSize: 14, embedDim: 8 });
const ROUNDS = 300;

/** Comes to all rounds of all seats, with its own values of each; counts the wrong ones that it is given. */
const PARTICIPANT = `
  import { parentPort, workerData } from "node:worker_threads";
  const { memory, seat, seats, rounds, script, leavesAfter } = workerData;
  const { Exchange } = await import(script);
  const exchange = new Exchange(memory, seat, seats);
  const size = 14 * 14 * 24 / seats;
  let [wrong, done] = [0, 0];
  exchange.attend();
  for (let round = 1; round <= rounds; round++) {
    if (round > leavesAfter) break;
    // Now one is slow, now another.
    if ((round * 7 + seat) % 5 === 0) for (const end = performance.now() + (round % 3); performance.now() < end; );
    // Tables of two widths, as in a pass.
    const width = round % 13 === 0 ? Math.floor(size / 3) : size;
    const values = new Float32Array(width * seats).fill(-1);
    values.fill(1000 * seat + round, seat * width, (seat + 1) * width);
    if (!exchange.gather(values, seat * width, width)) break;
    wrong += values.filter((value, i) => value !== 1000 * Math.floor(i / width) + round).length;
    done = round;
  }
  parentPort.postMessage({ wrong, done, isOver: exchange.isOver });
`;

async function take(seats, leaving = (_seat) => Infinity) {
  const memory = Exchange.share(MODEL);
  const script = new URL("../../www/lib/exchange.js", import.meta.url).href;
  const url = new URL(`data:text/javascript,${encodeURIComponent(PARTICIPANT)}`);
  const ends = Array.from({ length: seats }, async (_, seat) => {
    const worker = new Worker(url, { workerData: { memory, seat, seats, rounds: ROUNDS, script, leavesAfter: leaving(seat) } });
    return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  });
  return Promise.all(ends);
}

for (const seats of [2, 3]) {
  test(`${seats} threads have each other's numbers in every round`, async () => {
    for (const end of await take(seats)) assert.deepEqual(end, { wrong: 0, done: ROUNDS, isOver: false });
  });
}

test("those who wait for one that does not come stop waiting, and nobody has a wrong number", async () => {
  const start = performance.now();
  const ends = await take(3, (seat) => (seat === 2 ? 20 : Infinity));
  assert.deepEqual(ends[2], { wrong: 0, done: 20, isOver: false });
  for (const end of ends.slice(0, 2)) assert.deepEqual(end, { wrong: 0, done: 20, isOver: true });
  assert.ok(performance.now() - start > 3000, "they waited");
});

test("one that leaves is not waited for, and calls nobody to another pass", () => {
  const memory = Exchange.share(MODEL);
  let calls = 0;
  const [first, second] = [new Exchange(memory, 0, 2, () => calls++), new Exchange(memory, 1, 2)];
  const crop = new Float32Array(3 * 112 * 112).fill(0.5);
  assert.ok(first.begin(crop));
  assert.deepEqual(second.attend(), crop);
  second.leave();
  const start = performance.now();
  assert.equal(first.gather(new Float32Array(196), 0, 98), false);
  assert.ok(performance.now() - start < 1000);
  assert.deepEqual([first.begin(crop), calls, first.isOver], [false, 1, true]);
});
