// The package beside onnxruntime-web on the same weights, in one page, pass by pass in alternation. `npm run bench`.
//
// Prints docs/speed.md's table and writes benches/peer/results.json. Where the peer cannot be installed, a line says so.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { memory } from "../tests/browser/load-cost.mjs";
import { open, path, start } from "../tests/browser/support.mjs";
import { answer, HOME, install, PYTHON } from "./peer/install.mjs";
import { load, measure, prepare } from "./peer/page.mjs";

/** One network alone, by its name, or "native": `node benches/peer.mjs vit-s`. */
const ONLY = process.argv[2];

/** The command line as it is released: `cargo bench` makes it. */
const PROGRAM = process.env.ATTN_FIQA ?? path("target/release/attn-fiqa");

/** Of each network: warm passes on the CPU and on the GPU; none where a software GPU would take minutes for one. */
const NETWORKS = [
  { name: "default", title: "the default model", passes: { cpu: 41, webgpu: 3 } },
  { name: "vit-s", title: "ViT-S, random weights", passes: { cpu: 15, webgpu: 0 } },
];

/** How many crops are scored before; a software GPU takes seconds for each. */
const CROPS = { cpu: 4, webgpu: 1 };

/** Most that a score in single precision may be off: what is compared must be the same network. */
const MOST_OFF = 1e-4;

/** The module for browsers without relaxed SIMD, taken as a page does that names one module for all of them. */
const PLAIN = { wasm: { cpu: "/pkg/wasm/cpu/attn_fiqa_bg.wasm" } };

/** What runs in one page: ours in the same arithmetic as theirs, which comes last; `file` is added to the network's name. */
const COMPARISONS = [
  {
    backend: "cpu",
    ours: [
      { side: "attn-fiqa", precision: "f32" },
      { side: "attn-fiqa, plain SIMD", precision: "f32", assets: PLAIN },
    ],
    theirs: { side: "onnxruntime-web", file: ".onnx" },
  },
  {
    backend: "cpu",
    ours: [
      { side: "attn-fiqa, integers", precision: "int8" },
      { side: "attn-fiqa, integers, plain SIMD", precision: "int8", assets: PLAIN },
    ],
    theirs: { side: "onnxruntime-web, int8", file: ".int8.onnx" },
  },
  {
    backend: "webgpu",
    ours: [{ side: "attn-fiqa", precision: "f32" }],
    theirs: { side: "onnxruntime-web", file: ".onnx" },
  },
];

const why = await install();
if (why) {
  console.log(`skipped: the comparison with onnxruntime-web (${why})`);
  process.exit();
}
const facts = JSON.parse(readFileSync(`${HOME}/graphs/facts.json`, "utf8"));
let served = 0;
const session = await start(".", (request, response) => {
  const { socket } = request;
  const before = socket.bytesWritten;
  response.on("close", () => {
    served += socket.bytesWritten - before;
  });
  return answer(request, response);
});
try {
  const results = [];
  for (const { name, title, passes } of NETWORKS.filter(({ name }) => !ONLY || name === ONLY)) {
    for (const comparison of COMPARISONS) {
      const { backend } = comparison;
      if (passes[backend]) results.push(...(await compare(name, title, comparison, passes[backend])));
      else console.log(`skipped: ${title} on ${backend}; a software GPU takes minutes for a pass`);
    }
  }
  if (ONLY !== "native") console.log(table(results));
  const natively = !ONLY || ONLY === "native" ? native() : [];
  const machine = { processor: cpus()[0].model, cores: cpus().length, browser: session.browser.version() };
  if (!ONLY) writeFileSync(path("benches/peer/results.json"), `${JSON.stringify({ machine, results, native: natively }, null, 2)}\n`);
} finally {
  await session.close();
}

