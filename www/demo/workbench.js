/** One photo at a time, from choosing it to score, heatmap and reasons; the newest wish wins. */
/** @import { Assessment, FaceQuality, Landmarks, ModelInfo, Preset } from "attn-fiqa" */
/** @import { Chosen, Photo } from "./photo.js" */
import { CROP_SIZE, toBitmap } from "attn-fiqa";
import { Faces } from "./faces.js";
import { Handles } from "./handles.js";
import { $ } from "./page.js";
import { keepFaces, showWays, story, toOptions } from "./photo.js";
import { Picture } from "./picture.js";
import { RegionView } from "./region-view.js";
import { ResultView } from "./result-view.js";
import { SpoilPanel } from "./spoil-panel.js";
import { put, say, write } from "./words.js";

/**
 * @typedef {object} WorkbenchEvents
 * @property {() => Promise<FaceQuality>} ready
 * @property {(photo: Photo, result: Assessment | Error) => void} onResult of a photo as it is
 */

export class Workbench {
  #events;
  #handles = new Handles($("handles"), (landmarks) => this.#scoreAt(landmarks, null), prompt);
  #faces = new Faces($("faces"), $("contour"), (index) => this.#choose(index));
  #regions = new RegionView($("region"));
  #results = new ResultView(this.#regions);
  #spoiler = new SpoilPanel(() => this.assess());
  #picture = new Picture();
  /** As it was chosen; a new one replaces it as a whole. @type {Photo | null} */
  #photo = null;
  /** As it is shown: the sliders may have changed it. @type {Photo | null} */
  #shown = null;
  /** Of what is shown. @type {Assessment | null} */
  #assessment = null;
  /** @type {ModelInfo | null} */
  #model = null;
  /** Only the newest call may show its result. */
  #newest = 0;
  /** The assessment in progress. @type {Promise<void>} */
  #running = Promise.resolve();

  /** @param {WorkbenchEvents} events */
  constructor(events) {
    this.#events = events;
  }

