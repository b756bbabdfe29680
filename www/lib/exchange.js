/**
 * What the threads of a team exchange during a pass, in memory that they share: the crop, then in each block what attention needs
 * of the rows of others. A thread that waits is blocked, so this is for workers; every wait has an end.
 */
/** @import { ModelInfo } from "./types.js" */
import { CROP_SIZE } from "./heatmap.js";

/** Milliseconds that a thread is waited for, and how many times as long as this one took for its own part: it may be the slower one. */
const PATIENCE = 3000;
const SLOWNESS = 10;

/** In place of a thread's count of exchanges: it does not come any more. */
const GONE = -1;

/** Bytes of the counts, one for each thread: more than there may be threads. */
const COUNTS = 256;

/** Numbers of a crop: three channels. */
const CROP = 3 * CROP_SIZE * CROP_SIZE;

export class Exchange {
  #seat;
  /** For each thread, how many exchanges it has come to. @type {Int32Array} */
  #counts;
  #crop;
  /** Two, in turns: who is fast fills one while others still read the other. */
  #tables;
  #call;
  #count = 0;
  /** When this thread began its part of the pass. */
  #since = 0;

  /**
   * @param {SharedArrayBuffer} memory of `share`
   * @param {number} seat which of the threads this is
   * @param {number} seats
   * @param {() => void} [call] calls the other threads to a pass
   */
  constructor(memory, seat, seats, call = () => {}) {
    this.#seat = seat;
    this.#call = call;
    this.#counts = new Int32Array(memory, 0, seats);
    this.#crop = new Float32Array(memory, COUNTS, CROP);
    const tables = new Float32Array(memory, COUNTS + this.#crop.byteLength);
    this.#tables = [0, 1].map((table) => tables.subarray((table * tables.length) / 2, ((table + 1) * tables.length) / 2));
    /** Whether a thread did not come: this team shares no pass any more. */
    this.isOver = false;
  }

  /** Memory for the passes of a model: the widest numbers of its tokens are queries, keys and values. @param {ModelInfo} model */
  static share({ gridSize, embedDim }) {
    return new SharedArrayBuffer(COUNTS + 4 * (CROP + 2 * 3 * embedDim * gridSize ** 2));
  }

  /** For `src/web/team.rs`: calls the others to a pass, if there are any. @param {Float32Array} crop */
  begin(crop) {
    if (this.isOver) return false;
    this.#crop.set(crop);
    this.#call();
    this.#since = performance.now();
    return true;
  }

  /** The crop of the pass that this thread was called to. */
  attend() {
    this.#since = performance.now();
    return this.#crop;
  }

  /**
   * For `src/web/team.rs`: when all threads have come with their own `values`, all values are in all of them.
   *
   * @param {Float32Array} values a view of the module's memory
   * @param {number} first of this thread's own
   * @param {number} count
   * @returns {boolean} false if a thread did not come
   */
  gather(values, first, count) {
    const [end, table] = [first + count, this.#tables[++this.#count % 2]];
    table.set(values.subarray(first, end), first);
    this.#tell(this.#count);
    if (!this.#allCome()) return this.leave();
    values.set(table.subarray(0, first));
    values.set(table.subarray(end, values.length), end);
    this.#since = performance.now();
    return true;
  }

  /** Ends the others' waiting, now and later. */
  leave() {
    this.isOver = true;
    this.#tell(GONE);
    return false;
  }

  /** @param {number} count */
  #tell(count) {
    Atomics.store(this.#counts, this.#seat, count);
    Atomics.notify(this.#counts, this.#seat);
  }

  #allCome() {
    const now = performance.now();
    const deadline = now + PATIENCE + SLOWNESS * (now - this.#since);
    return this.#counts.every((_, seat) => this.#comes(seat, deadline));
  }

  /** @param {number} seat @param {number} deadline */
  #comes(seat, deadline) {
    for (;;) {
      const count = Atomics.load(this.#counts, seat);
      if (count === GONE) return false;
      if (count >= this.#count) return true;
      if (Atomics.wait(this.#counts, seat, count, deadline - performance.now()) === "timed-out") return false;
    }
  }
}
