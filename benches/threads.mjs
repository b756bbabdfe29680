// A pass of ViT-S shared among threads, beside one thread and beside onnxruntime-web with as many, in one page that is cross-origin
// isolated, pass by pass in alternation. `npm run bench`, after benches/peer.mjs, which installs onnxruntime-web and makes the graphs.
import { existsSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { memory } from "../tests/browser/load-cost.mjs";
import { open, start } from "../tests/browser/support.mjs";
import { answer as answerPeer, HOME } from "./peer/install.mjs";

const PASSES = Number(process.argv[2] ?? 15);
const THREADS = Number(process.argv[3] ?? 2);
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
const MODEL = "/peer/graphs/vit-s.safetensors";

if (!existsSync(`${HOME}/graphs/facts.json`)) {
  console.log("skipped: threads beside onnxruntime-web (run benches/peer.mjs first)");
  process.exit();
}
const { crops } = JSON.parse(readFileSync(`${HOME}/graphs/facts.json`, "utf8"));
const session = await start(".", answer);
try {
  for (const precision of ["f32", "int8"]) {
    const taken = [];
    for (const threads of [1, THREADS]) taken.push(`${threads}: ${((await memoryOf(precision, threads)) / 1e6).toFixed(0)} MB`);
    report(precision, await compare(precision), taken);
  }
} finally {
  await session.close();
}

/** Serves the peer's files and the graphs, and isolates every page. */
function answer(request, response) {
  for (const [name, value] of Object.entries(ISOLATED)) response.setHeader(name, value);
  return answerPeer(request, response);
}

/** Times of the passes of each side, and what the machine gave to threads meanwhile. */
async function compare(precision) {
  const { page, context } = await open(session, "tests/browser/blank.html");
  await page.evaluate(loadOurs, { model: MODEL, precision, threads: [1, THREADS] });
  await page.evaluate(loadTheirs, { graph: `/peer/graphs/vit-s${precision === "int8" ? ".int8" : ""}.onnx`, threads: THREADS });
  await page.evaluate(startArithmetic, THREADS);
  const measured = await page.evaluate(measure, { crops, passes: PASSES });
  await context.close();
  return measured;
}

/** Bytes of the page's process, its workers included, one second after the first pass. */
async function memoryOf(precision, threads) {
  const { page, context } = await open(session, "tests/browser/blank.html");
  const browser = await session.browser.newBrowserCDPSession();
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const idle = memory(renderers, "RssAnon");
  await page.evaluate(loadOurs, { model: MODEL, precision, threads: [threads] });
  await page.waitForTimeout(1000);
  const rest = memory(renderers, "RssAnon") - idle;
  await browser.detach();
  await context.close();
  return rest;
}

/** Runs in the page: an engine for each number of threads, each in its worker. */
async function loadOurs({ model, precision, threads }) {
  const { FaceQuality } = await import("/pkg/index.js");
  globalThis.sides ??= {};
  for (const count of threads) {
    const quality = await FaceQuality.load({ model, backend: "cpu", precision, threads: count, cache: false });
    if (quality.threads !== count) throw new Error(quality.reason);
    const run = async (pixels) => {
      const rgba = new Uint8ClampedArray(4 * 112 * 112).fill(255);
      for (let i = 0; i < pixels.length; i++) rgba[Math.floor(i / 3) * 4 + (i % 3)] = pixels[i];
      const { score, timings } = await quality.assess(new ImageData(rgba, 112, 112), { crop: "aligned" });
      return { score, time: timings.infer };
    };
    globalThis.sides[`attn-fiqa ${count}`] = run;
    await run(new Uint8Array(3 * 112 * 112).fill(99));
  }
}

/** Runs in the page. */
async function loadTheirs({ graph, threads }) {
  const address = "/peer/dist/ort.wasm.bundle.min.mjs";
  const ort = await import(address);
  ort.env.wasm.wasmPaths = "/peer/dist/";
  ort.env.wasm.numThreads = threads;
  const session = await ort.InferenceSession.create(graph, { executionProviders: ["wasm"] });
  const run = async (pixels) => {
    const planes = new Float32Array(pixels.length);
    for (let i = 0; i < pixels.length; i++) planes[(i % 3) * (pixels.length / 3) + Math.floor(i / 3)] = (pixels[i] / 255 - 0.5) / 0.5;
    const start = performance.now();
    const image = new ort.Tensor("float32", planes, [1, 3, 112, 112]);
    const { [session.outputNames[0]]: map } = await session.run({ [session.inputNames[0]]: image });
    const data = await map.getData();
    const time = performance.now() - start;
    return { score: data.reduce((sum, value) => sum + value, 0) / data.length, time };
  };
  globalThis.sides[`onnxruntime-web ${threads}`] = run;
  await run(new Uint8Array(3 * 112 * 112).fill(99));
}

/** Runs in the page: bare arithmetic in one thread and in as many as an engine has, each beside a pass of it. */
async function startArithmetic(threads) {
  const workers = Array.from({ length: threads }, () => new Worker("/benches/arithmetic-worker.js", { type: "module" }));
  const work = (worker) =>
    new Promise((resolve) => {
      worker.addEventListener("message", ({ data }) => resolve(data.time), { once: true });
      worker.postMessage(null);
    });
  /** How many times the work of one thread several do: they take as long as the last of them. */
  globalThis.gain = async () => {
    const one = Number(await work(workers[0]));
    return (threads * one) / Math.max(...(await Promise.all(workers.map(work))));
  };
  await globalThis.gain();
}

/** Runs in the page: times and scores of warm passes of all sides in turn. */
async function measure({ crops, passes }) {
  const measured = Object.keys(globalThis.sides).map((side) => ({ side, times: [], scores: [] }));
  const gains = [];
  for (let pass = 0; pass < passes; pass++) {
    for (const { side, times, scores } of measured) {
      const { score, time } = await globalThis.sides[side](crops[pass % crops.length]);
      times.push(time);
      scores.push(score);
    }
    gains.push(await globalThis.gain());
  }
  return { measured, gains };
}

/** @param {string} precision @param {{ measured: any[], gains: number[] }} compared @param {string[]} taken */
function report(precision, { measured: [one, several, theirs], gains }, taken) {
  if (several.scores.some((score, pass) => score !== one.scores[pass])) throw new Error("threads change the score");
  const quantile = (values, at) => values.toSorted((a, b) => a - b)[Math.round(at * (values.length - 1))];
  /** The median of the ratios of passes that ran one after the other, and where the middle half of them is. */
  const ratio = (a, b) => {
    const ratios = a.times.map((time, pass) => time / b.times[pass]);
    return `${quantile(ratios, 0.5).toFixed(2)} (${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)})`;
  };
  console.log(`ViT-S, ${precision}, load ${loadavg()[0].toFixed(1)}`);
  for (const { side, times } of [one, several, theirs]) {
    console.log(`  ${side}: ${quantile(times, 0.5).toFixed(0)} ms (best ${Math.min(...times).toFixed(0)})`);
  }
  console.log(`  as fast as one thread: ${ratio(one, several)} times; of onnxruntime-web's time: ${ratio(several, theirs)}`);
  console.log(`  the machine meanwhile: bare arithmetic in ${THREADS} threads, ${quantile(gains, 0.5).toFixed(2)} times that of one`);
  console.log(`  memory at rest, by threads: ${taken.join(", ")}`);
}
