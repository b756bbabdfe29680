/** What a form asks of a photo: at least a percentile, at least a verdict. Whether a photo has it is decided here alone. */
/** @import { Assessment } from "../types.js" */

/** Verdicts, the lowest first. */
const VERDICTS = /** @type {const} */ (["poor", "fair", "good"]);

/** @typedef {typeof VERDICTS[number]} Verdict */
/** @typedef {{ minPercentile: number | null, minVerdict: Verdict | null }} Requirement */

/** An attribute's percentile, 0–100; null for what is not a number: nothing is asked for. @param {string | null} text */
export function readPercentile(text) {
  const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : null;
}

/** @param {string | null} text @returns {Verdict | null} */
export const readVerdict = (text) => VERDICTS.find((verdict) => verdict === text?.trim().toLowerCase()) ?? null;

/** Whether a form asks for anything. @param {Requirement} requirement */
export const asks = ({ minPercentile, minVerdict }) => minPercentile !== null || minVerdict !== null;

/**
 * A model without percentiles or verdicts cannot show that a photo has them: such a photo does not pass.
 *
 * @param {Assessment} assessment
 * @param {Requirement} requirement
 */
export function meets({ percentile, verdict }, { minPercentile, minVerdict }) {
  if (minPercentile !== null && (percentile ?? Number.NEGATIVE_INFINITY) < minPercentile) return false;
  return minVerdict === null || (verdict !== null && VERDICTS.indexOf(verdict) >= VERDICTS.indexOf(minVerdict));
}
