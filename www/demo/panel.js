/** The result beside the photo: the score and what it means, the reasons in sentences to the person in it, the photos so far, the time of each stage. */
/** @import { Advice, Assessment, FaceQuality } from "attn-fiqa" */
import { $, make, milliseconds, sentence, showFacts } from "./page.js";
import { verdictBadge } from "./verdicts.js";

const VERDICTS = {
  good: "a good photo: a face recogniser hardly ever fails with one like it",
  fair: "a fair photo: a face recogniser sometimes fails with one like it",
  poor: "a poor photo: a face recogniser often fails with one like it",
};

/** @param {Assessment} assessment @param {string} name of the photo */
export function showScore({ score, percentile, verdict }, name) {
  $("error").hidden = true;
  $("score").dataset.value = String(score);
  $("score-name").textContent = percentile === null ? "Quality score" : "Better than";
  $("score").textContent = percentile === null ? score.toFixed(3) : `${Math.round(percentile)} %`;
  $("meaning").textContent = meaning(score, percentile, verdict);
  addToHistory(name, score);
}

/** @param {number} score @param {number | null} percentile @param {Assessment["verdict"]} verdict */
function meaning(score, percentile, verdict) {
  const place = percentile === null ? "Higher is better." : `of the model's reference photos. Quality score ${score.toFixed(3)}.`;
  if (verdict) return `${place} This is ${VERDICTS[verdict]}.`;
  return `${place} This model gives no verdict: compare your photos with one another below.`;
}

/** @param {{ message: string, code?: string }} error */
export function showError(error) {
  $("error").hidden = false;
  $("error").textContent = sentence(error);
  $("closeup").hidden = true;
  delete $("score").dataset.value;
  $("score-name").textContent = "Quality score";
  $("score").textContent = "–";
  $("meaning").textContent = "No score for this photo.";
}

/** Scores of two models do not compare. */
export function forgetHistory() {
  $("history").replaceChildren();
  $("history-card").hidden = true;
}

/** @param {string} name @param {number} score */
function addToHistory(name, score) {
  const newest = make("li", { className: "current", title: name }, `${score.toFixed(3)}  ${name}`);
  newest.dataset.score = String(score);
  const others = /** @type {HTMLLIElement[]} */ ([...$("history").children]).filter(({ title }) => title !== name);
  for (const other of others) other.className = "";
  $("history").replaceChildren(...[newest, ...others].sort((a, b) => Number(b.dataset.score) - Number(a.dataset.score)));
  $("history-card").hidden = false;
}

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

/** @param {FaceQuality} quality @param {Assessment | null} assessment */
export function showTimings({ worker }, assessment) {
  const { decode, detect, align, checks, infer, total } = assessment?.timings ?? {};
  const stages = { Decode: decode, Detect: detect, Align: align, Checks: checks, Network: infer, Total: total };
  const known = Object.entries(stages).flatMap(([name, value]) => (value === undefined ? [] : [[name, milliseconds(value)]]));
  showFacts("facts", { "Runs in": worker ? "a worker: the page never waits" : "the page itself", ...Object.fromEntries(known) });
}