/** Rows of the table: one network in one comparison. */
async function compare(name, title, { backend, ours, theirs }, passes) {
  const sides = [...ours, theirs].map((side) => ({
    ...side,
    backend,
    url: side === theirs ? `/peer/graphs/${name}${side.file}` : modelOf(name),
  }));
  const costs = [];
  for (const side of sides) costs.push(await cold(side));
  const { page, context } = await open(session, "tests/browser/blank.html");
  await page.evaluate(prepare);
  for (const side of sides) await page.evaluate(load, side);
  const crops = facts.crops.slice(0, CROPS[backend]);
  const measured = await page.evaluate(measure, { sides: sides.map(({ side }) => side), crops, passes });
  await context.close();
  for (const { side, scores } of measured) {
    const off = errorOf(scores, name);
    if (!/int/.test(side) && off > MOST_OFF) throw new Error(`${side} computes something else: ${title} is off by ${off}`);
  }
  const peer = measured.at(-1).times;
  return measured.map(({ side, times, scores, ran, calls }, i) => ({
    network: title,
    backend,
    side,
    ran,
    load: loadavg()[0],
    ...costs[i],
    pass: { median: median(times), best: Math.min(...times), low: quantile(times, 0.1), high: quantile(times, 0.9), passes },
    // The median of the ratios of passes that ran one after the other: other work on the machine hits both.
    ratio: side === theirs.side ? null : median(times.map((time, pass) => time / peer[pass])),
    scoreError: errorOf(scores, name),
    ...(backend === "webgpu" && { calls }),
  }));
}

/** The same networks natively, on one thread: medians in milliseconds, and their ratio. */
function native() {
  if (!existsSync(PROGRAM)) {
    console.log(`skipped: the native comparison; ${PROGRAM} is not there`);
    return [];
  }
  const { version, networks } = JSON.parse(execFileSync(PYTHON, [path("benches/peer/native.py"), HOME, PROGRAM]).toString());
  return NETWORKS.map(({ name, title }) => {
    const { ours, theirs } = networks[name];
    const ratio = median(ours.map((time, pass) => time / theirs[pass]));
    const [our, their] = [median(ours), median(theirs)];
    console.log(
      `natively, one thread, ${title}: ${our.toFixed(1)} ms; ONNX Runtime ${version}: ${their.toFixed(1)} ms; ratio ${ratio.toFixed(2)}`,
    );
    return { network: title, ours: our, theirs: their, ratio, peer: `onnxruntime ${version}`, passes: ours.length, load: loadavg()[0] };
  });
}

function modelOf(name) {
  return name === "default" ? "/www/models/default.safetensors" : `/peer/graphs/${name}.safetensors`;
}

/** The largest difference of a score from double precision. */
function errorOf(scores, name) {
  return Math.max(...scores.map((score, crop) => Math.abs(score - facts.networks[name][crop])));
}

/** Bytes, milliseconds to the first score and memory of one side, alone on a blank page. */
async function cold(side) {
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
  const [bytesBefore, requestsBefore] = [served, session.requests.length];
  const milliseconds = await page.evaluate(load, side);
  clearInterval(timer);
  assertModule(side, session.requests.slice(requestsBefore));
  const bytes = served - bytesBefore;
  await page.waitForTimeout(1000);
  const rest = memory(renderers, "RssAnon") - idle;
  await browser.detach();
  await context.close();
  return { cold: milliseconds, bytes, memory: { peak: peak - idle, rest } };
}

/** That a side ran in the module whose name it has. */
function assertModule({ side, backend, assets }, requests) {
  if (!side.startsWith("attn-fiqa")) return;
  const expected = backend === "webgpu" ? "gpu" : assets ? "cpu" : "cpu-relaxed";
  const modules = requests.map((url) => /\/wasm\/([\w-]+)\/.*\.wasm$/.exec(url)?.[1]).filter(Boolean);
  if (!modules.includes(expected)) throw new Error(`${side} did not take the module ${expected}, but ${modules}`);
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
  const rows = results.map(({ network, backend, side, cold, bytes, memory, pass, ratio, scoreError, load }) => [
    network,
    backend,
    side,
    `${megabytes(bytes)}, ${cold.toFixed(0)} ms`,
    `${pass.median.toFixed(1)} ms (${pass.low.toFixed(1)} to ${pass.high.toFixed(1)})`,
    ratio === null ? "" : `**${ratio.toFixed(2)}**`,
    `${megabytes(memory.peak)}, ${megabytes(memory.rest)}`,
    scoreError.toExponential(1),
    load.toFixed(0),
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
    "load",
  ];
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
