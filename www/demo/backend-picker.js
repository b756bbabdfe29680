/** What computes: the choice, what runs and why, and the network's time on each backend tried. */
/** @import { Assessment, Backend, FaceQuality } from "attn-fiqa" */
import { $, make, milliseconds, sentence, showFacts } from "./page.js";

/** @typedef {"auto" | Backend} Choice */

const NAMES = { auto: "Auto", webgpu: "WebGPU", cpu: "CPU" };

export class BackendPicker {
  /** Times of the network's last pass. @type {Record<Backend, string>} */
  #passes = { webgpu: "not tried", cpu: "not tried" };
  /** The choice that last worked. @type {Choice | null} */
  #working = null;
  /** What it runs on, and why. */
  #reason = "";

  /** @param {() => void} onChoose */
  constructor(onChoose) {
    const names = /** @type {[Choice, string][]} */ (Object.entries(NAMES));
    $("backend").append(...names.map(([value, text]) => make("option", { value }, text)));
    const asked = new URLSearchParams(location.search).get("backend") ?? "";
    if (asked in NAMES) $("backend").value = asked;
    $("backend").addEventListener("change", onChoose);
    $("backend-retry").addEventListener("click", () => {
      $("backend").value = /** @type {Choice} */ ($("backend-retry").dataset.choice);
      $("backend").focus();
      onChoose();
    });
    this.#showPasses();
  }

  /** @returns {Choice} */
  get choice() {
    return /** @type {Choice} */ ($("backend").value);
  }

  /** @param {FaceQuality} quality */
  showLoaded({ reason }) {
    this.#working = this.choice;
    this.#name(this.choice, "");
    $("backend-reason").textContent = this.#reason = reason;
    $("backend-retry").hidden = true;
  }

  /**
   * Says so, offers a retry, and goes back to the choice that works, if there is one.
   *
   * @param {{ message: string, code?: string }} error
   */
  showFailure(error) {
    const failed = this.choice;
    this.#name(failed, ": not available");
    const inUse = this.#reason && ` Still in use: ${this.#reason}`;
    $("backend-reason").textContent = `${NAMES[failed]} is not available. ${sentence(error)}.${inUse}`;
    Object.assign($("backend-retry"), { hidden: false, textContent: `Try ${NAMES[failed]} again` }).dataset.choice = failed;
    $("backend").value = this.#working ?? failed;
  }

  /** @param {Assessment} assessment */
  showPass({ backend, timings }) {
    this.#passes[backend] = milliseconds(timings.infer);
    this.#showPasses();
  }

  #showPasses() {
    showFacts("passes", { [`Network, ${NAMES.webgpu}`]: this.#passes.webgpu, [`Network, ${NAMES.cpu}`]: this.#passes.cpu });
  }

  /** @param {Choice} choice @param {string} state */
  #name(choice, state) {
    const option = /** @type {HTMLOptionElement} */ ($("backend").querySelector(`[value=${choice}]`));
    option.textContent = NAMES[choice] + state;
  }
}
