/** The demo page: one photo at a time, from choosing it to score, heatmap and reasons. */
import { hideChecks, showChecks } from "./checks-table.js";
import { CurrentModel } from "./current-model.js";
import { Faces } from "./faces.js";
import { Handles } from "./handles.js";
import { listenForPhotos } from "./intake.js";
import { listenForModels } from "./model-picker.js";
import { showError, showFacts, showScore } from "./panel.js";
import { draw } from "./picture.js";
import { hideReasons, showReasons } from "./reasons.js";
import { showSamples } from "./samples.js";
import { showWays, story, toOptions } from "./ways.js";

const $ = (id) => document.getElementById(id);

/** Side of the square that face-recognition networks take: a picture of this size is a crop already. */
const CROP_SIZE = 112;

/** @type {import("./ways.js").Photo | null} */
let photo = null;
/** @type {import("attn-fiqa").Assessment | null} */
let assessment = null;
/** Only the newest call may show its result. */
let newest = 0;
/** The assessment under way. @type {Promise<void>} */
let running = Promise.resolve();

const model = new CurrentModel();
const handles = new Handles($("handles"), (landmarks) => scoreAt(landmarks, null), prompt);
const faces = new Faces($("faces"), $("contour"), choose);

function prompt(text) {
  $("prompt").textContent = text;
}

/** @param {import("./model-picker.js").Chosen} chosen */
async function load(chosen) {
  try {
    if (!(await model.load(chosen, $("backend").value))) return;
  } catch (error) {
    if (model.quality) return;
    prompt("The model could not be loaded.");
    return showError(error);
  }
  // The result under way is nobody's: its engine is gone.
  newest += 1;
  showFacts(model.quality, null);
  document.body.dataset.ready = model.quality.backend;
  if (!photo) prompt("Choose a photo, or try a sample.");
  else if (photo.way !== "marking") void assess();
}

/** @param {{ blob: Blob, name: string, aligned?: boolean }} chosen */
async function show({ blob, name, aligned }) {
  const call = ++newest;
  const bitmap = await createImageBitmap(blob).catch(() => null);
  if (call !== newest) return bitmap?.close();
  const { width = 0, height = 0 } = bitmap ?? {};
  bitmap?.close();
  photo = { blob, name, width, height, way: "detect", found: [], chosen: null };
  if (aligned ?? (width === CROP_SIZE && height === CROP_SIZE)) photo.way = "aligned";
  $("frame").style.setProperty("--aspect", String(width / height || 1));
  startAgain();
}

/** Forgets what is known of the face and scores the photo anew. */
function startAgain() {
  assessment = null;
  Object.assign(photo, { found: [], chosen: null, landmarks: undefined });
  handles.hide();
  faces.clear();
  redraw();
  prompt(photo.way === "aligned" ? "Scoring the picture…" : "Looking for the face…");
  void assess();
}

/** Scores the face at these landmarks: one of those found, or marked by hand. */
function scoreAt(landmarks, chosen) {
  Object.assign(photo, { way: "landmarks", landmarks, chosen });
  void assess();
}

/** @param {number} index among the faces found */
function choose(index) {
  const { landmarks } = photo.found[index];
  handles.stand(photo, landmarks);
  scoreAt(landmarks, index);
}

/** @param {string} [why] said before the first question */
function markByHand(why) {
  newest += 1;
  document.body.dataset.state = "done";
  Object.assign(photo, { way: "marking", chosen: null });
  assessment = null;
  faces.mark(null, null);
  showLandmarks(true);
  showWays(photo);
  redraw();
  handles.ask(photo, why);
}

function showLandmarks(shown) {
  $("landmarks").checked = shown;
  $("frame").classList.toggle("landmarks", shown);
}

async function assess() {
  const call = ++newest;
  document.body.dataset.state = "busy";
  showWays(photo);
  // One at a time, so that a held arrow key leaves no queue behind.
  await running;
  if (call !== newest) return;
  running = assessNow(call);
  await running;
}

async function assessNow(call) {
  const options = { ...toOptions(photo), preset: $("preset").value };
  try {
    const result = await (await model.ready()).assess(photo.blob, options);
    if (call === newest) await showResult(result);
  } catch (error) {
    if (call === newest) showFailure(error);
  }
  if (call === newest) document.body.dataset.state = "done";
}

async function showResult(result) {
  assessment = result;
  const { face } = result;
  if (photo.way === "detect") {
    Object.assign(photo, { found: [face, ...face.others], chosen: 0 });
    handles.stand(photo, face.landmarks);
  }
  faces.offer(photo, photo.found);
  faces.mark(face, photo.chosen);
  showWays(photo);
  prompt(story(photo));
  showScore(result, photo.chosen ? `${photo.name}, face ${photo.chosen + 1}` : photo.name);
  showReasons(result);
  showChecks(result.checks);
  showFacts(model.quality, result);
  await redraw();
}

function showFailure(error) {
  showError(error);
  hideReasons();
  hideChecks();
  if (error.code === "no-face") return markByHand("No face was found; you can mark it by hand. ");
  assessment = null;
  faces.mark(null, null);
  prompt("This photo has no score.");
  redraw();
}

function redraw() {
  return draw(photo, assessment, model.quality?.model.mapRange).catch(showError);
}

function listen() {
  listenForPhotos((chosen) => void show(chosen));
  $("aligned").addEventListener("change", () => {
    if (!photo) return;
    photo.way = $("aligned").checked ? "aligned" : "detect";
    startAgain();
  });
  $("again").addEventListener("click", () => {
    photo.way = "detect";
    startAgain();
  });
  $("mark").addEventListener("click", () => markByHand());
  $("landmarks").addEventListener("change", () => showLandmarks($("landmarks").checked));
  $("outline").addEventListener("change", () => $("frame").classList.toggle("outline", $("outline").checked));
  $("preset").addEventListener("change", () => photo && photo.way !== "marking" && void assess());
  for (const id of ["opacity", "colormap", "range"]) $(id).addEventListener("input", () => void redraw());
  $("backend").addEventListener("change", () => void load(model.chosen));
  listenForModels((chosen) => void load(chosen));
}

const asked = new URLSearchParams(location.search).get("backend");
if (["webgpu", "cpu"].includes(asked)) $("backend").value = asked;
listen();
await Promise.all([load(null), showSamples($("samples"), (sample) => void show(sample))]);
void redraw();
document.body.dataset.loaded = "";
