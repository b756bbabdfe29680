/** How a verdict looks, everywhere the same: a sign of its own shape and a word, so that colour is never alone. */

const LOOKS = {
  ok: { sign: "✓", word: "Fine" },
  warn: { sign: "!", word: "Weak" },
  fail: { sign: "×", word: "Too poor" },
};

/** @param {"ok" | "warn" | "fail"} verdict */
export function verdictBadge(verdict) {
  const { sign, word } = LOOKS[verdict];
  const badge = Object.assign(document.createElement("span"), { className: `verdict ${verdict}` });
  const mark = Object.assign(document.createElement("span"), { className: "sign" });
  // Drawn by the style sheet: not read aloud, not copied.
  mark.dataset.sign = sign;
  mark.setAttribute("aria-hidden", "true");
  badge.append(mark, word);
  return badge;
}
