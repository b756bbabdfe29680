/** The demo page: one photo at a time, from choosing it to score and heatmap. */
import { FaceQuality, drawOverlay } from "attn-fiqa";
import { Handles } from "./handles.js";
import { showCloseup, showColourBar, showError, showFacts, showScore } from "./panel.js";
import { showSamples } from "./samples.js";

const $ = (id) => document.getElementById(id);

/** Side of the square that face-recognition networks take: a picture of this size is a crop already. */
const CROP_SIZE = 112;

/** The newest load; whoever needs the model waits for it. @type {Promise<FaceQuality>} */
let loading;
/** What it brought. @type {FaceQuality | undefined} */
let quality;
/** The photo shown. @type {{ blob: Blob, name: string, width: number, height: number, landmarks?: number[][] } | null} */
let photo = null;
/** @type {import("attn-fiqa").Assessment | null} */
let assessment = null;
/** Only the newest call may show its result. */
let newest = 0;

const handles = new Handles($("handles"), (landmarks) => assess({ landmarks }), prompt);

function prompt(text) {
  $("prompt").textContent = text;
}

async function load() {
  prompt("Loading the model…");
  quality?.dispose();
  quality = undefined;
  const mine = (loading = FaceQuality.load({ backend: $("backend").value }));
  try {
    const loaded = await mine;
    if (mine !== loading) return loaded.dispose();
    quality = loaded;
    showFacts(quality, null);
    prompt("Choose a photo, or try a sample.");
    document.body.dataset.ready = quality.backend;
  } catch (error) {
    if (mine !== loading) return;
    prompt("The model could not be loaded.");
    showError(error);
  }
}

/** @param {{ blob: Blob, name: string, aligned?: boolean, landmarks?: number[][] }} chosen */
async function show({ blob, name, aligned, landmarks }) {
  const call = ++newest;
  assessment = null;
  const bitmap = await createImageBitmap(blob).catch(() => null);
  if (call !== newest) return bitmap?.close();
  if (!bitmap) {
    // The engine says best what is wrong with it.
    photo = null;
    handles.hide();
    await assess({ crop: "aligned" }, { blob, name });
    return;
  }
  const { width, height } = bitmap;
  photo = { blob, name, width, height, landmarks };
  $("aligned").checked = aligned ?? (width === CROP_SIZE && height === CROP_SIZE);
  const canvas = $("canvas");
  Object.assign(canvas, { width, height }).getContext("2d").drawImage(bitmap, 0, 0);
  bitmap.close();
  $("frame").style.setProperty("--aspect", String(width / height));
  canvas.setAttribute("aria-label", `Photo: ${name}`);
  locate();
}

/** Scores the photo as a crop, or has its face marked first. */
function locate() {
  if (!photo) return;
  newest += 1;
  handles.hide();
  $("again").hidden = $("aligned").checked;
  if ($("aligned").checked) {
    assess({ crop: "aligned" });
    return;
  }
  handles.start(photo, photo.landmarks);
  if (photo.landmarks) assess({ landmarks: photo.landmarks });
}

async function assess(options, source = photo) {
  const call = ++newest;
  document.body.dataset.state = "busy";
  try {
    const result = await (await loading).assess(source.blob, options);
    if (call !== newest) return;
    assessment = result;
    if (options.landmarks) source.landmarks = options.landmarks;
    if (options.crop === "aligned") prompt(`Scored: ${source.name}.`);
    await draw();
    if (call !== newest) return;
    showScore(result, source.name);
    showFacts(quality, result);
  } catch (error) {
    if (call === newest) showError(error);
  }
  if (call === newest) document.body.dataset.state = "done";
}

/** Drawing follows drawing, so that the last one asked for stays. */
let drawing = Promise.resolve();

function draw() {
  drawing = drawing.then(drawNow).catch(showError);
  return drawing;
}

async function drawNow() {
  if (!quality) return;
  const colormap = $("colormap").value;
  const range = $("range").value === "image" ? "image" : undefined;
  const { patchMap } = assessment ?? {};
  const ownRange = patchMap ? [Math.min(...patchMap), Math.max(...patchMap)] : [0, 1];
  showColourBar(colormap, (range !== "image" && quality.model.mapRange) || ownRange);
  if (!assessment || !photo) return;
  const opacity = Number($("opacity").value);
  await drawOverlay($("canvas"), photo.blob, assessment, { opacity, colormap, range, score: false });
  showCloseup($("canvas"), photo.width, assessment.face);
  $("canvas").setAttribute("aria-label", `Photo: ${photo.name}, with heatmap; quality score ${assessment.score.toFixed(3)}`);
}

function choose(file) {
  if (file) void show({ blob: file, name: file.name || "pasted picture" });
}

function listen() {
  $("file").addEventListener("change", (event) => {
    choose(event.target.files[0]);
    event.target.value = "";
  });
  document.addEventListener("paste", (event) => choose(event.clipboardData?.files[0]));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dragging");
  });
  for (const end of ["dragleave", "drop"]) document.addEventListener(end, () => document.body.classList.remove("dragging"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    choose(event.dataTransfer?.files[0]);
  });
  $("aligned").addEventListener("change", locate);
  $("again").addEventListener("click", () => {
    delete photo.landmarks;
    locate();
  });
  for (const id of ["opacity", "colormap", "range"]) $(id).addEventListener("input", () => void draw());
  $("backend").addEventListener("change", async () => {
    await load();
    locate();
  });
}

const asked = new URLSearchParams(location.search).get("backend");
if (["webgpu", "cpu"].includes(asked)) $("backend").value = asked;
listen();
await Promise.all([load(), showSamples($("samples"), (sample) => void show(sample))]);
void draw();
document.body.dataset.loaded = "";
