/** What computes: the choice, what runs and why, and the network's time on each backend tried. */
/** @import { Assessment, Backend, FaceQuality } from "attn-fiqa" */
import { $, make, milliseconds, sentence, showFacts } from "./page.js";
import { onWords, say } from "./words.js";

/** @typedef {"auto" | Backend} Choice */

const NAMES = { auto: "Auto", webgpu: "WebGPU", cpu: "CPU" };

export class BackendPicker {
  /** Milliseconds of the network's last pass. @type {Partial<Record<Backend, number>>} */
  #passes = {};
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
    onWords(() => this.#showPasses());
  }

  /** @returns {Choice} */
  get choice() {
    return /** @type {Choice} */ ($("backend").value);
  }

  /** @param {FaceQuality} quality */
  showLoaded({ reason }) {
    this.#working = this.choice;
    this.#option(this.choice).textContent = NAMES[this.choice];
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
    const name = NAMES[failed];
    this.#option(failed).textContent = say("backend.option", { name });
    const inUse = this.#reason && say("backend.in-use", { reason: this.#reason });
    $("backend-reason").textContent = `${say("backend.failed", { name, error: sentence(error) })} ${inUse}`;
    Object.assign($("backend-retry"), { hidden: false, textContent: say("backend.retry", { name }) }).dataset.choice = failed;
    $("backend").value = this.#working ?? failed;
  }

  /** @param {Assessment} assessment */
  showPass({ backend, timings }) {
    this.#passes[backend] = timings.infer;
    this.#showPasses();
  }

  #showPasses() {
    const fact = (/** @type {Backend} */ backend) => {
      const time = this.#passes[backend];
      return [say("backend.pass", { name: NAMES[backend] }), time === undefined ? say("backend.untried") : milliseconds(time)];
    };
    showFacts("passes", Object.fromEntries([fact("webgpu"), fact("cpu")]));
  }

  /** @param {Choice} choice */
  #option(choice) {
    return /** @type {HTMLOptionElement} */ ($("backend").querySelector(`[value=${choice}]`));
  }
}
