/** What stands beside the photo: score, what it means, colour bar, history, timings. */
import { heatmap } from "attn-fiqa";

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
  $("error").textContent = code ? `${message} (${code})` : message;
  $("closeup").hidden = true;
  $("score").textContent = "–";
  $("meaning").textContent = "No score for this photo.";
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
export function showFacts({ backend, model }, assessment) {
  const milliseconds = (value) => `${value.toFixed(1)} ms`;
  const { decode = 0, align = 0, infer = 0, total = 0 } = assessment?.timings ?? {};
  const timings = assessment && {
    Decode: milliseconds(decode),
    Align: milliseconds(align),
    Network: milliseconds(infer),
    "All of it": milliseconds(total),
  };
  const facts = {
    "Runs on": backend === "webgpu" ? "the GPU (WebGPU)" : "the CPU (WebAssembly)",
    Model: `${model.name}, ${(model.parameters / 1e6).toFixed(2)} M parameters, ${model.licence}`,
    Calibrated: model.calibrated ? "yes" : "no",
    ...timings,
  };
  $("facts").replaceChildren(
    ...Object.entries(facts).flatMap(([name, value]) => [
      Object.assign(document.createElement("dt"), { textContent: name }),
      Object.assign(document.createElement("dd"), { textContent: value }),
    ]),
  );
}

/**
 * The crop as the network sees it, enlarged, cut out of the overlaid photo.
 *
 * @param {HTMLCanvasElement} overlay
 * @param {number} photoWidth in pixels: a large photo is drawn smaller
 * @param {import("attn-fiqa").Face | null} face
 */
export function showCloseup(overlay, photoWidth, face) {
  const canvas = $("closeup");
  const context = canvas.getContext("2d");
  const shown = overlay.width / photoWidth;
  // The crop is 112 pixels wide; an aligned crop is the whole photo.
  const [a, c, e, b, d, f] = face?.transform ?? [112 / photoWidth, 0, 0, 0, 112 / photoWidth, 0];
  const zoom = canvas.width / 112;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(zoom * a, zoom * b, zoom * c, zoom * d, zoom * e, zoom * f);
  context.drawImage(overlay, 0, 0, overlay.width / shown, overlay.height / shown);
  canvas.hidden = false;
}

/** Draws the colours through the same code as the heatmap: a ramp as a map of one row. */
export function showColourBar(colormap, [low, high]) {
  const size = $("colour-bar").width;
  const gridSize = 2;
  const patchMap = Float32Array.of(low, high, low, high);
  const ramp = heatmap({ patchMap, gridSize, mapRange: [low, high] }, { colormap, size: size * 2 });
  // The middle half of the picture runs from the first patch's centre to the second's.
  $("colour-bar").getContext("2d").putImageData(ramp, -size / 2, 0);
  $("bar-low").textContent = `${low.toFixed(2)} lowers the score`;
  $("bar-high").textContent = `raises it ${high.toFixed(2)}`;
}
