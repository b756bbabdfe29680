/** The model in use. It stays in use until the next one is loaded. */
/** @import { Backend } from "attn-fiqa" */
/** @import { ChosenModel } from "./model-picker.js" */
import { FaceQuality } from "attn-fiqa";
import { showModelProgress } from "./model-picker.js";

export class CurrentModel {
  /** @type {FaceQuality | undefined} */
  quality;
  /** @type {ChosenModel} */
  chosen = null;
  /** What callers that need a model wait for. @type {Promise<FaceQuality> | undefined} */
  #loading;
  /** Ends the load in progress. */
  #stop = new AbortController();

  /**
   * @param {ChosenModel} chosen
   * @param {"auto" | Backend} backend
   * @returns {Promise<FaceQuality | null>} null if another load replaced this one
   */
  async load(chosen, backend) {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const loading = FaceQuality.load({ model: chosen?.model, backend, signal, onProgress: showModelProgress });
    if (!this.quality) this.#loading = loading;
    try {
      const quality = await loading;
      this.quality?.dispose();
      Object.assign(this, { quality, chosen });
      this.#loading = loading;
      return quality;
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  /** The model, as soon as there is one. If another load replaces the one in progress, waits for that one. */
  async ready() {
    for (;;) {
      const loading = /** @type {Promise<FaceQuality>} */ (this.#loading);
      try {
        return await loading;
      } catch (error) {
        if (loading === this.#loading) throw error;
      }
    }
  }
}
