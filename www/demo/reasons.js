/** Why the photo is poor, in sentences to the person in it. */
import { verdictBadge } from "./verdicts.js";

const $ = (id) => document.getElementById(id);

/** @param {import("attn-fiqa").Assessment} assessment */
export function showReasons({ advice, checks }) {
  $("reasons-card").hidden = false;
  $("nothing").hidden = advice.length > 0;
  $("nothing").textContent = `Nothing to object: ${checks.length} checks are fine.`;
  $("reasons").replaceChildren(...advice.map(toItem));
}

export function hideReasons() {
  $("reasons-card").hidden = true;
}

/** @param {import("attn-fiqa").Advice} advice */
function toItem({ id, severity, text }) {
  const item = document.createElement("li");
  item.dataset.id = id;
  item.append(verdictBadge(severity), Object.assign(document.createElement("span"), { textContent: text }));
  return item;
}