  /** Another model is in use; the assessment in progress ends with its engine. @param {ModelInfo} model */
  setModel(model) {
    this.#newest += 1;
    this.#model = model;
    this.#spoiler.hide();
    if (!this.#photo) put($("prompt"), "prompt.choose");
    else if (this.#photo.way !== "marking") this.assess();
    void this.redraw();
  }

  /** Shows a photo whose result is known already. @param {Photo} photo @param {Assessment} assessment @param {ModelInfo} model */
  async present(photo, assessment, model) {
    this.#setPhoto(photo);
    this.#model = model;
    keepFaces(photo, assessment);
    await this.#showResult(photo, photo, assessment, "prompt.prepared");
  }

  /** @param {Chosen} chosen @param {number} id of its card in the album */
  async show({ blob, name, aligned }, id) {
    const call = ++this.#newest;
    const photo = await measured({ blob, name, aligned }, id);
    if (call === this.#newest) this.#startAgain(photo);
  }

  /** Forgets what is known about the face and scores the photo again. @param {Photo} photo @param {Photo["way"]} [way] */
  #startAgain(photo, way = photo.way) {
    this.#setPhoto({ ...photo, way, found: [], chosen: null, landmarks: undefined });
    put($("prompt"), way === "aligned" ? "prompt.scoring" : "prompt.looking");
    void this.redraw();
    this.assess();
  }

  /** @param {Photo} photo */
  #setPhoto(photo) {
    this.#photo = this.#shown = photo;
    this.#assessment = null;
    $("frame").style.setProperty("--aspect", String(photo.width / photo.height || 4 / 3));
    this.#handles.hide();
    this.#faces.clear();
    this.#regions.clear();
    this.#spoiler.reset();
  }

  /**
   * Scores the face at these landmarks: one that was found, or one marked by hand.
   *
   * @param {Landmarks} landmarks
   * @param {number | null} chosen
   */
  #scoreAt(landmarks, chosen) {
    if (!this.#photo) return;
    this.#spoiler.reset();
    Object.assign(this.#photo, { way: "landmarks", landmarks, chosen });
    this.assess();
  }

  /** @param {number} index among the faces found */
  #choose(index) {
    if (!this.#photo) return;
    const { landmarks } = this.#photo.found[index];
    this.#handles.place(this.#photo, landmarks);
    this.#scoreAt(landmarks, index);
  }

  /** @param {string} [why] said before the first question */
  #markByHand(why) {
    const photo = /** @type {Photo} */ (this.#photo);
    this.#newest += 1;
    document.body.dataset.state = "done";
    Object.assign(photo, { way: "marking", chosen: null });
    const isAsked = document.activeElement === $("mark");
    [this.#shown, this.#assessment] = [photo, null];
    this.#spoiler.reset();
    this.#spoiler.hide();
    this.#faces.mark(null, null);
    this.#regions.clear();
    showLandmarks(true);
    showWays(photo);
    void this.redraw();
    this.#handles.ask(photo, why);
    // The button has hidden itself.
    if (isAsked) this.#handles.focus();
  }

  /** Scores the photo as the sliders, the marks and the purpose have it now. */
  assess() {
    const photo = this.#photo;
    if (!photo) return;
    const call = ++this.#newest;
    document.body.dataset.state = "busy";
    showWays(photo);
    // One at a time, of those that wait the newest: a held arrow key or a moving slider must not fill a queue.
    this.#running = this.#running.then(async () => {
      if (call === this.#newest) await this.#assessNow(photo, call);
    });
  }

  /** @param {Photo} photo @param {number} call */
  async #assessNow(photo, call) {
    const isCurrent = () => call === this.#newest;
    try {
      const shown = await this.#spoiler.apply(photo);
      const options = { ...toOptions(shown), preset: /** @type {Preset} */ ($("preset").value) };
      const result = await (await this.#events.ready()).assess(shown.image, options);
      if (isCurrent()) await this.#accept(photo, shown, result);
    } catch (error) {
      if (isCurrent()) this.#showFailure(photo, /** @type {any} */ (error));
    }
    if (isCurrent()) document.body.dataset.state = "done";
  }

  /** @param {Photo} photo @param {Photo} shown @param {Assessment} result */
  async #accept(photo, shown, result) {
    if (shown === photo) {
      keepFaces(photo, result);
      this.#spoiler.offer(photo, result);
      this.#events.onResult(photo, result);
    }
    this.#spoiler.compare(result);
    await this.#showResult(photo, shown, result);
  }

  /** @param {Photo} photo @param {Photo} shown @param {Assessment} result @param {string} [told] the prompt's key; default: what happened */
  async #showResult(photo, shown, result, told) {
    [this.#shown, this.#assessment] = [shown, result];
    const { face } = result;
    if (shown !== photo) this.#handles.hide();
    else if (face) this.#handles.place(photo, face.landmarks);
    this.#faces.offer(shown, shown === photo ? photo.found : []);
    this.#faces.mark(face, photo.chosen);
    this.#regions.place(shown, face);
    showWays(photo);
    if (told) put($("prompt"), told);
    else write($("prompt"), story(photo));
    this.#results.show(shown, result, /** @type {ModelInfo} */ (this.#model));
    await this.redraw();
  }

  /** @param {Photo} photo @param {Error & { code?: string }} error */
  #showFailure(photo, error) {
    this.#results.fail(error);
    this.#regions.clear();
    if (!this.#spoiler.isUnchanged) return this.#spoiler.compare(null);
    this.#spoiler.hide();
    this.#events.onResult(photo, error);
    if (error.code === "no-face") return this.#markByHand(say("prompt.not-found"));
    this.#assessment = null;
    this.#faces.mark(null, null);
    put($("prompt"), "prompt.no-score");
    void this.redraw();
  }

  redraw() {
    return this.#picture.draw(this.#shown, this.#assessment, this.#model ?? undefined).catch((error) => this.#results.fail(error));
  }

  /** Says everything again, in another language. */
  say() {
    const [photo, shown, assessment] = [this.#photo, this.#shown, this.#assessment];
    if (photo && shown && assessment) void this.#showResult(photo, shown, assessment);
    else void this.redraw();
  }

  /** Shows the score of a frame. @param {Assessment} assessment */
  showFrame(assessment) {
    if (this.#model) this.#results.showFrame(assessment, this.#model);
  }

  /** The stage belongs to photos again. */
  comeBack() {
    if (this.#photo) this.assess();
  }

  /** @param {{ message: string, code?: string }} error of the model */
  fail(error) {
    put($("prompt"), "prompt.no-model");
    this.#results.fail(error);
  }

  listen() {
    /** @type {(id: string, event: string, act: (photo: Photo) => void) => void} */
    const on = (id, event, act) => $(id).addEventListener(event, () => this.#photo && act(this.#photo));
    on("aligned", "change", (photo) => this.#startAgain(photo, $("aligned").checked ? "aligned" : "detect"));
    on("again", "click", (photo) => {
      // This button disappears.
      $("mark").hidden = false;
      $("mark").focus();
      this.#startAgain(photo, "detect");
    });
    on("mark", "click", () => this.#markByHand());
    on("preset", "change", ({ way }) => way !== "marking" && this.assess());
    $("landmarks").addEventListener("change", () => {
      showLandmarks($("landmarks").checked);
      if (this.#photo && this.#assessment) write($("prompt"), story(this.#photo));
    });
    $("outline").addEventListener("change", () => $("frame").classList.toggle("outline", $("outline").checked));
    for (const id of ["opacity", "colormap", "range"]) $(id).addEventListener("input", () => void this.redraw());
  }
}

/** The photo with its size, and whether it is a face crop. @param {Chosen} chosen @param {number} id @returns {Promise<Photo>} */
export async function measured({ blob, name, aligned }, id) {
  const bitmap = await toBitmap(blob).catch(() => null);
  const { width = 0, height = 0 } = bitmap ?? {};
  bitmap?.close();
  const isAligned = aligned ?? (width === CROP_SIZE && height === CROP_SIZE);
  return { id, image: blob, name, width, height, way: isAligned ? "aligned" : "detect", found: [], chosen: null };
}

/** @param {string} text */
function prompt(text) {
  write($("prompt"), text);
}

/** @param {boolean} shown */
function showLandmarks(shown) {
  $("landmarks").checked = shown;
  $("frame").classList.toggle("landmarks", shown);
}
