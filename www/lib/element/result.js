/** What was found in a photo, in words: the verdict, where it stands, what to do better. */
/** @import { Words } from "../types.js" */
/** @import { Photo, Refusal } from "./photo.js" */
import { h } from "./dom.js";
import { icon } from "./icons.js";

/** Most reasons that are listed: who reads more than three remembers none. */
const MOST_REASONS = 3;

/** The headline. @param {Photo} photo @param {Refusal | null} refusal @param {Words} words */
export function headline({ assessment, error }, refusal, words) {
  if (refusal === "low") return words.say("element.result.refused");
  if (refusal) return words.say(`element.result.${refusal}`);
  if (error) return words.say("element.result.unchecked");
  return words.say(`element.result.${assessment?.verdict ?? "accepted"}`);
}

/** What follows it, one sentence each. @param {Photo} photo @param {Words} words @returns {string[]} */
export function reasonsOf({ assessment, error }, words) {
  if (error) return [words.error(error)];
  return (assessment?.advice ?? []).slice(0, MOST_REASONS).map((advice) => words.reason(advice));
}

/** How good the headline is: the colour and the sign. @param {Photo} photo @param {Refusal | null} refusal @returns {"good" | "fair" | "poor"} */
export function tone({ assessment, error }, refusal) {
  if (refusal) return "poor";
  if (error) return "fair";
  return assessment?.verdict ?? "good";
}

export class Result {
  #verdict = h("p", { part: "verdict", class: "verdict" });
  #percentile = h("p", { part: "percentile", class: "percentile" });
  #title = h("p", { class: "list-title" });
  #reasons = h("ul", { part: "reasons", class: "reasons" });
  element = h(
    "div",
    { part: "result", class: "result" },
    this.#verdict,
    this.#percentile,
    this.#title,
    this.#reasons,
    h("slot", { name: "result" }),
  );

  /** @param {Photo} photo @param {Refusal | null} refusal @param {Words} words */
  show(photo, refusal, words) {
    const kind = tone(photo, refusal);
    const text = h("span", {}, headline(photo, refusal, words));
    this.element.dataset.tone = kind;
    this.#verdict.replaceChildren(icon(kind === "good" || (kind === "fair" && !photo.error) ? "good" : "poor"), text);
    const percentile = Math.floor(photo.assessment?.percentile ?? 0);
    // "Better than 0 %" tells nobody anything.
    this.#percentile.hidden = percentile < 1;
    this.#percentile.textContent = words.say("element.result.percentile", { percentile });
    const reasons = reasonsOf(photo, words);
    if (reasons.length === 0 && refusal === "low") reasons.push(words.say("element.invalid.low"));
    this.#title.hidden = this.#reasons.hidden = reasons.length === 0;
    this.#title.textContent = photo.error ? "" : words.say(refusal ? "element.result.change" : "element.result.improve");
    this.#reasons.replaceChildren(...reasons.map((reason) => h("li", { part: "reason" }, reason)));
  }
}
