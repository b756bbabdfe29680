/** Why the photo is poor, in sentences to the person in it. */
/** @import { Advice, Assessment } from "attn-fiqa" */
import { $, make } from "./page.js";
import { verdictBadge } from "./verdicts.js";

/** @param {Assessment} assessment */
export function showReasons({ advice, checks }) {
  $("reasons-card").hidden = false;
  $("nothing").hidden = advice.length > 0;
  $("nothing").textContent = `Nothing to improve: ${checks.length} checks are fine.`;
  $("reasons").replaceChildren(...advice.map(toItem));
}

export function hideReasons() {
  $("reasons-card").hidden = true;
}

/** @param {Advice} advice */
function toItem({ id, severity, text }) {
  const item = make("li", {}, verdictBadge(severity), make("span", {}, text));
  item.dataset.id = id;
  return item;
}
