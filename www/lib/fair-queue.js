/**
 * Calls that wait for the engine. Callers take turns, and each one's calls keep their order: a video stays live while a hundred
 * files wait, and the files go on while it plays. Calls with the same signal are of one caller, as are those without one.
 */

/** @template Call */
export class FairQueue {
  /** Those who came first, first. @type {Map<unknown, Call[]>} */
  #callers = new Map();
  /** Whose turn was the last one. @type {unknown} */
  #served;

  /** @param {unknown} caller @param {Call} call */
  push(caller, call) {
    const calls = this.#callers.get(caller);
    if (calls) calls.push(call);
    else this.#callers.set(caller, [call]);
  }

  /** Takes the next call out. @returns {Call | undefined} */
  next() {
    this.#letOthersFirst();
    const [first] = this.#callers;
    if (!first) return undefined;
    const [caller, calls] = first;
    this.#served = caller;
    const call = calls.shift();
    if (calls.length === 0) this.#callers.delete(caller);
    return call;
  }

  /** Those who came during the last turn, too. */
  #letOthersFirst() {
    const calls = this.#callers.get(this.#served);
    if (!calls) return;
    this.#callers.delete(this.#served);
    this.#callers.set(this.#served, calls);
  }

  /** Takes a call back, if it is there. @param {unknown} caller @param {Call} call */
  remove(caller, call) {
    const rest = (this.#callers.get(caller) ?? []).filter((one) => one !== call);
    if (rest.length > 0) this.#callers.set(caller, rest);
    else this.#callers.delete(caller);
  }

  clear() {
    this.#callers.clear();
  }
}
