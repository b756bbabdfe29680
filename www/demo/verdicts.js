/** How a verdict looks everywhere: a sign with its own shape, and a word, so that it never depends on colour alone. */
/** @import { Assessment } from "attn-fiqa" */
import { make } from "./page.js";
import { say } from "./words.js";

const SIGNS = { ok: "✓", warn: "!", fail: "×" };

/** A photo's verdict looks like that of a check. */
export const AS_CHECK = /** @type {const} */ ({ good: "ok", fair: "warn", poor: "fail" });

/** @param {"ok" | "warn" | "fail"} verdict */
export function verdictBadge(verdict) {
  return make("span", { className: `verdict ${verdict}` }, verdictSign(verdict), say(`verdict.${verdict}`));
}

/** @param {"ok" | "warn" | "fail"} verdict */
export function verdictSign(verdict) {
  const mark = make("span", { className: `sign ${verdict}`, ariaHidden: "true" });
  // The style sheet draws it: it is not read aloud and not copied.
  mark.dataset.sign = SIGNS[verdict];
  return mark;
}

/** The key of a photo's verdict in words. @param {Assessment["verdict"]} verdict */
export const verdictKey = (verdict) => (verdict ? `result.${verdict}` : "result.scored");
