/** `<face-quality-input>`: a photo of a face as a form control, from the camera or from a file, checked before it is accepted. */
/** @import { Assessment, LoadOptions, OwnStrings, Preset, Words } from "../types.js" */
/** @import { FaceQuality } from "../face-quality.js" */
/** @import { State } from "./controller.js" */
/** @import { Problem } from "./problems.js" */
import { wordsFor } from "../words.js";
import { setText, upgrade } from "./attributes.js";
import { Controller } from "./controller.js";
import { FormControl, internalsOf } from "./form-control.js";
import { listenForFiles } from "./intake.js";
import { languageOf, watchLanguage } from "./language.js";
import { Narrator } from "./narrator.js";
import { styles } from "./styles.js";
import { complaintOf } from "./validity.js";
import { View } from "./view.js";

/** Attributes by what they change. */
const RULES = ["required", "min-percentile", "min-verdict"];
const MODEL = ["model", "assets"];

export class FaceQualityInputElement extends FormControl {
  static observedAttributes = [...RULES, ...MODEL, "preset", "camera", "auto-capture"];

  #view;
  #controller;
  #narrator;
  /** @type {Words | null} */
  #words = null;
  /** The newest request for words. */
  #asked = 0;
  /** @type {State} */
  #state = "empty";
  #isDisabled = false;
  #custom = "";
  /** @type {OwnStrings} */
  #strings = {};
  /** What an attribute cannot hold. @type {{ model?: LoadOptions["model"], assets?: any, quality?: FaceQuality | Promise<FaceQuality> | null }} */
  #given = {};
  /** Of listeners outside of this element, while it is connected. */
  #presence = new AbortController();

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [styles()];
    const take = (/** @type {File} */ file) => void this.#controller.take(file);
    this.#view = new View((wish) => this.#do(wish), {
      chosen: take,
      switched: (id) => void this.#controller.openCamera(id),
      vanished: () => this.#controller.hide(),
    });
    root.append(this.#view.element);
    this.#controller = new Controller(
      {
        settings: () => this.#settings(),
        changed: () => this.#changed(),
        assessed: (assessment, detail) => this.#send("assess", { assessment, live: detail.frame !== null, ...detail }),
        decided: () => this.#decided(),
        failed: ({ code, message, cause }) => this.#send("error", { code, message, cause }),
      },
      { video: this.#view.video, size: () => this.#view.size },
    );
    this.#narrator = new Narrator((text) => this.#view.say(text));
    const isOpen = () => !this.#isDisabled;
    listenForFiles(this, take, (isOver) => this.#view.hover(isOver), isOpen);
    this.addEventListener("invalid", () => this.mark("user-invalid", true));
  }

  connectedCallback() {
    upgrade(this);
    this.#presence = new AbortController();
    const { signal } = this.#presence;
    document.addEventListener("visibilitychange", () => document.hidden && this.#controller.hide(), { signal });
    addEventListener("pagehide", () => this.#controller.hide(), { signal });
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.#controller.listCameras(), { signal });
    watchLanguage(this, () => void this.#speak(), signal);
    this.#controller.connect();
    void this.#speak();
  }

  disconnectedCallback() {
    this.#presence.abort();
    this.#controller.disconnect();
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (before === after || !this.isConnected) return;
    if (MODEL.includes(name)) this.#reload();
    else if (name === "preset") this.#controller.renew();
    this.#changed();
  }

  /** @param {boolean} isDisabled by its attribute or a fieldset */
  formDisabledCallback(isDisabled) {
    this.#isDisabled = isDisabled;
    if (isDisabled) this.#controller.closeCamera();
    this.#changed();
  }

  formResetCallback() {
    this.mark("user-invalid", false);
    this.#controller.clear(true);
  }

  /** @param {File | FormData | string | null} state what setFormValue was given */
  formStateRestoreCallback(state) {
    const file = state instanceof FormData ? [...state.values()].find((value) => value instanceof File) : state;
    if (file instanceof File) void this.#controller.take(file, true);
  }

  /** @param {import("./template.js").Wish} wish */
  #do(wish) {
    const wishes = {
      openCamera: () => this.openCamera(),
      chooseFile: () => this.#view.chooseFile(),
      shoot: () => this.#controller.shoot(),
      close: () => this.#controller.closeCamera(),
      recheck: () => void this.#controller.recheck(),
      remove: () => this.#controller.clear(),
      toggleHeatmap: () => this.#changed(),
      toggleTorch: () => void this.#light(),
    };
    wishes[wish]();
  }

  async #light() {
    try {
      await this.#controller.session?.camera?.light(this.#view.isLit);
    } catch (cause) {
      this.#send("error", { code: "torch", message: "the camera's light cannot be switched", cause });
    }
    this.#changed();
  }

  #settings() {
    const { quality = null } = this.#given;
    const source = { model: this.model ?? undefined, assets: this.assets ?? undefined };
    const facing = this.camera === "environment" ? /** @type {const} */ ("environment") : /** @type {const} */ ("user");
    return { preset: this.preset, requirement: this.#requirement, facing, auto: this.autoCapture, source, quality };
  }

  get #requirement() {
    return { minPercentile: this.minPercentile, minVerdict: this.minVerdict };
  }

  /** Words in the language of the place where the element is. */
  async #speak() {
    const turn = ++this.#asked;
    const words = await wordsFor(languageOf(this), this.#strings);
    if (turn !== this.#asked) return;
    this.#words = words;
    this.#changed();
  }

  /** The model is another one. */
  #reload() {
    this.#controller.unload();
    if (!this.isConnected) return;
    this.#controller.connect();
    this.#controller.renew();
  }

  /** Brings form, states and screen up to date. */
  #changed() {
    const words = this.#words;
    if (!words) return;
    const previous = this.#state;
    const { state, problem, photo } = this.#controller;
    this.#state = state;
    const shown = { words, state, controller: this.#controller, requirement: this.#requirement };
    this.#view.update({ ...shown, hasCamera: this.camera !== "none", isAuto: this.autoCapture, isDisabled: this.#isDisabled });
    this.#narrator.follow(shown);
    this.#validate(words);
    const internals = internalsOf(this);
    internals.setFormValue(this.value, photo?.file ?? null);
    internals.role = "group";
    internals.ariaLabel = internals.labels.length > 0 ? null : words.say("element.label");
    if (state === previous) return;
    this.mark(previous, false);
    this.mark(state, true);
    this.#send("statechange", { state, previous, problem });
  }

  /** @param {Words} words */
  #validate(words) {
    const rules = { required: this.required, requirement: this.#requirement, custom: this.#custom };
    const complaint = complaintOf(this.#controller.photo, rules, words);
    if (complaint) internalsOf(this).setValidity(complaint.flags, complaint.message, this.#view.anchor);
    else internalsOf(this).setValidity({});
    if (!complaint) this.mark("user-invalid", false);
  }

  /** The person has chosen. */
  #decided() {
    this.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {string} type @param {object} detail */
  #send(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /**
   * The photo that the form gets: null while there is none, while it is checked, and if it was refused. Setting it assesses the file,
   * without `input` and `change`.
   *
   * @type {File | null}
   */
  get value() {
    return this.#controller.value;
  }
  set value(file) {
    if (file === null || file === undefined) this.clear();
    else if (file instanceof File) void this.#controller.take(file, true);
    else throw new TypeError("the value is a File or null");
  }

  /** What was found in the photo; null while there is none, and if it could not be assessed. @type {Assessment | null} */
  get assessment() {
    return this.#controller.photo?.assessment ?? null;
  }

  /** What is on the screen. @type {State} */
  get state() {
    return this.#controller.state;
  }

  /** Why there is no camera; null in all other states. @type {Problem | null} */
  get problem() {
    return this.#controller.problem;
  }

  /** Own sentences instead of the package's, by key ("element.hint.closer"). @type {OwnStrings} */
  get strings() {
    return this.#strings;
  }
  set strings(value) {
    this.#strings = value ?? {};
    if (this.isConnected) void this.#speak();
  }

  /** Model, as for `FaceQuality.load`: the attribute has its address, the property takes all else. @type {LoadOptions["model"] | null} */
  get model() {
    return this.#given.model ?? this.getAttribute("model");
  }
  set model(value) {
    this.#give("model", value);
  }

  /** Where the package's files are, as for `FaceQuality.load`: an address, or one for each. @type {any} */
  get assets() {
    return this.#given.assets ?? this.getAttribute("assets");
  }
  set assets(value) {
    this.#give("assets", value);
  }

  /**
   * A FaceQuality of the page, or one on its way, for which null is read: then the element loads none. It stays the page's, which
   * disposes of it.
   *
   * @returns {FaceQuality | null}
   */
  get quality() {
    const { quality } = this.#given;
    return quality instanceof Promise ? null : (quality ?? null);
  }
  /** @param {FaceQuality | Promise<FaceQuality> | null} value */
  set quality(value) {
    this.#given.quality = value;
    if (value instanceof Promise)
      void value.then(
        (quality) => this.#given.quality === value && (this.#given.quality = quality),
        () => {},
      );
    this.#reload();
  }

  /** @param {"model" | "assets"} name @param {any} value */
  #give(name, value) {
    const isText = typeof value === "string";
    this.#given[name] = isText ? undefined : (value ?? undefined);
    const before = this.getAttribute(name);
    setText(this, name, isText ? value : null);
    // A changed attribute reloads by itself.
    if (before === this.getAttribute(name)) this.#reload();
  }

  /** Opens the camera, as the button does. */
  openCamera() {
    if (!this.#isDisabled && this.isConnected && this.camera !== "none") void this.#controller.openCamera();
  }

  /** Takes the frame that the camera shows; nothing if it is off. */
  capture() {
    this.#controller.shoot();
  }

  /** Turns the camera off. */
  closeCamera() {
    this.#controller.closeCamera();
  }

  /** Removes the photo and turns the camera off, without events. */
  clear() {
    this.#controller.clear(true);
  }

  /** A complaint of the page's own; "" takes it back. @param {string} message */
  setCustomValidity(message) {
    this.#custom = String(message);
    this.#changed();
  }
}
