/** Several photos, compared: each is scored once, the best comes first. */
/** @import { Assessment, FaceQuality } from "attn-fiqa" */
/** @import { Chosen, Photo } from "./photo.js" */
import { AlbumView } from "./album-view.js";

/**
 * `assessment` is null while it waits; an error if there is no score.
 *
 * @typedef {Chosen & { id: number, result: Assessment | Error | null }} Entry
 */

export class Album {
  /** @type {Entry[]} */
  #entries = [];
  #nextId = 1;
  #view;
  #isScoring = false;

  /** @param {(entry: Entry) => void} onChoose */
  constructor(onChoose) {
    this.#view = new AlbumView({
      choose: onChoose,
      remove: (entry) => this.#remove([entry]),
      clear: () => this.#remove(this.#entries),
    });
  }

  /** @param {Chosen} photo @returns {Entry} */
  add(photo) {
    const known = this.#entries.find(({ blob }) => blob === photo.blob);
    if (known) return known;
    const entry = { ...photo, id: this.#nextId++, result: null };
    this.#entries.push(entry);
    this.#show();
    return entry;
  }

  /** The photo on the stage has a result. @param {Photo} photo @param {Assessment | Error} result */
  keep({ id }, result) {
    const entry = this.#entries.find((one) => one.id === id);
    if (entry) entry.result = result;
    this.#show();
  }

  /** @param {number | null} id of the photo on the stage */
  mark(id) {
    this.#view.current = id;
    this.#show();
  }

  /** Scores of two models do not compare: all photos wait for the new one. */
  forget() {
    for (const entry of this.#entries) entry.result = null;
    this.#show();
  }

  /**
   * Scores what waits, one after the other.
   *
   * @param {() => Promise<FaceQuality>} ready
   * @returns {Promise<Entry | null>} the best one, if several have a score
   */
  async score(ready) {
    if (this.#isScoring) return null;
    this.#isScoring = true;
    try {
      for (let entry = this.#waiting(); entry; entry = this.#waiting()) await this.#scoreOne(entry, ready);
    } finally {
      this.#isScoring = false;
    }
    const [best, second] = ranked(this.#entries).filter(scoreOf);
    return second ? best : null;
  }

  #waiting() {
    return this.#entries.find(({ result }) => !result);
  }

  /** @param {Entry} entry @param {() => Promise<FaceQuality>} ready */
  async #scoreOne(entry, ready) {
    const crop = entry.aligned ? /** @type {const} */ ("aligned") : "detect";
    const result = await ready()
      .then((quality) => quality.assess(entry.blob, { crop }))
      .catch((error) => /** @type {Error} */ (error));
    // The stage may have been faster, with a face that was chosen or marked by hand.
    entry.result ??= result;
    this.#show();
  }

  /** @param {readonly Entry[]} entries */
  #remove(entries) {
    this.#entries = this.#entries.filter((entry) => !entries.includes(entry));
    this.#show();
  }

  #show() {
    this.#view.show(ranked(this.#entries));
  }
}

/** Its result, if it has a score. @param {Entry} entry @returns {Assessment | null} */
export const scoreOf = ({ result }) => (result && "score" in result ? result : null);

/** The best first, then those that wait, then those without a score. @param {readonly Entry[]} entries */
export function ranked(entries) {
  const rank = (/** @type {Entry} */ entry) => scoreOf(entry)?.score ?? (entry.result ? -Infinity : -Number.MAX_VALUE);
  return entries.toSorted((a, b) => (rank(b) > rank(a) ? 1 : rank(b) < rank(a) ? -1 : a.id - b.id));
}
