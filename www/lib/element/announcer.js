/**
 * What a screen reader says. Hints change faster than they can be spoken, so each waits for the one before, and what has changed by
 * then is not said. What has happened (a photo is taken, the camera is off) is said at once.
 */

/** Milliseconds between two hints: about as long as one of them takes to be spoken. */
const PAUSE = 2000;

export class Announcer {
  #region;
  #last = Number.NEGATIVE_INFINITY;
  #hint = "";

  /** @param {HTMLElement} region with role "status" */
  constructor(region) {
    this.#region = region;
  }

  /** Says the hint that is right now, once, if its turn has come; called with each frame. @param {string} text */
  hint(text) {
    if (text === this.#hint || performance.now() - this.#last < PAUSE) return;
    this.#hint = text;
    this.say(text);
  }

  /** Says it now. @param {string} text */
  say(text) {
    this.#last = performance.now();
    if (this.#region.textContent !== text) this.#region.textContent = text;
  }
}
