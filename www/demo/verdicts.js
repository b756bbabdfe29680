/** How a verdict looks everywhere: a sign with its own shape, and a word, so that it never depends on colour alone. */
import { make } from "./page.js";

const LOOKS = {
  ok: { sign: "✓", word: "Fine" },
  warn: { sign: "!", word: "Weak" },
  fail: { sign: "×", word: "Too poor" },
};

/** @param {"ok" | "warn" | "fail"} verdict */
export function verdictBadge(verdict) {
  const { sign, word } = LOOKS[verdict];
  const mark = make("span", { className: "sign", ariaHidden: "true" });
  // The style sheet draws it: it is not read aloud and not copied.
  mark.dataset.sign = sign;
  return make("span", { className: `verdict ${verdict}` }, mark, word);
}
