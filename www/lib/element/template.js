/** The nodes of the element's inside, without a word and without a state. */
import { h } from "./dom.js";
import { icon } from "./icons.js";

/** @typedef {"camera" | "file" | "shutter" | "close" | "retry" | "resume" | "otherFile" | "retake" | "another" | "recheck" | "heatmap" | "remove" | "torch"} ButtonName */
/** What the person wants. @typedef {"openCamera" | "chooseFile" | "shoot" | "close" | "recheck" | "remove" | "toggleHeatmap" | "toggleTorch"} Wish */

/** Of each button: what it does, how it looks, its sign; the more wanted first, which get the focus. @type {Readonly<Record<ButtonName, [wish: Wish, look: string, sign?: import("./icons.js").Icon]>>} */
const BUTTONS = {
  camera: ["openCamera", "primary", "camera"],
  file: ["chooseFile", "secondary", "file"],
  shutter: ["shoot", "shutter"],
  retry: ["openCamera", "primary", "retake"],
  resume: ["openCamera", "primary", "camera"],
  otherFile: ["chooseFile", "secondary", "file"],
  retake: ["openCamera", "secondary", "camera"],
  another: ["chooseFile", "secondary", "file"],
  recheck: ["recheck", "secondary", "retake"],
  heatmap: ["toggleHeatmap", "pill", "heatmap"],
  remove: ["remove", "round", "remove"],
  close: ["close", "round", "close"],
  torch: ["toggleTorch", "round", "torch"],
};

/** @typedef {ReturnType<typeof makeTemplate>} Template */

/**
 * @param {(wish: Wish) => void} onWish
 */
export function makeTemplate(onWish) {
  const entries = Object.entries(BUTTONS).map(([name, [wish, look, sign]]) => [name, button(name, look, sign, () => onWish(wish))]);
  const buttons = /** @type {Record<ButtonName, HTMLButtonElement>} */ (Object.fromEntries(entries));
  const texts = {
    introTitle: h("p", { class: "title", part: "title" }),
    introText: h("p", { class: "text", part: "text" }),
    dropHint: h("p", { class: "text drop-hint" }),
    problemTitle: h("p", { class: "title", part: "title" }),
    problemText: h("p", { class: "text", part: "text" }),
    waiting: h("p", { class: "text" }),
    hint: h("p", { class: "hint", part: "hint" }),
    drop: h("p", { class: "drop", part: "drop", "aria-hidden": "true" }),
    note: h("span"),
    status: h("p", { class: "status", role: "status" }),
  };
  return {
    buttons,
    texts,
    video: h("video", { part: "video", class: "video", muted: true, playsinline: true }),
    photo: h("canvas", { part: "photo", class: "photo", role: "img", width: "1", height: "1" }),
    overlay: h("slot", { name: "overlay" }),
    select: h("select", { part: "camera-select", class: "select" }),
    input: h("input", { type: "file", accept: "image/*", hidden: true, tabindex: "-1" }),
    ...panels(buttons, texts),
  };
}

/** @param {Record<ButtonName, HTMLButtonElement>} buttons @param {Record<string, HTMLElement>} texts */
function panels({ camera, file, retry, resume, otherFile }, { introTitle, introText, dropHint, problemTitle, problemText, waiting }) {
  const problem = h("slot", { name: "problem" }, badge("camera"), problemTitle, problemText);
  const intro = h("slot", { name: "intro" }, badge("face"), introTitle, introText);
  const spinner = h("span", { class: "spinner", "aria-hidden": "true" });
  return {
    intro: h("div", { part: "intro", class: "panel" }, intro, row(camera, file), dropHint),
    problem: h("div", { part: "problem", class: "panel" }, problem, row(resume, retry, otherFile)),
    waiting: h("div", { part: "waiting", class: "panel waiting" }, spinner, waiting),
  };
}

/** @param {...Node} children */
export const row = (...children) => h("div", { class: "row", part: "actions" }, ...children);

/** @param {import("./icons.js").Icon} sign */
const badge = (sign) => h("span", { class: "badge", "aria-hidden": "true" }, icon(sign));

/**
 * @param {string} name
 * @param {string} look
 * @param {import("./icons.js").Icon | undefined} sign
 * @param {() => void} onclick
 */
function button(name, look, sign, onclick) {
  const label = h("span", { class: "label" });
  const button = h("button", { type: "button", part: `button ${look} button-${kebab(name)}`, class: look, onclick });
  button.append(...(sign ? [icon(sign)] : []), label);
  return button;
}

/** @param {string} name */
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
