// What loading a model costs: memory of the renderer's processes, and how long it blocks the page.
import { readFileSync } from "node:fs";
import { processOf } from "./page-tasks.mjs";
import { open, path } from "./support.mjs";

/** Milliseconds between two looks at the memory: a piece of a model takes longer. */
const INTERVAL = 20;

/** Bytes by which memory at rest may still change in half a second, and how often to look. */
const AT_REST = 500_000;
const MOST_LOOKS = 20;

/** Where a model comes from. The address of the model is served by the session. */
export const SOURCES = ["URL", "URL, into the cache", "URL, from the cache", "File", "Uint8Array", "Response"];

/** A tiny model. */
const SMALL = "/tests/fixtures/oracle/model.safetensors";

/**
 * Loads a model in an idle page: one that has the package in use, with a tiny model.
 *
 * @param {{ url: string, browser: import("playwright-core").Browser }} session
 * @param {{ url: string, path: string, integrity?: string, source: string, worker: boolean, blank?: boolean }} how `blank`:
 * in a page that has nothing yet
 * @returns {Promise<{ peak: number, rest: number, own: number, all: number, longest: number, seconds: number }>} bytes on top of the
 * idle page: the most that the page's processes took, what they take when it is loaded, and without the pages of files, the most that the whole browser
 * took; milliseconds of the page's longest task
 */
export async function loadCost(session, { url, path, integrity, source, worker, blank = false }) {
  const { page, context } = await open(session, "tests/browser/blank.html");
  const browser = await session.browser.newBrowserCDPSession();
  if (source === "URL, from the cache") {
    await page.evaluate(load, { url, integrity, source, worker });
    await page.reload();
  }
  await page.evaluate(() => document.body.append(Object.assign(document.createElement("input"), { type: "file" })));
  await page.setInputFiles("input", path);
  if (!blank) await page.evaluate(prepare, { url, source, worker, small: SMALL });
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  const renderers = [await processOf(page)];
  const everything = processInfo.map(({ id }) => id);
  await settle(page, renderers);
  const idle = { page: memory(renderers), own: memory(renderers, "RssAnon"), all: memory(everything) };
  const most = { ...idle };
  const timer = setInterval(() => {
    most.page = Math.max(most.page, memory(renderers));
    most.all = Math.max(most.all, memory(everything));
  }, INTERVAL);
  try {
    const { longest, seconds } = await page.evaluate(load, { url, integrity, source, worker });
    clearInterval(timer);
    await settle(page, renderers);
    const [rest, own] = [memory(renderers) - idle.page, memory(renderers, "RssAnon") - idle.own];
    return { peak: most.page - idle.page, rest, own, all: most.all - idle.all, longest, seconds };
  } finally {
    clearInterval(timer);
    await browser.detach();
    await context.close();
  }
}

/** What the engine itself takes on a blank page: its module, its code, its worker, a tiny model. */
export async function engineCost(session, worker) {
  return loadCost(session, { url: SMALL, path: path(SMALL.slice(1)), source: "URL", worker, blank: true });
}

/** Waits until the memory is at rest: garbage is collected, and a page that is new has started. */
async function settle(page, processes) {
  const client = await page.context().newCDPSession(page);
  for (let [before, tries] = [0, 0]; tries < MOST_LOOKS && Math.abs(memory(processes) - before) > AT_REST; tries++) {
    before = memory(processes);
    await client.send("HeapProfiler.collectGarbage");
    await page.waitForTimeout(500);
  }
  await client.detach();
}

/**
 * Bytes in memory; a process that is gone has none.
 *
 * @param {number[]} processes
 * @param {"VmRSS" | "RssAnon"} kind all that is resident; or without the pages of files, above all of the browser's own program, which
 * its processes share
 */
export function memory(processes, kind = "VmRSS") {
  return processes.reduce((sum, id) => {
    try {
      const [, kilobytes] = new RegExp(`${kind}:\\s+(\\d+)`).exec(readFileSync(`/proc/${id}/status`, "utf8")) ?? [];
      return sum + 1024 * Number(kilobytes ?? 0);
    } catch {
      return sum;
    }
  }, 0);
}

/** Runs in the page: what is there before the load. */
async function prepare({ url, source, worker, small }) {
  const { FaceQuality } = await import("/pkg/index.js");
  globalThis.small = await FaceQuality.load({ model: small, backend: "cpu", worker });
  if (source === "Uint8Array") globalThis.bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
}

/** Runs in the page. */
async function load({ url, integrity, source, worker }) {
  const { FaceQuality } = await import("/pkg/index.js");
  const models = { File: () => document.querySelector("input").files[0], Uint8Array: () => globalThis.bytes, Response: () => fetch(url) };
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
  const model = (await models[source]?.()) ?? url;
  globalThis.quality = await FaceQuality.load({ model, integrity, cache: source !== "URL", backend: "cpu", worker });
  const seconds = (performance.now() - start) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 100));
  clearInterval(timer);
  watch.disconnect();
  return { longest, seconds };
}
