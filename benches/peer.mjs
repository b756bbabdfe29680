// The package beside onnxruntime-web on the same weights, in one page, pass by pass in alternation. `npm run bench`.
//
// Prints docs/speed.md's table and writes benches/peer/results.json. onnxruntime-web, and Python's onnx, which writes its
// graphs, are installed into target/peer: they are not dependencies of anything. Where they cannot be, a line says so.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { memory } from "../tests/browser/load-cost.mjs";
import { open, path, start } from "../tests/browser/support.mjs";

const HOME = process.env.ATTN_FIQA_PEER ?? path("target/peer");

/** One network alone, by its name: `node benches/peer.mjs vit-s`. */
const ONLY = process.argv[2];

/** Of each network: warm passes on the CPU and on the GPU; none where a software GPU would take minutes for one. */
const NETWORKS = [
  { name: "default", title: "the default model", passes: { cpu: 21, webgpu: 3 } },
  { name: "vit-s", title: "ViT-S, random weights", passes: { cpu: 9, webgpu: 0 } },
];

/** Most that a score in single precision may be off: what is compared must be the same network. */
const MOST_OFF = 1e-4;

/** What is compared; `file` is added to the network's name. */
const SIDES = {
  cpu: [
    { side: "attn-fiqa", file: ".safetensors" },
    { side: "attn-fiqa int8", file: ".safetensors" },
    { side: "onnxruntime-web", file: ".onnx" },
    { side: "onnxruntime-web int8", file: ".int8.onnx" },
  ],
  webgpu: [
    { side: "attn-fiqa", file: ".safetensors" },
    { side: "onnxruntime-web", file: ".onnx" },
  ],
};

const why = await install();
if (why) {
  console.log(`skipped: the comparison with onnxruntime-web (${why})`);
  process.exit();
}
const facts = JSON.parse(readFileSync(`${HOME}/graphs/facts.json`, "utf8"));
const session = await start(".", answer);
try {
  const results = [];
  for (const { name, title, passes } of NETWORKS.filter(({ name }) => !ONLY || name === ONLY)) {
    for (const backend of ["cpu", "webgpu"]) {
      if (!passes[backend]) {
        console.log(`skipped: ${title} on ${backend}; a software GPU takes minutes for a pass`);
        continue;
      }
      const rows = await compare(name, title, backend, passes[backend]);
      console.log(table(rows));
      results.push(...rows);
    }
  }
  const machine = { processor: cpus()[0].model, cores: cpus().length, browser: session.browser.version() };
  if (!ONLY) writeFileSync(path("benches/peer/results.json"), `${JSON.stringify({ machine, results }, null, 2)}\n`);
} finally {
  await session.close();
}

/** Installs the peer and makes its graphs, once; why it cannot be, if it cannot. */
async function install() {
  try {
    await mkdir(HOME, { recursive: true });
    const run = (program, ...args) => execFileSync(program, args, { cwd: HOME, stdio: ["ignore", "ignore", "pipe"] });
    if (!existsSync(`${HOME}/node_modules/onnxruntime-web`)) {
      await cp(path("benches/peer/package.json"), `${HOME}/package.json`);
      run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts");
    }
    const model = readFileSync(path("www/models/default.safetensors"));
    if (!existsSync(`${HOME}/graphs/facts.json`) || !model.equals(readFileSync(`${HOME}/graphs/default.safetensors`))) {
      run(process.env.PYTHON ?? "python3", "-m", "venv", "venv");
      run(`${HOME}/venv/bin/python`, "-m", "pip", "install", "--quiet", "-r", path("benches/peer/requirements.txt"));
      run(`${HOME}/venv/bin/python`, path("benches/peer/graphs.py"), "graphs");
    }
  } catch (error) {
    return String(error.stderr || error.message)
      .trim()
      .split("\n")
      .at(-1);
  }
}

/** Serves the peer's files and the graphs, which are outside of the repository's own. */
function answer(request, response) {
  const [, kind, name] = /^\/peer\/(graphs|dist)\/([\w.-]+)$/.exec(request.url) ?? [];
  if (!kind) return false;
  const file = kind === "graphs" ? `${HOME}/graphs/${name}` : `${HOME}/node_modules/onnxruntime-web/dist/${name}`;
  const type = { mjs: "text/javascript", wasm: "application/wasm" }[name.split(".").at(-1)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type }).end(readFileSync(file));
  return true;
}

/** Rows of the table: one network on one backend. */
async function compare(name, title, backend, passes) {
  const sides = SIDES[backend].map(({ side, file }) => ({
    side,
    url: file === ".safetensors" ? modelOf(name) : `/peer/graphs/${name}${file}`,
  }));
  const costs = [];
  for (const side of sides) costs.push(await cold(side, backend));
  const { page, context } = await open(session, "tests/browser/blank.html");
  await page.evaluate(prepare);
  for (const side of sides) await page.evaluate(load, { ...side, backend });
  const measured = await page.evaluate(measure, { sides: sides.map(({ side }) => side), crops: facts.crops, passes });
  await context.close();
  for (const { side, scores } of measured) {
    const off = errorOf(scores, name);
    if (!side.endsWith("int8") && off > MOST_OFF) throw new Error(`${side} computes something else: ${title} is off by ${off}`);
  }
  return measured.map(({ side, times, scores, ran }, i) => ({
    network: title,
    backend,
    side,
    ran,
    load: loadavg()[0],
    ...costs[i],
    pass: { median: median(times), best: Math.min(...times), low: quantile(times, 0.1), high: quantile(times, 0.9), passes },
    // The median of the ratios of passes that ran one after the other: other work on the machine hits both. Integers against
    // integers.
    ratio: median(times.map((time, pass) => oursFor(side, measured)[pass] / time)),
    scoreError: errorOf(scores, name),
  }));
}

