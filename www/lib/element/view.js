/** The element's inside, brought up to date from the state. It decides nothing. */
/** @import { Words } from "../types.js" */
/** @import { Controller, State } from "./controller.js" */
/** @import { ButtonName, Wish } from "./template.js" */
import { Announcer } from "./announcer.js";
import { h } from "./dom.js";
import { Guide } from "./guide.js";
import { refusalOf } from "./photo.js";
import { Preview } from "./preview.js";
import { Result } from "./result.js";
import { makeTemplate, row } from "./template.js";

/**
 * @typedef {object} Shown
 * @property {Words} words
 * @property {State} state
 * @property {Controller} controller
 * @property {import("./requirement.js").Requirement} requirement
 * @property {boolean} hasCamera whether the page wants one
 * @property {boolean} isAuto
 * @property {boolean} isDisabled
 */

/** Where each button is. @type {Readonly<Partial<Record<State, readonly ButtonName[]>>>} */
const BUTTONS = {
  empty: ["camera", "file"],
  asking: ["close"],
  starting: ["close"],
  live: ["shutter", "close", "torch"],
  capturing: ["shutter", "close", "torch"],
  checking: ["remove"],
  accepted: ["retake", "another", "heatmap", "remove"],
  refused: ["retake", "another", "heatmap", "remove"],
  problem: ["resume", "retry", "otherFile", "close"],
};
const CAMERA_BUTTONS = new Set(["camera", "retake", "retry", "resume"]);
/** Problems that another try cannot end. */
const HOPELESS = new Set(["unsupported", "insecure", "forbidden"]);

export class View {
  guide = new Guide();
  #result = new Result();
  #nodes;
  #stage;
  #announcer;
  #preview;
  /** What is on the stage and how. @type {{ photo: unknown, isSeen: boolean, isMapped: boolean }} */
  #drawn = { photo: null, isSeen: false, isMapped: false };
  #isLit = false;
  /** Where the focus was put because its place had gone. @type {HTMLElement | null} */
  #placed = null;

