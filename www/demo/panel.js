/** What stands beside the photo: score, what it means, history, timings. */

const $ = (id) => document.getElementById(id);

const VERDICTS = {
  good: "Good: better than half of the model's reference faces.",
  fair: "Fair: usable.",
  poor: "Poor: among the worst of the model's reference faces.",
};

/** @type {{ name: string, score: number }[]} */
const history = [];

/** @param {import("attn-fiqa").Assessment} assessment */
export function showScore({ score, percentile, verdict }, name) {
  $("error").hidden = true;
  $("score").dataset.value = String(score);
  $("score").textContent = percentile === null ? score.toFixed(3) : `${Math.round(percentile)} %`;
  $("meaning").textContent = verdict
    ? `${VERDICTS[verdict]} Raw score ${score.toFixed(3)}.`
    : "Higher is better. This model is not calibrated, so there is no verdict: compare photos with one another below.";
  showHistory(name, score);
}

/** @param {{ message: string, code?: string }} error */
export function showError({ message, code }) {
  $("error").hidden = false;
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  $("error").textContent = code ? `${sentence} (${code})` : sentence;
  $("closeup").hidden = true;
  delete $("score").dataset.value;
  $("score").textContent = "–";
  $("meaning").textContent = "No score for this photo.";
}

/** Scores of two models do not compare. */
export function forgetHistory() {
  history.length = 0;
  $("history-card").hidden = true;
}

function showHistory(name, score) {
  const known = history.findIndex((entry) => entry.name === name);
  if (known >= 0) history.splice(known, 1);
  history.push({ name, score });
  history.sort((a, b) => b.score - a.score);
  $("history-card").hidden = false;
  $("history").replaceChildren(
    ...history.map((entry) => {
      const item = document.createElement("li");
      item.textContent = `${entry.score.toFixed(3)}  ${entry.name}`;
      item.className = entry.name === name ? "current" : "";
      return item;
    }),
  );
}

/**
 * @param {import("attn-fiqa").FaceQuality} quality
 * @param {import("attn-fiqa").Assessment | null} assessment
 */
export function showFacts({ backend }, assessment) {
  const milliseconds = (value) => `${value.toFixed(1)} ms`;
  const { decode = 0, detect = 0, align = 0, checks = 0, infer = 0, total = 0 } = assessment?.timings ?? {};
  const timings = assessment && {
    Decode: milliseconds(decode),
    Detect: milliseconds(detect),
    Align: milliseconds(align),
    Checks: milliseconds(checks),
    Network: milliseconds(infer),
    "All of it": milliseconds(total),
  };
  const facts = {
    "Runs on": backend === "webgpu" ? "the GPU (WebGPU)" : "the CPU (WebAssembly)",
    ...timings,
  };
  $("facts").replaceChildren(
    ...Object.entries(facts).flatMap(([name, value]) => [
      Object.assign(document.createElement("dt"), { textContent: name }),
      Object.assign(document.createElement("dd"), { textContent: value }),
    ]),
  );
}
