/** What a visitor can keep of a result: a picture, a record for programs, a printed page. Made on this device. */
/** @import { Assessment, ModelInfo } from "attn-fiqa" */
/** @import { Photo } from "./photo.js" */
import { $, make } from "./page.js";
import { fullName } from "./photo.js";
import { toRecord } from "./record.js";
import { makeReport } from "./report.js";
import { showError } from "./score-panel.js";
import { say } from "./words.js";

/** @typedef {{ photo: Photo, assessment: Assessment, model: ModelInfo }} Result */

export class ExportPanel {
  /** @type {Result | null} */
  #result = null;

  constructor() {
    this.#on("export-report", async ({ photo, assessment, model }) => {
      const purpose = $("preset").selectedOptions[0].text;
      save(`${stem(photo)}-quality.png`, await makeReport({ ...photo, name: fullName(photo) }, assessment, model, purpose));
    });
    this.#on("export-record", async ({ photo, assessment }) => {
      const json = `${JSON.stringify(toRecord(photo.name, assessment), null, 2)}\n`;
      save(`${stem(photo)}-quality.json`, new Blob([json], { type: "application/json" }));
    });
    $("export-print").addEventListener("click", () => print());
  }

  /** @param {Result} result */
  offer(result) {
    this.#result = result;
    $("export-card").hidden = false;
    $("export-saved").textContent = "";
  }

  hide() {
    this.#result = null;
    $("export-card").hidden = true;
  }

  /** @param {string} id of a button @param {(result: Result) => Promise<void>} act */
  #on(id, act) {
    $(id).addEventListener("click", () => this.#result && act(this.#result).catch(showError));
  }
}

/** A file's name without its ending, as a part of another file's. @param {Photo} photo */
const stem = ({ name }) => name.replace(/\.\w+$/, "").replaceAll(/[^\p{L}\p{N}]+/gu, "-") || "photo";

/** @param {string} name @param {Blob} blob */
function save(name, blob) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  $("export-saved").textContent = say("export.saved", { name });
  // The download has begun by then; browsers do not say when.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