  /** @param {(wish: Wish) => void} onWish @param {{ chosen: (file: File) => void, switched: (id: string) => void, vanished: () => void }} inputs */
  constructor(onWish, { chosen, switched, vanished }) {
    const nodes = makeTemplate((wish) => this.#onWish(wish, onWish));
    const { buttons, texts, video, photo, overlay, select, input, intro, problem, waiting } = nodes;
    const { close, torch, remove, shutter, heatmap, retake, another, recheck } = buttons;
    const top = h("div", { class: "bar top" }, close, torch, remove);
    const bottom = h("div", { class: "bar bottom" }, shutter, select, heatmap);
    const layers = [video, photo, overlay, this.guide.element, texts.hint, waiting, intro, problem, top, bottom, texts.drop];
    this.#stage = h("div", { part: "stage", class: "stage" }, ...layers);
    const note = h("p", { class: "note", part: "note" }, h("slot", { name: "note" }, texts.note));
    const after = [this.#result.element, row(recheck, retake, another), note, texts.status, input];
    this.element = h("div", { part: "base", class: "base" }, this.#stage, ...after);
    this.#nodes = nodes;
    this.#announcer = new Announcer(texts.status);
    this.#preview = new Preview(photo);
    // Of the parts, not of the element: their `input` would leave the shadow root.
    for (const type of ["input", "change"]) this.element.addEventListener(type, (event) => event.stopPropagation());
    select.addEventListener("change", () => switched(select.value));
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      // So that the same file can be chosen again.
      input.value = "";
      if (file) chosen(file);
    });
    new ResizeObserver(() => {
      if (this.size.width > 0) this.guide.fit(this.size);
      else vanished();
    }).observe(this.#stage);
  }

  get video() {
    return this.#nodes.video;
  }

  /** The stage on the screen, in CSS pixels. */
  get size() {
    return { width: this.#stage.clientWidth, height: this.#stage.clientHeight };
  }

  /** What the browser points to when the form cannot be sent. */
  get anchor() {
    return Object.values(this.#nodes.buttons).find((button) => !button.hidden) ?? this.#stage;
  }

  /** Lets the person choose a file. */
  chooseFile() {
    this.#nodes.input.click();
  }

  /** Says something to a screen reader. @param {string} text */
  say(text) {
    this.#announcer.say(text);
  }

  /** @param {boolean} isOver a file is held over the element */
  hover(isOver) {
    this.element.classList.toggle("is-over", isOver);
  }

  /** @param {Wish} wish @param {(wish: Wish) => void} onWish */
  #onWish(wish, onWish) {
    if (wish === "toggleHeatmap") this.#drawn.isMapped = !this.#drawn.isMapped;
    if (wish === "toggleTorch") this.#isLit = !this.#isLit;
    onWish(wish);
  }

  get isLit() {
    return this.#isLit;
  }

  /** @param {Shown} shown */
  update(shown) {
    const { words, state } = shown;
    const hadFocus = this.#focused();
    this.element.lang = words.lang;
    this.element.dir = words.dir;
    this.element.dataset.state = state;
    this.#updateTexts(shown);
    this.#updateButtons(shown);
    this.#updateCamera(shown);
    this.#updatePhoto(shown);
    // Where the person's own choice was stays; where it has gone, or was ours, goes to what comes next.
    if (hadFocus && (!this.#focused() || hadFocus === this.#placed)) this.#place();
  }

  #place() {
    this.#placed = this.anchor;
    if (this.#placed !== this.#focused()) this.#placed.focus();
  }

  #focused() {
    const root = /** @type {ShadowRoot} */ (this.element.getRootNode());
    const active = root.activeElement;
    return active instanceof HTMLElement && active.checkVisibility?.() !== false ? active : null;
  }

  /** @param {Shown} shown */
  #updateTexts(shown) {
    const { hasCamera, isAuto, state } = shown;
    const { say } = shown.words;
    const { problem, session } = shown.controller;
    const { texts, select, video, photo, waiting, intro, problem: panel } = this.#nodes;
    intro.hidden = state !== "empty";
    panel.hidden = state !== "problem";
    waiting.hidden = !["asking", "starting", "checking"].includes(state);
    setText(texts.introTitle, say(hasCamera ? "element.intro.title" : "element.intro.file"));
    setText(texts.introText, say("element.intro.text"));
    setText(texts.dropHint, say("element.drop.hint"));
    setText(texts.drop, say("element.drop.now"));
    setText(texts.note, say("element.note"));
    if (problem) {
      setText(texts.problemTitle, say(`element.problem.${problem}.title`));
      setText(texts.problemText, say(`element.problem.${problem}.text`));
    }
    if (!waiting.hidden) setText(texts.waiting, say(`element.status.${state}`));
    texts.hint.hidden = !isLive(state);
    const hint = session?.hint ?? null;
    setText(texts.hint, say(hintKey(shown)));
    texts.hint.classList.toggle("is-good", hint === "hold" || hint === "ready");
    if (isLive(state) && hint) this.#announcer.hint(String(texts.hint.textContent));
    const isQuiet = isAuto && !session?.isLong;
    this.#nodes.buttons.shutter.classList.toggle("is-quiet", isQuiet);
    this.#label("shutter", say(isQuiet ? "element.button.manual" : "element.button.shutter"));
    select.setAttribute("aria-label", say("element.camera.choose"));
    video.setAttribute("aria-label", say("element.camera.picture"));
    photo.setAttribute("aria-label", say(this.#drawn.isMapped ? "element.photo.heatmap" : "element.photo.label"));
  }

  /** @param {Shown} shown */
  #updateButtons({ words: { say }, state, controller, hasCamera, isDisabled }) {
    const { buttons } = this.#nodes;
    const { problem, photo, session } = controller;
    const visible = new Set(BUTTONS[state]);
    if (photo?.error && state !== "checking") visible.add("recheck").delete("heatmap");
    if (!session?.camera?.hasTorch) visible.delete("torch");
    if (problem) visible.delete(problem === "paused" ? "retry" : "resume");
    if (problem && HOPELESS.has(problem)) visible.delete("retry");
    if (problem && !photo) visible.delete("close");
    for (const [name, button] of /** @type {[ButtonName, HTMLButtonElement][]} */ (Object.entries(buttons))) {
      button.hidden = !visible.has(name) || (CAMERA_BUTTONS.has(name) && !hasCamera);
      button.disabled = isDisabled;
      if (name !== "shutter") this.#label(name, say(LABELS[name]));
    }
    buttons.file.className = buttons.camera.hidden ? "primary" : "secondary";
    buttons.heatmap.setAttribute("aria-pressed", String(this.#drawn.isMapped));
    buttons.torch.setAttribute("aria-pressed", String(this.#isLit));
  }

  /** @param {ButtonName} name @param {string} text */
  #label(name, text) {
    setText(/** @type {HTMLElement} */ (this.#nodes.buttons[name].lastElementChild), text);
  }

  /** @param {Shown} shown */
  #updateCamera({ words: { say }, state, controller: { session, cameras } }) {
    const { video, overlay, select } = this.#nodes;
    const isOn = isLive(state);
    if (!isOn) this.#isLit = false;
    video.hidden = overlay.hidden = !isOn;
    this.guide.element.toggleAttribute("hidden", !isOn);
    video.classList.toggle("is-mirrored", session?.camera?.isMirrored ?? false);
    this.guide.progress(session?.progress ?? 0);
    select.hidden = !isOn || cameras.length < 2;
    const ids = cameras.map(({ id }) => id).join();
    if (select.hidden || select.dataset.ids === ids) return;
    select.dataset.ids = ids;
    const options = cameras.map(({ id, label }, i) =>
      h("option", { value: id }, label || say("element.camera.unnamed", { number: i + 1 })),
    );
    select.replaceChildren(...options);
    select.value = session?.camera?.id ?? "";
  }

  /** @param {Shown} shown */
  #updatePhoto({ words, state, controller: { photo }, requirement }) {
    const isDecided = state === "accepted" || state === "refused";
    this.#result.element.hidden = !isDecided;
    this.#nodes.photo.hidden = !(isDecided || state === "checking") || !this.#drawn.isSeen;
    if (photo && isDecided) this.#result.show(photo, refusalOf(photo, requirement), words);
    if (photo?.image !== this.#drawn.photo) void this.#drawPhoto(photo);
    else if (photo && isDecided) void this.#preview.paint(photo.assessment, this.#drawn.isMapped);
  }

  /** @param {Controller["photo"]} photo */
  async #drawPhoto(photo) {
    this.#drawn = { photo: photo?.image ?? null, isSeen: false, isMapped: false };
    if (!photo) return this.#preview.clear();
    const { image } = photo;
    const isSeen = await this.#preview.take(image);
    if (this.#drawn.photo !== image) return;
    this.#drawn.isSeen = isSeen;
    this.#nodes.photo.hidden = !isSeen;
  }
}

/** Leaves what is right already: a live picture brings thirty updates a second. @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** What is said over the camera's picture. @param {Shown} shown */
function hintKey({ controller: { session, isLoaded } }) {
  if (session?.hint) return `element.hint.${session.hint}`;
  if (session?.isBlind) return "element.problem.model.title";
  return isLoaded ? "element.hint.centre" : "element.status.loading";
}

/** @param {State} state */
const isLive = (state) => state === "live" || state === "capturing";

/** @type {Readonly<Record<Exclude<ButtonName, "shutter">, string>>} */
const LABELS = {
  camera: "element.button.camera",
  file: "element.button.file",
  close: "element.button.close",
  torch: "element.button.torch",
  retry: "element.button.retry",
  resume: "element.button.resume",
  otherFile: "element.button.file",
  retake: "element.button.retake",
  another: "element.button.another",
  recheck: "element.button.retry",
  heatmap: "element.button.heatmap",
  remove: "element.button.remove",
};
