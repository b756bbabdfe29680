// What keeps a page's main thread: its tasks, as Chromium traces them, by the thread's own clock and by the one on the wall.
import assert from "node:assert/strict";

/** Milliseconds from which a task is long (W3C Long Tasks, 1). */
export const LONG = 50;
/** Categories of a trace that names the page. */
const TIMELINE = ["devtools.timeline", "disabled-by-default-devtools.timeline"];

/**
 * The longest tasks of a page in each part of a visit, in two visits at most: a busy machine makes even processor time longer, by up
 * to three times, because its caches are shared.
 *
 * @param {() => Promise<Record<string, { own: number, wall: number }>>} visit
 */
export async function assertNoLongTask(visit) {
  const isShort = (parts) => Object.values(parts).every(({ own }) => own < LONG);
  const first = await visit();
  const best = isShort(first) ? first : await visit();
  console.log(`longest tasks, in ms: ${JSON.stringify(best)}`);
  assert.ok(isShort(best), JSON.stringify(best));
}

/**
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<unknown>} run
 * @returns {Promise<{ own: number, wall: number }>} milliseconds of the longest task while something runs: of the thread's processor
 * time, on which a busy machine has less influence; and from its start to its end
 */
export async function longestTask(page, run) {
  const traceEvents = await trace(page, [...TIMELINE, "toplevel"], run);
  const own = pidOf(page, traceEvents);
  const names = traceEvents.filter(({ name, args, pid }) => name === "thread_name" && args.name === "CrRendererMain" && pid === own);
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === "RunTask" && names.some((one) => one.pid === pid && one.tid === tid));
  assert.ok(tasks.length > 50 && tasks.some(({ tdur }) => tdur > 0), "the trace has the page's tasks and their time");
  const most = (/** @type {"dur" | "tdur"} */ time) => Math.max(...tasks.map((task) => task[time] ?? 0)) / 1000;
  return { own: most("tdur"), wall: most("dur") };
}

/** The id of the page's process; a browser has others that wait for pages to come. @param {import("playwright-core").Page} page */
export const processOf = async (page) => pidOf(page, await trace(page, TIMELINE, async () => {}));

/** Chromium's events while something runs. */
async function trace(page, categories, run) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories });
  await run();
  return JSON.parse(String(await browser.stopTracing())).traceEvents;
}

/** The process of the page: the one that its navigation or frames name. */
function pidOf(page, events) {
  const frames = events.flatMap(({ args }) => args?.data?.frames ?? args?.data ?? []);
  return frames.findLast(({ url, processId }) => processId && url === page.url()).processId;
}
