// What loading a model costs: memory of the renderer's processes, and how long the page stands still.
import { readFileSync } from "node:fs";
import { open } from "./support.mjs";

/** Milliseconds between two looks at the memory: a piece of a model takes longer. */
const INTERVAL = 20;

/** Where a model comes from. The address of the model is served by the session. */
export const SOURCES = ["URL", "URL, into the cache", "URL, from the cache", "File", "Uint8Array", "Response"];

/**
 * Loads a model in a fresh page.
 *
 * @param {{ url: string, browser: import("playwright-core").Browser }} session
 * @param {{ url: string, path: string, integrity: string, source: string, worker: boolean }} how
 * @returns {Promise<{ peak: number, all: number, longest: number, seconds: number }>} bytes on top of the idle page, of
 * the page's processes and of the whole browser; milliseconds of the longest task
 */
export async function loadCost(session, { url, path, integrity, source, worker }) {
  const { page, context } = await open(session, "tests/browser/blank.html");
  const browser = await session.browser.newBrowserCDPSession();
  const processes = async () => (await browser.send("SystemInfo.getProcessInfo")).processInfo;
  if (source === "URL, from the cache") await page.evaluate(load, { url, integrity, source, worker });
  await page.reload();
  const input = await page.evaluateHandle(() => document.body.appendChild(Object.assign(document.createElement("input"), { type: "file" })));
  await input.asElement().setInputFiles(path);
  await page.evaluate(prepare, { url, source });
  await settle(page);
  const known = await processes();
  const renderers = known.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const all = known.map(({ id }) => id);
  const idle = { peak: resident(renderers), all: resident(all) };
  const most = { ...idle };
  const timer = setInterval(() => {
    most.peak = Math.max(most.peak, resident(renderers));
    most.all = Math.max(most.all, resident(all));
  }, INTERVAL);
  try {
    const { longest, seconds } = await page.evaluate(load, { url, integrity, source, worker });
    return { peak: most.peak - idle.peak, all: most.all - idle.all, longest, seconds };
  } finally {
    clearInterval(timer);
    await browser.detach();
    await context.close();
  }
}

/** Garbage of before is none of the load's. */
async function settle(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("HeapProfiler.collectGarbage");
  await page.waitForTimeout(500);
  await client.detach();
}

/** Bytes in memory; a process that is gone has none. */
function resident(processes) {
  return processes.reduce((sum, id) => {
    try {
      return sum + 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      return sum;
    }
  }, 0);
}

/** Runs in the page: what is there before the load. */
async function prepare({ url, source }) {
  if (source === "Uint8Array") globalThis.bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
}

/** Runs in the page. */
async function load({ url, integrity, source, worker }) {
  const { FaceQuality } = await import("/pkg/index.js");
  const models = {
    "URL": () => ({ model: url, cache: false }),
    "URL, into the cache": () => ({ model: url, integrity }),
    "URL, from the cache": () => ({ model: url, integrity }),
    "File": () => ({ model: document.querySelector("input").files[0], integrity }),
    "Uint8Array": () => ({ model: globalThis.bytes, integrity }),
    "Response": async () => ({ model: await fetch(url), integrity }),
  };
  let longest = 0;
  const watch = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  watch.observe({ type: "longtask" });
  // The observer tells only of tasks above 50 ms.
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 4);
    last = now;
  }, 0);
  const start = performance.now();
  globalThis.quality = await FaceQuality.load({ ...(await models[source]()), backend: "cpu", worker });
  const seconds = (performance.now() - start) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 100));
  clearInterval(timer);
  watch.disconnect();
  return { longest, seconds };
}