function modelOf(name) {
  return name === "default" ? "/www/models/default.safetensors" : `/peer/graphs/${name}.safetensors`;
}

/** The largest difference of a score from double precision. */
function errorOf(scores, name) {
  return Math.max(...scores.map((score, crop) => Math.abs(score - facts.networks[name][crop])));
}

/** Our times in the same arithmetic. */
function oursFor(side, measured) {
  return measured.find((ours) => ours.side === (side.endsWith("int8") ? "attn-fiqa int8" : "attn-fiqa")).times;
}

/** Bytes, milliseconds to the first score and memory of one side, alone on a blank page. */
async function cold(side, backend) {
  const { page, context } = await open(session, "tests/browser/blank.html");
  const browser = await session.browser.newBrowserCDPSession();
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const idle = memory(renderers, "RssAnon");
  let peak = idle;
  const timer = setInterval(() => {
    peak = Math.max(peak, memory(renderers, "RssAnon"));
  }, 20);
  await page.evaluate(prepare);
  const milliseconds = await page.evaluate(load, { ...side, backend });
  clearInterval(timer);
  const bytes = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .reduce((sum, entry) => sum + /** @type {PerformanceResourceTiming} */ (entry).encodedBodySize, 0),
  );
  await page.waitForTimeout(1000);
  const rest = memory(renderers, "RssAnon") - idle;
  await browser.detach();
  await context.close();
  return { cold: milliseconds, bytes, memory: { peak: peak - idle, rest } };
}

/** Runs in the page: what `load` and `measure` share. */
function prepare() {
  globalThis.sides = {};
  /** The pixels as the graph takes them: what a page that uses it would write. */
  globalThis.planes = (pixels) => {
    const planes = new Float32Array(pixels.length);
    for (let i = 0; i < pixels.length; i++) planes[(i % 3) * (pixels.length / 3) + Math.floor(i / 3)] = (pixels[i] / 255 - 0.5) / 0.5;
    return planes;
  };
}

/** Runs in the page: from nothing to the first score, in milliseconds. Neither side uses a worker: they share one thread. */
async function load({ side, url, backend }) {
  const grey = new Uint8Array(3 * 112 * 112).fill(99);
  const start = performance.now();
  if (side.startsWith("attn-fiqa")) {
    const { FaceQuality } = await import("/pkg/index.js");
    const quality = await FaceQuality.load({
      model: url,
      backend,
      precision: side.endsWith("int8") ? "int8" : "f32",
      worker: false,
      cache: false,
    });
    globalThis.sides[side] = async (pixels) => {
      const rgba = new Uint8ClampedArray(4 * 112 * 112).fill(255);
      for (let i = 0; i < pixels.length; i++) rgba[Math.floor(i / 3) * 4 + (i % 3)] = pixels[i];
      const { score, timings } = await quality.assess(new ImageData(rgba, 112, 112), { crop: "aligned" });
      return { score, time: timings.infer };
    };
    globalThis.sides[side].ran = quality.reason;
  } else {
    const ort = await import(backend === "cpu" ? "/peer/dist/ort.wasm.bundle.min.mjs" : "/peer/dist/ort.webgpu.bundle.min.mjs");
    ort.env.wasm.wasmPaths = "/peer/dist/";
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(url, { executionProviders: [backend === "cpu" ? "wasm" : "webgpu"] });
    globalThis.sides[side] = async (pixels) => {
      const start = performance.now();
      const image = new ort.Tensor("float32", globalThis.planes(pixels), [1, 3, 112, 112]);
      const { [session.outputNames[0]]: map } = await session.run({ [session.inputNames[0]]: image });
      const data = await map.getData();
      const time = performance.now() - start;
      return { score: data.reduce((sum, value) => sum + value, 0) / data.length, time };
    };
    globalThis.sides[side].ran = `onnxruntime-web ${ort.env.versions.web}`;
  }
  await globalThis.sides[side](grey);
  return performance.now() - start;
}

/** Runs in the page: scores first, then warm passes of all sides in turn. */
async function measure({ sides, crops, passes }) {
  const measured = sides.map((side) => ({ side, times: [], scores: [], ran: globalThis.sides[side].ran }));
  for (const { side, scores } of measured) for (const crop of crops) scores.push((await globalThis.sides[side](crop)).score);
  for (let pass = 0; pass < passes; pass++) {
    for (const { side, times } of measured) times.push((await globalThis.sides[side](crops[pass % crops.length])).time);
  }
  return measured;
}

function quantile(values, at) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(at * (sorted.length - 1))];
}

function median(values) {
  return quantile(values, 0.5);
}

/** As docs/speed.md shows it. */
function table(results) {
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const rows = results.map(({ network, backend, side, cold, bytes, memory, pass, ratio, scoreError }) => [
    network,
    backend,
    side,
    `${megabytes(bytes)}, ${cold.toFixed(0)} ms`,
    `${pass.median.toFixed(1)} ms (${pass.low.toFixed(1)} to ${pass.high.toFixed(1)})`,
    side.startsWith("attn-fiqa") ? "" : ratio.toFixed(2),
    `${megabytes(memory.peak)}, ${megabytes(memory.rest)}`,
    scoreError.toExponential(1),
  ]);
  const head = [
    "network",
    "on",
    "",
    "cold: bytes, first score",
    "warm pass: median (10 to 90 %)",
    "ours / theirs",
    "memory: most, at rest",
    "score off by",
  ];
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
