/**
 * What a person in front of the camera should do now: one thing at a time, in few words, and not so fast that nobody can
 * follow it.
 */
/** @import { Assessment } from "../types.js" */
/** @import { Oval } from "./oval.js" */
import { placementOf } from "./oval.js";

/** Hints by reason; `element.hint.` and this is the sentence's key. Reasons without one have no short form. */
// biome-ignore format: as in the table of checks
const HINTS = /** @type {Readonly<Record<string, string>>} */ ({
  "over-exposure": "glare", light: "light", contrast: "contrast", "even-light": "even-light", "natural-colour": "colour",
  sharpness: "sharpness", "real-resolution": "detail", noise: "noise", compression: "detail", "inter-eye-distance": "closer",
  "in-picture": "cut", "crop-left": "centre", "crop-right": "centre", "margin-above": "centre", "single-face": "single-face",
  yaw: "straight", pitch: "chin-down", roll: "upright", "eyes-open": "eyes", "mouth-closed": "mouth",
  "region-forehead": "region-forehead", "region-eyes": "region-eyes", "region-nose": "region-nose", "region-cheeks": "region-cheeks",
  "region-mouth": "region-mouth", "region-jaw": "region-jaw", "region-border": "region-border",
});

/** @typedef {{ id: string, passes: boolean }} Hint `passes`: the frame may be the photo, whatever could be better still */

/**
 * @param {Assessment} assessment of a frame
 * @param {Oval} oval in the frame
 * @param {boolean} isEnough whether it has what the form asks for
 * @param {string | null} shown the hint that is shown now
 * @returns {Hint}
 */
export function hintOf({ face, advice }, oval, isEnough, shown) {
  const company = advice.find(({ id, severity }) => id === "single-face" && severity === "fail");
  if (company) return { id: "single-face", passes: false };
  const placement = face && placementOf(face.box, oval, shown);
  if (placement) return { id: placement, passes: false };
  const known = advice.filter(({ id }) => id in HINTS);
  // A turned or tilted head hides parts of the face: what can be measured comes before what merely cannot be seen.
  const first = known.find(({ id }) => !id.startsWith("region-")) ?? known[0];
  const passes = isEnough && !advice.some(({ severity }) => severity === "fail");
  if (!first) return { id: passes ? "hold" : "better", passes };
  return { id: first.id === "pitch" && first.variant === "down" ? "chin-up" : HINTS[first.id], passes };
}

/** Milliseconds that a hint stays at least: shorter ones cannot be read (Smile ID's web client throttles to the same). */
const HOLD = 600;
/** Milliseconds for which another one must be right without a break before it is shown: a blink is no hint. A device that needs
 * longer for one frame shows what it has. */
const STEADY = 200;

/** Holds each hint long enough to be read and followed. */
export class HintChooser {
  /** @type {string | null} */
  #shown = null;
  #since = Number.NEGATIVE_INFINITY;
  /** @type {{ id: string, since: number } | null} */
  #next = null;
  #last = Number.POSITIVE_INFINITY;

  /** The hint on the screen. */
  get shown() {
    return this.#shown;
  }

  /**
   * @param {string} id what the newest frame asks for
   * @param {number} now milliseconds
   * @returns {string} what to show
   */
  choose(id, now) {
    if (id === this.#shown) this.#next = null;
    else if (this.#next?.id !== id) this.#next = { id, since: now };
    const isSlow = now - this.#last >= STEADY;
    this.#last = now;
    const steady = this.#next && (this.#shown === null || isSlow || now - this.#next.since >= STEADY);
    if (steady && now - this.#since >= HOLD) {
      this.#shown = id;
      this.#since = now;
      this.#next = null;
    }
    return this.#shown ?? id;
  }
}
