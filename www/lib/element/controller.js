/**
 * What the element holds and does, without form and screen: one photo at most, one camera at most, and a model that is shared. The
 * element asks it for its state after each `changed`.
 */
/** @import { FaceQuality } from "../face-quality.js" */
/** @import { Assessment, Preset } from "../types.js" */
/** @import { Photo } from "./photo.js" */
/** @import { Problem } from "./problems.js" */
/** @import { Requirement } from "./requirement.js" */
/** @import { Source } from "./shared-quality.js" */
import { toFaceQualityError } from "../errors.js";
import { listCameras } from "./cameras.js";
import { LiveSession } from "./live-session.js";
import { isChecking, refusalOf, toFile } from "./photo.js";
import { acquire } from "./shared-quality.js";

/**
 * `empty`: nothing yet. `asking`: the browser asks the person for the camera. `starting`: it opens. `live`: it is on. `capturing`: it
 * is on, and the best frame is being chosen. `checking`: a photo is being assessed. `accepted`, `refused`: by the form's minimum.
 * `problem`: there is no camera; `problem` says why.
 *
 * @typedef {"empty" | "asking" | "starting" | "live" | "capturing" | "checking" | "accepted" | "refused" | "problem"} State
 */

/**
 * @typedef {object} Settings
 * @property {Preset} preset
 * @property {Requirement} requirement
 * @property {"user" | "environment"} facing
 * @property {boolean} auto
 * @property {Source} source of the model
 * @property {FaceQuality | Promise<FaceQuality> | null} quality given by the page; then no model is loaded
 */

/**
 * @typedef {object} Owner
 * @property {() => Settings} settings
 * @property {() => void} changed
 * @property {(assessment: Assessment, detail: { source: "camera" | "file", frame: ImageBitmap | null, passes: boolean }) => void} assessed `frame`:
 * of the camera's live picture
 * @property {() => void} decided the person has taken, chosen or removed a photo, and it is known what it is worth
 * @property {(error: { code: string, message: string, cause?: unknown }) => void} failed
 */

export class Controller {
  /** @type {Photo | null} */
  photo = null;
  /** @type {Problem | null} */
  problem = null;
  /** @type {LiveSession | null} */
  session = null;
  /** Cameras to choose from, while one is on. @type {import("./cameras.js").Camera[]} */
  cameras = [];
  /** Whether the model is there. */
  isLoaded = false;
  /** Whether it is in a page: only then it has a model. */
  #isConnected = false;
  #owner;
  #stage;
  /** One for all photos of this element. */
  #canvas = document.createElement("canvas");
  /** @type {ReturnType<typeof acquire> | null} */
  #shared = null;
  /** Ends the check in progress. */
  #check = new AbortController();

  /** @param {Owner} owner @param {{ video: HTMLVideoElement, size: () => import("../image-source.js").Size }} stage */
  constructor(owner, stage) {
    this.#owner = owner;
    this.#stage = stage;
  }

  /** @returns {State} */
  get state() {
    if (this.session) return this.session.progress > 0 ? "capturing" : this.session.phase;
    if (this.problem) return "problem";
    if (!this.photo) return "empty";
    if (isChecking(this.photo)) return "checking";
    return refusalOf(this.photo, this.#owner.settings().requirement) ? "refused" : "accepted";
  }

  /** What the form gets. */
  get value() {
    return this.state !== "checking" && this.photo && !refusalOf(this.photo, this.#owner.settings().requirement) ? this.photo.file : null;
  }

  /** Begins to load the model, so that it is there when it is needed; what was to be checked is checked now. */
  connect() {
    this.#isConnected = true;
    this.#quality().catch(() => {});
    if (this.photo && isChecking(this.photo)) void this.recheck();
  }

  /** Turns the camera off, and gives the model back. */
  disconnect() {
    this.#isConnected = false;
    this.closeCamera();
    this.#check.abort();
    this.unload();
  }

  /** The model is another one now. */
  unload() {
    this.#shared?.release();
    this.#shared = null;
    this.isLoaded = false;
  }

  /** @param {string} [id] of a camera @returns {Promise<void>} when it is off again */
  async openCamera(id) {
    this.session?.close();
    this.problem = null;
    const { video, size } = this.#stage;
    const { facing } = this.#owner.settings();
    const options = {
      video,
      canvas: this.#canvas,
      stage: size,
      facing,
      id,
      quality: () => this.#quality(),
      settings: this.#owner.settings,
    };
    const session = new LiveSession(options, {
      changed: () => this.#sessionChanged(session),
      assessed: (assessment, passes, frame) => this.#owner.assessed(assessment, { source: "camera", frame, passes }),
      taken: (canvas, assessment) => void this.#take(canvas, assessment),
      stopped: (problem) => this.#stopped(problem),
      failed: this.#owner.failed,
    });
    this.session = session;
    this.#owner.changed();
    await session.run();
  }

  /** @param {LiveSession} session */
  #sessionChanged(session) {
    if (this.session !== session) return;
    if (session.phase === "live" && this.cameras.length === 0) void this.listCameras();
    this.#owner.changed();
  }

  /** Looks again which cameras there are. */
  async listCameras() {
    if (this.session?.phase !== "live") return;
    this.cameras = await listCameras();
    this.#owner.changed();
  }

  shoot() {
    this.session?.shoot();
  }

  /** Turns the camera off; the photo that was there before is there again. */
  closeCamera() {
    if (!this.session && !this.problem) return;
    this.session?.close();
    this.#end(null);
  }

  /** The page or the element is hidden: nobody is to be filmed who does not see it. */
  hide() {
    if (!this.session) return;
    this.session.close();
    this.#end("paused");
  }

  /** @param {Problem | null} problem */
  #end(problem) {
    this.session = null;
    this.cameras = [];
    this.problem = problem;
    this.#owner.changed();
  }

