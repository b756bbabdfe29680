/** The time of each stage, and where the work is done. */
/** @import { Assessment, FaceQuality } from "attn-fiqa" */
import { milliseconds, showFacts } from "./page.js";
import { say } from "./words.js";

const STAGES = /** @type {const} */ (["decode", "detect", "align", "checks", "infer", "total"]);

/** @param {FaceQuality} quality @param {Assessment | null} assessment */
export function showTimings({ worker }, assessment) {
  const stages = assessment ? STAGES.map((stage) => [say(`timings.${stage}`), milliseconds(assessment.timings[stage])]) : [];
  showFacts("facts", { [say("timings.runs")]: say(worker ? "timings.worker" : "timings.page"), ...Object.fromEntries(stages) });
}
