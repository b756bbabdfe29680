/**
 * What a screen reader says. Hints change faster than they can be spoken, so they wait for one another, and only the newest of
 * those that wait is said; what has happened (a photo is taken, the camera is off) is said at once.
 */

/** Milliseconds between two hints: about as long as one of them takes to be spoken. */
const PAUSE = 2000;

export class Announcer {
  #region;
  #last = Number.NEGATIVE_INFINITY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;

  /** @param {HTMLElement} region with role "status" */
  constructor(region) {
    this.#region = region;
  }

  /** Says it now, instead of all that waits. @param {string} text */
  say(text) {
    this.clear();
    this.#last = performance.now();
    if (this.#region.textContent !== text) this.#region.textContent = text;
  }

  /** Says it when its turn has come, unless another hint has come by then. @param {string} text */
  hint(text) {
    clearTimeout(this.#waiting);
    const wait = this.#last + PAUSE - performance.now();
    if (wait <= 0) this.say(text);
    else this.#waiting = setTimeout(() => this.say(text), wait);
  }

  clear() {
    clearTimeout(this.#waiting);
  }
}