  /** @param {Problem} problem */
  #stopped(problem) {
    this.#end(problem);
    this.#owner.failed({ code: problem, message: `the camera is not available: ${problem}` });
  }

  /** @param {HTMLCanvasElement} canvas @param {Assessment | null} assessment */
  async #take(canvas, assessment) {
    /** @type {Photo} */
    const photo = { file: null, source: "camera", image: canvas, assessment: null, error: null };
    this.photo = photo;
    this.#end(null);
    try {
      photo.file = await toFile(canvas);
    } catch (error) {
      photo.error = toFaceQualityError(error, "backend");
    }
    if (this.photo !== photo) return;
    if (!assessment && !photo.error) return this.#assess(photo);
    photo.assessment = assessment;
    if (assessment) this.#owner.assessed(assessment, { source: "camera", frame: null, passes: this.state === "accepted" });
    this.#settle();
  }

  /** A file of the person, or a photo that the browser gives back. @param {File} file @param {boolean} [isQuiet] nobody has just chosen it */
  async take(file, isQuiet = false) {
    this.session?.close();
    this.#end(null);
    this.photo = { file, source: "file", image: file, assessment: null, error: null };
    await this.#assess(this.photo, isQuiet);
  }

  /** The preset or the model is another one: the camera begins again with it, the photo is assessed again. */
  renew() {
    if (this.session) void this.openCamera(this.session.camera?.id);
    void this.recheck();
  }

  /** Assesses the photo again. */
  async recheck() {
    if (!this.photo?.file) return;
    this.photo = { ...this.photo, assessment: null, error: null };
    await this.#assess(this.photo, true);
  }

  /** @param {Photo} photo @param {boolean} [isQuiet] */
  async #assess(photo, isQuiet = false) {
    this.#check.abort();
    this.#check = new AbortController();
    const { signal } = this.#check;
    this.#owner.changed();
    if (!this.#isConnected) return;
    try {
      const { preset } = this.#owner.settings();
      // The file itself: the camera's canvas may show a later frame by now.
      photo.assessment = await (await this.#quality()).assess(/** @type {File} */ (photo.file), { preset, signal });
    } catch (error) {
      photo.error = toFaceQualityError(error, "backend");
    }
    if (signal.aborted || this.photo !== photo) return;
    if (photo.error) this.#owner.failed(photo.error);
    else if (photo.assessment) {
      this.#owner.assessed(photo.assessment, { source: photo.source, frame: null, passes: this.state === "accepted" });
    }
    this.#settle(isQuiet);
  }

  /** @param {boolean} [isQuiet] */
  #settle(isQuiet = false) {
    this.#owner.changed();
    if (!isQuiet) this.#owner.decided();
  }

  /** @param {boolean} [isQuiet] by the form or the page, not by the person */
  clear(isQuiet = false) {
    this.session?.close();
    this.#check.abort();
    this.photo = null;
    this.#end(null);
    if (!isQuiet) this.#owner.decided();
  }

  /** @returns {Promise<FaceQuality>} */
  async #quality() {
    const { quality, source } = this.#owner.settings();
    this.#shared ??= quality ? { quality: Promise.resolve(quality), release: () => {} } : acquire(source);
    const shared = this.#shared;
    try {
      const loaded = await shared.quality;
      if (this.#shared === shared && !this.isLoaded) {
        this.isLoaded = true;
        this.#owner.changed();
      }
      return loaded;
    } catch (error) {
      // The next call loads it again.
      if (this.#shared === shared) this.unload();
      throw error;
    }
  }
}
