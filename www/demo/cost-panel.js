/** Where the score is lost: the parts of the face that cost most, each of them a button that shows it in the photo. */
/** @import { Assessment, ModelInfo } from "attn-fiqa" */
/** @import { RegionView } from "./region-view.js" */
import { costs } from "./costs.js";
import { $, make } from "./page.js";
import { decimal, say } from "./words.js";

/** Most parts that are listed: more explain nothing. */
const MOST = 3;
/** Digits of points, and the least that they show. */
const DIGITS = 3;
const LEAST = 0.5 * 10 ** -DIGITS;

/** @param {Assessment} assessment @param {Pick<ModelInfo, "referenceMap">} model @param {RegionView} view */
export function showCosts(assessment, { referenceMap }, view) {
  view.clear();
  $("costs-card").hidden = !referenceMap;
  if (!referenceMap) return;
  const dearest = costs(assessment, referenceMap).filter(({ points }) => points >= LEAST);
  const shown = dearest.slice(0, MOST);
  $("no-costs").hidden = shown.length > 0;
  // A language's change and a slider make the list again: who is at one of them stays there.
  const focused = [...$("costs").querySelectorAll("button")].indexOf(/** @type {any} */ (document.activeElement));
  $("costs").replaceChildren(...shown.map((cost) => toItem(cost, shown[0].points, view)));
  $("costs").querySelectorAll("button")[focused]?.focus();
}

export function hideCosts() {
  $("costs-card").hidden = true;
}

/** @param {ReturnType<typeof costs>[number]} cost @param {number} most points of the dearest @param {RegionView} view */
function toItem({ region, points }, most, view) {
  const bar = make("span", { className: "cost-bar", ariaHidden: "true" });
  bar.style.setProperty("--share", `${(points / most) * 100}%`);
  const name = say(`region.${region}`);
  const text = say("why.cost", { region: name, points: decimal(-points, DIGITS) });
  const button = make("button", { type: "button", className: "pointer" }, make("span", {}, text), bar);
  button.dataset.region = region;
  button.dataset.points = String(points);
  view.pointFrom(button, region);
  return make("li", {}, button);
}
