// The page never waits: from the first load to the photo no task keeps its thread for 50 ms, by the thread's own clock, so that a
// busy machine does not count.
import assert from "node:assert/strict";
import { test } from "node:test";
import { check, fresh, GOOD, inState, openElementPage, startWithCamera } from "./element-page.mjs";
import { assertNoLongTask, longestTask } from "./page-tasks.mjs";
import { open } from "./support.mjs";

const session = await startWithCamera(["good"]);
// The page's own globals.
const { element, log } = /** @type {any} */ ({});

test("no task of 50 ms while the model loads, in front of the camera, at the photo, at a file", () =>
  assertNoLongTask(async () => {
    const { page, context } = await open(session, "tests/browser/blank.html");
    const load = await longestTask(page, async () => {
      await page.evaluate(() => import("/pkg/element.js"));
      await fresh(page);
      // Usable at once: the buttons are there before the model is.
      await page.evaluate(async () => {
        const { acquire } = await import("/pkg/element/shared-quality.js");
        await acquire({ model: undefined, assets: undefined }).quality;
      });
    });
    const live = await longestTask(page, async () => {
      await page.evaluate(() => element.openCamera());
      await inState(page, "accepted");
      await page.waitForTimeout(500);
    });
    const file = await longestTask(page, async () => {
      await fresh(page);
      await check(page, GOOD);
      await page.locator("face-quality-input [part~=button-heatmap]").click();
      await page.waitForTimeout(300);
    });
    await context.close();
    return { load, live, file };
  }));

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
