// The demo's first screen: a true result before the model is there, and all of it to be seen at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loaded, score, visit } from "./demo-page.mjs";
import { assertQuiet, commandLine, maxDifference, open, path, readJson, screenshot, startForTests } from "./support.mjs";

const session = await startForTests("dist");

test("the prepared result is the one that the command line and the page compute", async () => {
  const { assessment } = await readJson("dist/samples/first-result.json");
  const [expected] = await commandLine(path("tests/fixtures/faces/everyday-46.jpg"));
  // The same code for another processor: sums are rounded in another order.
  assert.ok(maxDifference(assessment.patchMap, expected.patch_map) < 1e-4);
  assert.ok(maxDifference(assessment.face.landmarks.flat(), expected.face.landmarks.flat()) < 0.05);
  assert.deepEqual([assessment.verdict, assessment.reasons], [expected.verdict, expected.reasons]);
  const { page, seen } = await visit(session);
  // The page's engine is the one that prepared it.
  assert.ok(Math.abs((await score(page)) - assessment.score) < 1e-6);
  assert.doesNotMatch(await page.locator("#prompt").textContent(), /when this page was made/, "computed again, here");
  assertQuiet(seen, session.url);
});

test("the sample and its result are there before the model is, and a photo chosen by then waits for it", async () => {
  const { page, context } = await open(session, "icon.svg");
  let release;
  const model = new Promise((resolve) => (release = resolve));
  await context.route("**/*.safetensors", async (route) => {
    await model;
    await route.continue();
  });
  await page.goto(session.url);
  await page.locator("#score[data-value]").waitFor();
  assert.match(await page.locator("#prompt").textContent(), /^A sample, scored when this page was made/);
  assert.match(await page.locator("#score-name").textContent(), /^(Good|Fair|Poor) photo$/);
  assert.ok(!("ready" in (await page.evaluate(() => ({ ...document.body.dataset })))));
  await page.locator("#samples [data-sample=glasses]").click();
  await page.waitForFunction(() => document.body.dataset.state === "busy");
  release();
  await loaded(page);
  const reasons = await page.$$eval("#reasons li", (items) => items.map(({ dataset }) => dataset.id));
  assert.ok(reasons.includes("region-eyes"), "dark glasses");
});

// biome-ignore format: one a line
const SCREENS = [[320, 740], [390, 780], [768, 1024], [1440, 900], [3840, 2160]];
for (const [width, height] of SCREENS) {
  test(`${width} × ${height}: photo and verdict are on the first screen, and nothing reaches over its edge`, async () => {
    const { page } = await visit(session, { viewport: { width, height } });
    await screenshot(page, `demo-first-${width}`);
    const bottom = (selector) => page.locator(selector).evaluate((element) => element.getBoundingClientRect().bottom);
    assert.ok((await bottom("#camera")) < height / 2);
    assert.ok((await bottom("#score-name")) <= height, `${await bottom("#score-name")}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });
}

test("letters of twice the size: nothing reaches over the edge", async () => {
  const { page } = await visit(session, { viewport: { width: 640, height: 900 } });
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(":root { font-size: 200% !important }");
    document.adoptedStyleSheets.push(sheet);
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await screenshot(page, "demo-letters");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});
