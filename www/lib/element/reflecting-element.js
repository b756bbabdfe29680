/** The element's attributes as properties, as form controls have them; nothing else. */
/** @import { Preset } from "../types.js" */
import { oneOf, setFlag, setText } from "./attributes.js";
import { readPercentile, readVerdict } from "./requirement.js";

/** On a server there are no elements: there the class is made and never used. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

/** @type {readonly ["verify", "enrol", "lenient"]} */
const PRESETS = ["verify", "enrol", "lenient"];
/** @type {readonly ["user", "environment", "none"]} */
const CAMERAS = ["user", "environment", "none"];

export class ReflectingElement extends Base {
  /** Under which the photo is in the form's data. */
  get name() {
    return this.getAttribute("name") ?? "";
  }
  set name(value) {
    setText(this, "name", value);
  }

  /** Whether the form needs a photo. */
  get required() {
    return this.hasAttribute("required");
  }
  set required(value) {
    setFlag(this, "required", value);
  }

  get disabled() {
    return this.hasAttribute("disabled");
  }
  set disabled(value) {
    setFlag(this, "disabled", value);
  }

  /** Lowest percentile that is accepted, 0–100; null: any. @type {number | null} */
  get minPercentile() {
    return readPercentile(this.getAttribute("min-percentile"));
  }
  set minPercentile(value) {
    setText(this, "min-percentile", value);
  }

  /** Lowest verdict that is accepted; null: any. @type {"poor" | "fair" | "good" | null} */
  get minVerdict() {
    return readVerdict(this.getAttribute("min-verdict"));
  }
  set minVerdict(value) {
    setText(this, "min-verdict", value);
  }

  /** What the photo is for: how strict the hints and reasons are. Default "verify". @type {Preset} */
  get preset() {
    return oneOf(this, "preset", PRESETS);
  }
  set preset(value) {
    setText(this, "preset", value);
  }

  /** Which camera is asked for; "none": files only. Default "user". @type {"user" | "environment" | "none"} */
  get camera() {
    return oneOf(this, "camera", CAMERAS);
  }
  set camera(value) {
    setText(this, "camera", value);
  }

  /** Whether the best frame is taken by itself. On unless the attribute is "off". @type {boolean} */
  get autoCapture() {
    return oneOf(this, "auto-capture", ["on", "off"]) === "on";
  }
  set autoCapture(value) {
    setText(this, "auto-capture", value ? null : "off");
  }
}
