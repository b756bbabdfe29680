/** Which model scores: what its file states, and how to use another one. */
/** @import { ModelInfo, Progress } from "attn-fiqa" */
import { $, sentence, showFacts } from "./page.js";
import { decimal, say } from "./words.js";

/** A model that somebody chose; null is the default. @typedef {{ model: File | URL, name: string } | null} ChosenModel */

/** @param {(chosen: ChosenModel) => void} onChoose */
export function listenForModels(onChoose) {
  $("model-file").addEventListener("change", () => {
    const file = $("model-file").files?.[0];
    if (file) onChoose({ model: file, name: file.name });
    // So that the same file can be chosen again.
    $("model-file").value = "";
  });
  $("model-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("model-url").value.trim();
    if (URL.canParse(text, document.baseURI)) onChoose({ model: new URL(text, document.baseURI), name: text });
    else showModelError({ message: say("model.no-address", { text }) }, text);
  });
  $("model-default").addEventListener("click", () => {
    // This button disappears: another one takes the focus.
    $("model-file").focus();
    onChoose(null);
  });
}

/** @param {ModelInfo} model @param {ChosenModel} chosen */
export function showModel({ name, size, parameters, licence, calibrated, provenance }, chosen) {
  $("model-facts").title = provenance;
  showFacts("model-facts", {
    [say("model.name")]: name || say("model.unnamed"),
    [say("model.size")]: say("model.megabytes", { size: megabytes(size), millions: decimal(parameters / 1e6, 2) }),
    [say("model.licence")]: licence || say("model.unstated"),
    [say("model.calibrated")]: say(calibrated ? "model.yes" : "model.no"),
    [say("model.from")]: chosen ? chosen.name : say("model.page"),
  });
  $("model-default").hidden = chosen === null;
}

/** The load in progress has ended well. */
export function endModelLoad() {
  $("model-error").hidden = true;
  hideModelProgress();
}

/** @param {Progress} progress */
export function showModelProgress({ stage, loaded, total }) {
  $("model-progress").hidden = false;
  const isDownload = stage === "download";
  if (isDownload && total) Object.assign($("model-bar"), { max: total, value: loaded });
  else $("model-bar").removeAttribute("value");
  const bytes = total
    ? say("model.bytes-of", { loaded: megabytes(loaded), total: megabytes(total) })
    : say("model.bytes", { loaded: megabytes(loaded) });
  $("model-bytes").textContent = isDownload ? bytes : say("model.ready");
}

export function hideModelProgress() {
  $("model-progress").hidden = true;
}

/** @param {{ message: string, code?: string }} error @param {string} [name] of the model that failed */
export function showModelError({ message, code }, name = say("model.the-default")) {
  // A file's name keeps its case.
  const what = message.includes(name) ? sentence({ message }) : `${name}: ${message}`;
  $("model-error").hidden = false;
  $("model-error").textContent = code ? `${what} (${code})` : what;
  $("model-card").open = true;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return decimal(bytes / 1e6, 1);
}
