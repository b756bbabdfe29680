/** The demo page: one photo at a time, from choosing it to score, heatmap and reasons. */
/** @import { Assessment, Face, Landmarks, Preset } from "attn-fiqa" */
/** @import { ChosenModel } from "./model-picker.js" */
/** @import { Chosen, Photo } from "./photo.js" */
import { CROP_SIZE, toBitmap } from "attn-fiqa";
import { BackendPicker } from "./backend-picker.js";
import { hideChecks, showChecks } from "./checks-table.js";
import { CurrentModel } from "./current-model.js";
import { Faces } from "./faces.js";
import { Handles } from "./handles.js";
import { hideModelProgress, listenForModels, showModelError } from "./model-picker.js";
import { $ } from "./page.js";
import { forgetHistory, hideReasons, showError, showReasons, showScore, showTimings } from "./panel.js";
import { showWays, story, toOptions } from "./photo.js";
import { listenForPhotos, showSamples } from "./photo-input.js";
import { Picture } from "./picture.js";

class Demo {
  #model = new CurrentModel();
  #backends = new BackendPicker(() => void this.load(this.#model.chosen));
  #handles = new Handles($("handles"), (landmarks) => this.#scoreAt(landmarks, null), prompt);
  #faces = new Faces($("faces"), $("contour"), (index) => this.#choose(index));
  #picture = new Picture();
  /** The one shown; a new one replaces it as a whole. @type {Photo | null} */
  #photo = null;
  /** @type {Assessment | null} */
  #assessment = null;
  /** Only the newest call may show its result. */
  #newest = 0;
  /** The assessment in progress. @type {Promise<void>} */
  #running = Promise.resolve();

