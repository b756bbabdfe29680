/** The model in use. One that works stays until the next one does. */
import { FaceQuality } from "attn-fiqa";
import { showModel, showModelError, showModelProgress } from "./model-picker.js";
import { forgetHistory } from "./panel.js";

/** @typedef {import("./model-picker.js").Chosen} Chosen */

export class CurrentModel {
  /** @type {FaceQuality | undefined} */
  quality;
  /** Where it is from. @type {Chosen} */
  chosen = null;
  /** What whoever needs a model waits for. @type {Promise<FaceQuality>} */
  #loading;
  /** Ends the load under way. */
  #stop = new AbortController();

  /**
   * @param {Chosen} chosen
   * @param {string} backend
   * @returns {Promise<boolean>} false if another load came in between
   */
  async load(chosen, backend) {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const coming = FaceQuality.load({ model: chosen?.model, backend, signal, onProgress: showModelProgress });
    if (!this.quality) this.#loading = coming;
    try {
      this.#take(await coming, chosen);
      this.#loading = coming;
      return true;
    } catch (error) {
      if (error.code === "aborted") return false;
      showModelError(error, chosen);
      throw error;
    }
  }

  /** The model, once there is one: a load that another one replaced is not waited for. */
  async ready() {
    for (;;) {
      const loading = this.#loading;
      try {
        return await loading;
      } catch (error) {
        if (loading === this.#loading) throw error;
      }
    }
  }

  /**
   * @param {FaceQuality} quality
   * @param {Chosen} chosen
   */
  #take(quality, chosen) {
    if (this.quality && this.quality.model.sha256 !== quality.model.sha256) forgetHistory();
    this.quality?.dispose();
    Object.assign(this, { quality, chosen });
    showModel(quality.model, chosen);
  }
}
