// The page never waits: from the first load to the photo no task keeps its thread for 50 ms, by the thread's own clock, so that a
// busy machine does not count.
import assert from "node:assert/strict";
import { test } from "node:test";
import { check, fresh, GOOD, inState, openElementPage, startWithCamera } from "./element-page.mjs";
import { open } from "./support.mjs";

/** Milliseconds from which a task is long (W3C Long Tasks, 1). */
const LONG = 50;

const session = await startWithCamera(["good"]);
// The page's own globals.
const { element, log } = /** @type {any} */ ({});

/** The longest tasks of the page's main thread while something runs, in milliseconds of its processor time, the longest first. */
async function tasksOf(page, run) {
  await session.browser.startTracing(page, { categories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"] });
  await run();
  const { traceEvents } = JSON.parse(String(await session.browser.stopTracing()));
  const own = await pidOf(page, traceEvents);
  const names = traceEvents.filter(({ name, args, pid }) => name === "thread_name" && args.name === "CrRendererMain" && pid === own);
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === "RunTask" && names.some((one) => one.pid === pid && one.tid === tid));
  assert.ok(tasks.length > 50 && tasks.some(({ tdur }) => tdur > 0), "the trace has the page's tasks and their time");
  return tasks.map(({ tdur = 0 }) => tdur / 1000).sort((a, b) => b - a);
}

/** The process of the page: the one that its navigation or frames name. */
async function pidOf(page, events) {
  const url = page.url();
  const frame = events.find(({ args }) => args?.data?.frames?.some((one) => one.url === url));
  return frame.args.data.frames.find((one) => one.url === url).processId;
}

test("no task of 50 ms while the model loads, in front of the camera, at the photo, at a file", async () => {
  const { page } = await open(session, "tests/browser/blank.html");
  const load = await tasksOf(page, async () => {
    await page.evaluate(() => import("/pkg/element.js"));
    await fresh(page);
    // Usable at once: the buttons are there before the model is.
    await page.evaluate(async () => {
      const { acquire } = await import("/pkg/element/shared-quality.js");
      await acquire({ model: undefined, assets: undefined }).quality;
    });
  });
  const live = await tasksOf(page, async () => {
    await page.evaluate(() => element.openCamera());
    await inState(page, "accepted");
    await page.waitForTimeout(500);
  });
  const file = await tasksOf(page, async () => {
    await fresh(page);
    await check(page, GOOD);
    await page.locator("face-quality-input [part~=button-heatmap]").click();
    await page.waitForTimeout(300);
  });
  const longest = Object.fromEntries(Object.entries({ load, live, file }).map(([name, [most]]) => [name, Math.round(most)]));
  console.log(`longest tasks, in ms of processor time: ${JSON.stringify(longest)}`);
  assert.ok(Math.max(load[0], live[0], file[0]) < LONG, JSON.stringify(longest));
});

test("a file can be chosen before the model is there", async () => {
  const { page } = await openElementPage(session);
  let release = () => {};
  const gate = new Promise((resolve) => (release = () => resolve(null)));
  await page.route("**/*.safetensors", async (route) => {
    await gate;
    await route.continue();
  });
  await fresh(page, { required: "" });
  await page.locator("face-quality-input input[type=file]").setInputFiles(new URL(`../../${GOOD}`, import.meta.url).pathname);
  await inState(page, "checking");
  assert.deepEqual(await page.evaluate(() => [element.checkValidity(), element.value, log.some(({ type }) => type === "assess")]), [
    false,
    null,
    false,
  ]);
  release();
  await inState(page, "accepted");
});