  /** @param {ChosenModel} chosen */
  async load(chosen) {
    const former = this.#model.quality?.model.sha256;
    try {
      const quality = await this.#model.load(chosen, this.#backends.choice);
      if (!quality) return;
      if (former && former !== quality.model.sha256) forgetHistory();
      // The assessment in progress ends with its engine.
      this.#newest += 1;
      this.#backends.showLoaded(quality);
      showTimings(quality, null);
      document.body.dataset.ready = quality.backend;
    } catch (error) {
      return this.#showLoadError(/** @type {any} */ (error), chosen);
    }
    if (!this.#photo) prompt("Choose a photo, or try a sample.");
    else if (this.#photo.way !== "marking") void this.#assess(this.#photo);
  }

  /** @param {{ message: string, code?: string }} error @param {ChosenModel} chosen */
  #showLoadError(error, chosen) {
    hideModelProgress();
    if (error.code === "backend") this.#backends.showFailure(error);
    else showModelError(error, chosen?.name);
    if (this.#model.quality) return;
    prompt("The model could not be loaded.");
    showError(error);
  }

  /** @param {Chosen} chosen */
  async show({ blob, name, aligned }) {
    const call = ++this.#newest;
    const bitmap = await toBitmap(blob).catch(() => null);
    const { width = 0, height = 0 } = bitmap ?? {};
    bitmap?.close();
    if (call !== this.#newest) return;
    $("frame").style.setProperty("--aspect", String(width / height || 1));
    const isAligned = aligned ?? (width === CROP_SIZE && height === CROP_SIZE);
    this.#startAgain({ blob, name, width, height, way: isAligned ? "aligned" : "detect", found: [], chosen: null });
  }

  /** Forgets what is known about the face and scores the photo again. @param {Photo} photo @param {Photo["way"]} [way] */
  #startAgain(photo, way = photo.way) {
    this.#photo = { ...photo, way, found: [], chosen: null, landmarks: undefined };
    this.#assessment = null;
    this.#handles.hide();
    this.#faces.clear();
    this.redraw();
    prompt(way === "aligned" ? "Scoring the picture…" : "Looking for the face…");
    void this.#assess(this.#photo);
  }

  /**
   * Scores the face at these landmarks: one that was found, or one marked by hand.
   *
   * @param {Landmarks} landmarks
   * @param {number | null} chosen
   */
  #scoreAt(landmarks, chosen) {
    if (this.#photo) void this.#assess(Object.assign(this.#photo, { way: "landmarks", landmarks, chosen }));
  }

  /** @param {number} index among the faces found */
  #choose(index) {
    if (!this.#photo) return;
    const { landmarks } = this.#photo.found[index];
    this.#handles.place(this.#photo, landmarks);
    this.#scoreAt(landmarks, index);
  }

  /** @param {Photo} photo @param {string} [why] said before the first question */
  #markByHand(photo, why) {
    this.#newest += 1;
    document.body.dataset.state = "done";
    Object.assign(photo, { way: "marking", chosen: null });
    const isAsked = document.activeElement === $("mark");
    this.#assessment = null;
    this.#faces.mark(null, null);
    showLandmarks(true);
    showWays(photo);
    this.redraw();
    this.#handles.ask(photo, why);
    // The button has hidden itself.
    if (isAsked) this.#handles.focus();
  }

  /** @param {Photo} photo */
  async #assess(photo) {
    const call = ++this.#newest;
    document.body.dataset.state = "busy";
    showWays(photo);
    // One at a time: a held arrow key must not fill a queue.
    await this.#running;
    if (call !== this.#newest) return;
    this.#running = this.#assessNow(photo, call);
    await this.#running;
  }

  /** @param {Photo} photo @param {number} call */
  async #assessNow(photo, call) {
    const options = { ...toOptions(photo), preset: /** @type {Preset} */ ($("preset").value) };
    try {
      const result = await (await this.#model.ready()).assess(photo.blob, options);
      if (call === this.#newest) await this.#showResult(photo, result);
    } catch (error) {
      if (call === this.#newest) this.#showFailure(photo, /** @type {any} */ (error));
    }
    if (call === this.#newest) document.body.dataset.state = "done";
  }

  /** @param {Photo} photo @param {Assessment} result */
  async #showResult(photo, result) {
    this.#assessment = result;
    const { face } = result;
    if (face && photo.way === "detect") {
      Object.assign(photo, { found: [face, ...face.others], chosen: 0 });
      this.#handles.place(photo, face.landmarks);
    }
    this.#faces.offer(photo, photo.found);
    this.#faces.mark(face, photo.chosen);
    showWays(photo);
    prompt(story(photo));
    showScore(result, photo.chosen ? `${photo.name}, face ${photo.chosen + 1}` : photo.name);
    showReasons(result);
    showChecks(result.checks);
    this.#backends.showPass(result);
    if (this.#model.quality) showTimings(this.#model.quality, result);
    await this.redraw();
  }

  /** @param {Photo} photo @param {{ message: string, code?: string }} error */
  #showFailure(photo, error) {
    showError(error);
    hideReasons();
    hideChecks();
    if (error.code === "no-face") return this.#markByHand(photo, "No face was found; you can mark it by hand. ");
    this.#assessment = null;
    this.#faces.mark(null, null);
    prompt("This photo has no score.");
    this.redraw();
  }

  redraw() {
    return this.#picture.draw(this.#photo, this.#assessment, this.#model.quality?.model).catch(showError);
  }

  listen() {
    /** @type {(id: string, event: string, act: (photo: Photo) => void) => void} */
    const on = (id, event, act) => $(id).addEventListener(event, () => this.#photo && act(this.#photo));
    listenForPhotos((chosen) => void this.show(chosen));
    listenForModels((chosen) => void this.load(chosen));
    on("aligned", "change", (photo) => this.#startAgain(photo, $("aligned").checked ? "aligned" : "detect"));
    on("again", "click", (photo) => {
      this.#startAgain(photo, "detect");
      // This button has hidden itself.
      $("mark").focus();
    });
    on("mark", "click", (photo) => this.#markByHand(photo));
    on("preset", "change", (photo) => photo.way !== "marking" && void this.#assess(photo));
    $("landmarks").addEventListener("change", () => showLandmarks($("landmarks").checked));
    $("outline").addEventListener("change", () => $("frame").classList.toggle("outline", $("outline").checked));
    for (const id of ["opacity", "colormap", "range"]) $(id).addEventListener("input", () => void this.redraw());
  }
}

/** @param {string} text */
function prompt(text) {
  $("prompt").textContent = text;
}

/** @param {boolean} shown */
function showLandmarks(shown) {
  $("landmarks").checked = shown;
  $("frame").classList.toggle("landmarks", shown);
}

const demo = new Demo();
demo.listen();
await Promise.all([demo.load(null), showSamples($("samples"), (sample) => void demo.show(sample))]);
void demo.redraw();
document.body.dataset.loaded = "";
