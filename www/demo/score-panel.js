/** The result in one look: the verdict, its place between poor and good, and what it means. */
/** @import { Assessment, ModelInfo } from "attn-fiqa" */
import { $, make } from "./page.js";
import { AS_CHECK, verdictKey, verdictSign } from "./verdicts.js";
import { decimal, inWords, put, say, write } from "./words.js";

/** Digits of a score after the point: two photos rarely share them. */
export const SCORE_DIGITS = 3;

/** What the panel needs to know of the model. @typedef {Pick<ModelInfo, "scoreRange" | "verdictScores">} Scale */

/** @param {Assessment} assessment @param {Scale} scale */
export function showScore({ score, percentile, verdict }, scale) {
  $("error").hidden = true;
  $("score-name").className = `verdict-line ${verdict ? AS_CHECK[verdict] : ""}`;
  const text = make("span", {}, say(verdictKey(verdict)));
  write($("score-name"), "");
  $("score-name").append(...(verdict ? [verdictSign(AS_CHECK[verdict])] : []), text);
  write($("meaning"), say(verdict ? `verdict.${verdict}.meaning` : "result.no-verdict"));
  $("percentile").textContent = percentile === null ? "" : say("result.percentile", { percent: Math.round(percentile) });
  $("score").textContent = say("result.score", { score: decimal(score, SCORE_DIGITS) });
  $("score").dataset.value = String(score);
  showGauge(score, scale);
}

/** Three zones from the model's lowest to its highest reference score, and a needle. @param {number} score @param {Scale} scale */
function showGauge(score, { scoreRange, verdictScores }) {
  $("gauge").hidden = !scoreRange || !verdictScores;
  if (!scoreRange || !verdictScores) return;
  const [low, high] = scoreRange;
  const place = (/** @type {number} */ value) => `${Math.min(Math.max(((value - low) / (high - low)) * 100, 0), 100)}%`;
  $("gauge").style.setProperty("--fair", place(verdictScores[0]));
  $("gauge").style.setProperty("--good", place(verdictScores[1]));
  $("gauge").style.setProperty("--score", place(score));
}

/** @param {{ message: string, code?: string }} error */
export function showError(error) {
  const text = inWords().error(error);
  $("error").hidden = false;
  $("error").textContent = error.code ? `${text} (${error.code})` : text;
  $("closeup").hidden = $("gauge").hidden = true;
  delete $("score").dataset.value;
  $("score-name").className = "verdict-line";
  put($("score-name"), "result.none");
  put($("meaning"), "result.failed");
  $("percentile").textContent = $("score").textContent = "";
}
