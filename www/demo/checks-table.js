/** Every capture check with its numbers, in a table that one can unfold. */
/** @import { Check } from "attn-fiqa" */
import { $, make } from "./page.js";
import { verdictBadge } from "./verdicts.js";
import { decimal, inWords, say, write } from "./words.js";

/** @param {readonly Check[]} checks */
export function showChecks(checks) {
  const fine = checks.filter(({ verdict }) => verdict === "ok").length;
  $("checks-card").hidden = false;
  write($("checks-summary"), say("checks.summary", { fine, count: checks.length }));
  const groups = new Set(Object.values(inWords().checks).map(({ group }) => group));
  const bodies = Array.from(groups, (group) => toBody(group, checks));
  const table = $("checks");
  table.replaceChildren(/** @type {Node} */ (table.tHead), ...bodies.filter(({ rows }) => rows.length > 1));
  $("approximate").hidden = !checks.some(({ approximate }) => approximate);
}

export function hideChecks() {
  $("checks-card").hidden = true;
}

/** @param {string} group @param {readonly Check[]} checks */
function toBody(group, checks) {
  const rows = checks.filter(({ id }) => inWords().checks[id].group === group).map(toRow);
  const heading = make("th", { colSpan: 4, scope: "rowgroup" }, group);
  return make("tbody", {}, make("tr", { className: "group" }, heading), ...rows);
}

/** @param {Check} check */
function toRow(check) {
  const { name, meaning } = inWords().checks[check.id];
  const head = make("th", { scope: "row" }, name, make("small", {}, meaning));
  const cells = [measured(check), qualityBar(check), verdictBadge(check.verdict)].map((content) => make("td", {}, content));
  const row = make("tr", {}, head, ...cells);
  Object.assign(row.dataset, { id: check.id, value: String(check.value) });
  return row;
}

/** The raw value and its unit. @param {Check} check */
function measured({ value, unit, approximate }) {
  // A tenth is enough for degrees and pixels, not for shares.
  const digits = unit ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  const number = decimal(value, digits);
  // The degree sign follows its number directly, other units after a space.
  const space = unit === "" || unit === "°" ? "" : "\u00a0";
  const sign = approximate ? [make("abbr", { title: say("checks.approximately") }, "≈"), "\u00a0"] : [];
  return make("span", { className: "measured" }, ...sign, `${number}${space}${unit}`);
}

/** @param {Check} check */
function qualityBar({ quality, verdict }) {
  const bar = make("span", { className: `bar ${verdict}`, ariaHidden: "true" });
  bar.style.setProperty("--share", `${quality}%`);
  return make("span", { className: "quality" }, bar, decimal(quality, 0));
}
