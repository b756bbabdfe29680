/** What to improve, in sentences to the person in the photo; those about a part of the face point at it. */
/** @import { Advice, Assessment } from "attn-fiqa" */
/** @import { RegionView } from "./region-view.js" */
import { $, make } from "./page.js";
import { verdictBadge } from "./verdicts.js";
import { inWords, say } from "./words.js";

const REGION = "region-";

/** @param {Assessment} assessment @param {RegionView} view */
export function showReasons({ advice, checks }, view) {
  $("reasons-card").hidden = false;
  $("nothing").hidden = advice.length > 0;
  $("nothing").textContent = say("why.nothing", { count: checks.length });
  $("reasons").replaceChildren(...advice.map((reason) => toItem(reason, view)));
}

export function hideReasons() {
  $("reasons-card").hidden = true;
}

/** @param {Advice} advice @param {RegionView} view */
function toItem(advice, view) {
  const text = inWords().reason(advice);
  const isRegion = advice.id.startsWith(REGION);
  const sentence = isRegion ? make("button", { type: "button", className: "pointer" }, text) : make("span", {}, text);
  if (isRegion) view.pointFrom(sentence, advice.id.slice(REGION.length));
  const item = make("li", {}, verdictBadge(advice.severity), sentence);
  item.dataset.id = advice.id;
  return item;
}
