/** Every capture check with its numbers, in a table that one can unfold. */
import { GROUPS } from "./check-names.js";
import { verdictBadge } from "./verdicts.js";

const $ = (id) => document.getElementById(id);

/** @param {readonly import("attn-fiqa").Check[]} checks */
export function showChecks(checks) {
  const fine = checks.filter(({ verdict }) => verdict === "ok").length;
  $("checks-card").hidden = false;
  $("checks-summary").textContent = `All checks: ${fine} of ${checks.length} fine`;
  const table = /** @type {HTMLTableElement} */ ($("checks"));
  table.replaceChildren(table.tHead, ...group(checks).map(toBody));
  $("approximate").hidden = !checks.some(({ approximate }) => approximate);
}

export function hideChecks() {
  $("checks-card").hidden = true;
}

/** Known checks in their groups; one that this page has never heard of shows under its id. */
function group(checks) {
  const rows = (known) => checks.filter(({ id }) => id in known).map((check) => ({ check, words: known[check.id] }));
  const unknown = checks.filter(({ id }) => !GROUPS.some((group) => id in group.checks));
  return [
    ...GROUPS.map(({ title, checks: known }) => ({ title, rows: rows(known) })),
    { title: "Other", rows: unknown.map((check) => ({ check, words: [check.id, ""] })) },
  ].filter(({ rows }) => rows.length > 0);
}

function toBody({ title, rows }) {
  const heading = Object.assign(document.createElement("th"), { textContent: title, colSpan: 4, scope: "rowgroup" });
  const first = Object.assign(document.createElement("tr"), { className: "group" });
  first.append(heading);
  const body = document.createElement("tbody");
  body.append(first, ...rows.map(toRow));
  return body;
}

function toRow({ check, words: [name, meaning] }) {
  const row = document.createElement("tr");
  Object.assign(row.dataset, { id: check.id, value: String(check.value) });
  const head = Object.assign(document.createElement("th"), { scope: "row", textContent: name });
  head.append(Object.assign(document.createElement("small"), { textContent: meaning }));
  row.append(head, cell(measured(check)), cell(qualityBar(check)), cell(verdictBadge(check.verdict)));
  return row;
}

/** The raw value and its unit. */
function measured({ value, unit, approximate }) {
  // Degrees and pixels have no meaning below a tenth, shares have.
  const digits = unit ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  const number = value.toFixed(digits).replace("-", "−");
  // A degree sign stands at its number, other units apart from it.
  const space = unit === "" || unit === "°" ? "" : "\u00a0";
  const text = Object.assign(document.createElement("span"), { className: "measured", textContent: `${number}${space}${unit}` });
  if (approximate) {
    const sign = Object.assign(document.createElement("abbr"), { title: "approximately", textContent: "≈" });
    text.prepend(sign, "\u00a0");
  }
  return text;
}

function qualityBar({ quality, verdict }) {
  const bar = Object.assign(document.createElement("span"), { className: `bar ${verdict}` });
  bar.style.setProperty("--share", `${quality}%`);
  bar.setAttribute("aria-hidden", "true");
  const both = Object.assign(document.createElement("span"), { className: "quality" });
  both.append(bar, String(Math.round(quality)));
  return both;
}

function cell(content) {
  const cell = document.createElement("td");
  cell.append(content);
  return cell;
}
