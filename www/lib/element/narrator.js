/** What a screen reader is told, beside the hints: each step of a capture, once. */
/** @import { Words } from "../types.js" */
/** @import { Controller, State } from "./controller.js" */
import { refusalOf } from "./photo.js";
import { headline, reasonsOf } from "./result.js";

/** @typedef {{ words: Words, state: State, controller: Controller, requirement: import("./requirement.js").Requirement }} Shown */

export class Narrator {
  #say;
  /** @type {State} */
  #state = "empty";
  #isHalf = false;
  #isLong = false;
  #hadPhoto = false;

  /** @param {(text: string) => void} say */
  constructor(say) {
    this.#say = say;
  }

  /** Compares with what was shown before, and says what is new. @param {Shown} shown */
  follow(shown) {
    const { words, state, controller } = shown;
    const before = this.#state;
    const text = this.#milestone(shown) ?? (state === before ? null : this.#step(shown, before));
    this.#state = state;
    this.#hadPhoto = controller.photo !== null;
    if (text) this.#say(typeof text === "string" ? words.say(text) : text.join(" "));
  }

  /** @param {Shown} shown @returns {string | null} a key */
  #milestone({ controller: { session } }) {
    const isHalf = (session?.progress ?? 0) >= 0.5;
    const isLong = session?.isLong ?? false;
    const [half, long] = [isHalf && !this.#isHalf, isLong && !this.#isLong];
    this.#isHalf = isHalf;
    this.#isLong = isLong;
    if (half) return "element.status.half";
    return long ? "element.status.manual" : null;
  }

  /** @param {Shown} shown @param {State} before @returns {string | string[] | null} a key, or sentences */
  #step({ words: { say }, words, state, controller: { photo, problem }, requirement }, before) {
    const wasOn = ["asking", "starting", "live", "capturing"].includes(before);
    if (state === "problem" && problem) return [`${say(`element.problem.${problem}.title`)}.`, say(`element.problem.${problem}.text`)];
    if (state === "checking") return wasOn ? "element.status.taken" : "element.status.checking";
    if (state === "live") return before === "capturing" ? null : "element.status.on";
    if (state === "accepted" || state === "refused") {
      if (!photo || (wasOn && this.#hadPhoto)) return "element.status.off";
      return [`${headline(photo, refusalOf(photo, requirement), words)}.`, ...reasonsOf(photo, words).slice(0, 1)];
    }
    if (state === "empty") return wasOn ? "element.status.off" : this.#hadPhoto ? "element.status.removed" : null;
    return state === "capturing" ? null : `element.status.${state}`;
  }
}
