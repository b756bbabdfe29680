/** The photos as a strip of cards, the best one first. */
/** @import { Entry } from "./album.js" */
import { scoreOf } from "./album.js";
import { $, make } from "./page.js";
import { SCORE_DIGITS } from "./score-panel.js";
import { AS_CHECK, verdictSign } from "./verdicts.js";
import { decimal, onWords, say } from "./words.js";

/** One photo is not compared. */
const FEWEST = 2;

/** @typedef {{ choose: (entry: Entry) => void, remove: (entry: Entry) => void, clear: () => void }} Actions */
/** @typedef {{ item: HTMLLIElement, button: HTMLButtonElement, text: HTMLElement, remove: HTMLButtonElement, url: string }} Card */

export class AlbumView {
  /** The photo on the stage. @type {number | null} */
  current = null;
  /** @type {Map<number, Card>} */
  #cards = new Map();
  /** @type {readonly Entry[]} */
  #shown = [];
  #actions;

  /** @param {Actions} actions */
  constructor(actions) {
    this.#actions = actions;
    $("album-clear").addEventListener("click", () => {
      actions.clear();
      // This button has disappeared.
      $("file").focus();
    });
    onWords(() => this.show(this.#shown));
  }

  /** @param {readonly Entry[]} entries ranked */
  show(entries) {
    this.#shown = entries;
    $("album-card").hidden = entries.length < FEWEST;
    for (const [id, { url }] of this.#cards) if (!entries.some((entry) => entry.id === id)) this.#forget(id, url);
    const cards = entries.map((entry, place) => this.#fill(entry, place));
    // Moving a card would take the focus from it.
    if (!isSame([...$("album").children], cards)) {
      const { activeElement } = document;
      $("album").replaceChildren(...cards);
      if (activeElement instanceof HTMLElement && $("album").contains(activeElement)) activeElement.focus({ preventScroll: true });
    }
    const done = entries.filter(({ result }) => result).length;
    $("album-progress").textContent = done < entries.length ? say("album.progress", { done, count: entries.length }) : "";
  }

  /** @param {number} id @param {string} url */
  #forget(id, url) {
    URL.revokeObjectURL(url);
    this.#cards.delete(id);
  }

  /** @param {Entry} entry @param {number} place */
  #fill(entry, place) {
    const card = this.#cards.get(entry.id) ?? this.#makeCard(entry);
    const result = resultText(entry);
    const scored = scoreOf(entry);
    const isBest = place === 0 && scored !== null;
    card.text.replaceChildren(...(scored?.verdict ? [verdictSign(AS_CHECK[scored.verdict])] : []), result);
    card.item.classList.toggle("best", isBest);
    card.item.dataset.best = isBest ? say("album.best") : "";
    card.item.dataset.score = scored ? String(scored.score) : "";
    card.button.ariaPressed = String(entry.id === this.current);
    card.remove.ariaLabel = card.remove.title = say("album.remove", { name: entry.name });
    return card.item;
  }

  /** @param {Entry} entry @returns {Card} */
  #makeCard(entry) {
    const url = URL.createObjectURL(entry.blob);
    const text = make("span", { className: "card-result" });
    const name = make("span", { className: "card-name" }, make("bdi", {}, entry.name));
    const button = make("button", { type: "button", className: "card" }, make("img", { src: url, alt: "", decoding: "async" }), text, name);
    button.addEventListener("click", () => this.#actions.choose(entry));
    const remove = make("button", { type: "button", className: "remove" }, "×");
    remove.addEventListener("click", () => {
      const next = /** @type {HTMLElement | null} */ (card.item.nextElementSibling ?? card.item.previousElementSibling);
      (next?.querySelector("button") ?? $("file")).focus();
      this.#actions.remove(entry);
    });
    const card = { item: make("li", { title: entry.name }, button, remove), button, text, remove, url };
    this.#cards.set(entry.id, card);
    return card;
  }
}

/** @param {Entry} entry */
function resultText(entry) {
  const scored = scoreOf(entry);
  if (!scored) return say(entry.result ? "album.failed" : "album.waiting");
  const { percentile, score, verdict } = scored;
  const number = percentile === null ? decimal(score, SCORE_DIGITS) : say("album.percentile", { percent: Math.round(percentile) });
  return verdict ? `${say(`verdict.${verdict}`)} · ${number}` : number;
}

/** @param {readonly Element[]} a @param {readonly Element[]} b */
const isSame = (a, b) => a.length === b.length && a.every((one, i) => one === b[i]);
