/** Sliders that make the photo worse, and what it was worth before. */
/** @import { Assessment } from "attn-fiqa" */
/** @import { Photo } from "./photo.js" */
/** @import { Settings } from "./spoil.js" */
import { $, make } from "./page.js";
import { amounts, isUnchanged, UNCHANGED } from "./spoil.js";
import { Spoiled } from "./spoiled.js";
import { decimal, onWords, put, say } from "./words.js";

/** Sliders in the order of a picture's way: the scene, the lens, the sensor, the file. @type {readonly (keyof Settings)[]} */
const SLIDERS = ["cover", "light", "blur", "size", "noise", "jpeg"];
const STEP = 0.05;

export class SpoilPanel {
  /** @type {Settings} */
  #settings = { ...UNCHANGED };
  /** The photo without changes. @type {Spoiled | null} */
  #base = null;
  /** @type {{ key: keyof Settings, input: HTMLInputElement, output: HTMLElement }[]} */
  #sliders = [];
  #onChange;

  /** @param {() => void} onChange called when a slider has moved */
  constructor(onChange) {
    this.#onChange = onChange;
    for (const key of SLIDERS) this.#addSlider(key);
    $("spoil-reset").addEventListener("click", () => {
      // This button disappears.
      this.#sliders[0].input.focus();
      this.reset();
      onChange();
    });
    onWords(() => this.#describe());
  }

  /** @param {keyof Settings} key */
  #addSlider(key) {
    const min = key === "light" ? "-1" : "0";
    const input = Object.assign(document.createElement("input"), { type: "range", min, max: "1", step: String(STEP), id: `spoil-${key}` });
    // After its limits, which would cut it.
    input.value = "0";
    const name = make("span", {});
    put(name, `spoil.${key}`);
    const output = make("span", { className: "amount", ariaHidden: "true" });
    input.addEventListener("input", () => {
      this.#settings[key] = Number(input.value);
      this.#describe();
      this.#onChange();
    });
    this.#sliders.push({ key, input, output });
    const label = make("label", { className: "spoiler" }, name, output);
    label.append(input);
    $("spoilers").append(label);
  }

  get isUnchanged() {
    return isUnchanged(this.#settings);
  }

  /** All sliders at rest, for another photo or the same. */
  reset() {
    this.#settings = { ...UNCHANGED };
    for (const { input } of this.#sliders) input.value = "0";
    this.#describe();
  }

  /** There is no photo to change, or none with a face. */
  hide() {
    this.#base = null;
    $("spoil-card").hidden = true;
  }

  /** Offers the sliders for a photo as it is. @param {Photo} photo @param {Assessment} assessment */
  offer(photo, assessment) {
    this.#base = photo.width > 0 ? new Spoiled(photo, assessment) : null;
    $("spoil-card").hidden = !this.#base;
    this.#describe();
  }

  /** The photo as the sliders have it; itself if none has moved. @param {Photo} photo @returns {Promise<Photo>} */
  async apply(photo) {
    return this.#base && !this.isUnchanged ? this.#base.make(photo, this.#settings) : photo;
  }

  /** Says what the photo was worth, and what it is worth now. @param {Assessment | null} now null if it has no score */
  compare(now) {
    $("spoil-compared").hidden = this.isUnchanged || !this.#base;
    if (!this.#base) return;
    const worth = (/** @type {Assessment | null} */ one) => (one ? worthOf(one) : say("result.none"));
    $("spoil-compared").textContent = say("spoil.compared", { before: worth(this.#base.assessment), now: worth(now) });
  }

  #describe() {
    $("spoil-reset").hidden = this.isUnchanged;
    for (const { key, input, output } of this.#sliders) {
      const text = this.#settings[key] === 0 || !this.#base ? say("spoil.off") : describe(key, this.#settings, this.#base);
      output.textContent = input.ariaValueText = text;
    }
  }
}

/** @param {Assessment} assessment */
function worthOf({ percentile, score }) {
  return percentile === null ? decimal(score, 3) : say("spoil.percent", { value: Math.round(percentile) });
}

/** @param {keyof Settings} key @param {Settings} settings @param {Spoiled} base */
function describe(key, settings, { eyes, width, height }) {
  const { sigma, brightness, noise, quality, scale, cover } = amounts(settings, eyes);
  const share = (/** @type {number} */ value) => say("spoil.percent", { value: Math.round(100 * value) });
  const texts = {
    cover: () => share(cover),
    light: () => say("spoil.times", { value: decimal(brightness, 2) }),
    blur: () => say("spoil.pixels", { value: decimal(sigma, 1) }),
    size: () => say("spoil.dimensions", { width: Math.round(width * scale), height: Math.round(height * scale) }),
    noise: () => share(noise / 255),
    jpeg: () => say("spoil.quality", { value: Math.max(1, Math.round(100 * quality)) }),
  };
  return texts[key]();
}
