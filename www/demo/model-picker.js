/** Which model scores: what it states, and ways to another one. */

const $ = (id) => document.getElementById(id);

/**
 * A model somebody chose; null is the default.
 *
 * @typedef {{ model: File | URL, name: string } | null} Chosen
 */

/** @param {(chosen: Chosen) => void} onChoose */
export function listenForModels(onChoose) {
  $("model-file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) onChoose({ model: file, name: file.name });
    // So that the same file can be chosen again.
    event.target.value = "";
  });
  $("model-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("model-url").value.trim();
    if (URL.canParse(text, document.baseURI)) onChoose({ model: new URL(text, document.baseURI), name: text });
    else showModelError({ message: `${text} is no address` }, { name: text });
  });
  $("model-default").addEventListener("click", () => {
    // The button goes away: the next one takes the focus.
    $("model-file").focus();
    onChoose(null);
  });
}

/**
 * @param {import("attn-fiqa").ModelInfo} model
 * @param {Chosen} chosen
 */
export function showModel({ name, size, parameters, licence, calibrated, provenance }, chosen) {
  const facts = {
    Name: name || "(none)",
    Size: `${megabytes(size)} MB, ${(parameters / 1e6).toFixed(2)} M parameters`,
    Licence: licence || "not stated",
    Calibrated: calibrated ? "yes" : "no: scores only, no verdicts",
    From: chosen ? chosen.name : "this page",
  };
  $("model-facts").title = provenance;
  $("model-facts").replaceChildren(
    ...Object.entries(facts).flatMap(([name, value]) => [
      Object.assign(document.createElement("dt"), { textContent: name }),
      Object.assign(document.createElement("dd"), { textContent: value }),
    ]),
  );
  $("model-default").hidden = chosen === null;
  $("model-error").hidden = true;
  $("model-progress").hidden = true;
}

/** @param {import("attn-fiqa").Progress} progress */
export function showModelProgress({ stage, loaded, total }) {
  $("model-progress").hidden = false;
  const isDownload = stage === "download";
  if (isDownload && total) Object.assign($("model-bar"), { max: total, value: loaded });
  else $("model-bar").removeAttribute("value");
  const of = total ? ` of ${megabytes(total)}` : "";
  $("model-bytes").textContent = isDownload ? `${megabytes(loaded)}${of} MB` : "Getting ready…";
}

/**
 * @param {{ message: string, code?: string }} error
 * @param {Chosen} chosen
 */
export function showModelError({ message, code }, chosen) {
  $("model-progress").hidden = true;
  $("model-error").hidden = false;
  const name = chosen?.name ?? "The default model";
  const what = message.includes(name) ? message.charAt(0).toUpperCase() + message.slice(1) : `${name}: ${message}`;
  $("model-error").textContent = code ? `${what} (${code})` : what;
  $("model-card").open = true;
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
