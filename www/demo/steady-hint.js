/** One hint at a time, that stays long enough to be read: what is seen changes with every frame. */

/** Milliseconds for which a hint stays at least, and for which another one must be right before it takes its place. */
export const HELD = 900;
export const SURE = 250;

export class SteadyHint {
  #show;
  #shown = "";
  #since = -Infinity;
  #candidate = "";
  #candidateSince = 0;

  /** @param {(text: string) => void} show */
  constructor(show) {
    this.#show = show;
  }

  /** What is right for the newest frame. @param {string} text @param {number} now in milliseconds */
  offer(text, now) {
    if (text !== this.#candidate) [this.#candidate, this.#candidateSince] = [text, now];
    const isDue = now - this.#since >= HELD && now - this.#candidateSince >= SURE;
    if (text !== this.#shown && (isDue || !this.#shown)) this.force(text, now);
  }

  /** @param {string} text @param {number} now */
  force(text, now) {
    [this.#shown, this.#since] = [text, now];
    this.#show(text);
  }
}
