// The sliders of the demo that make a photo worse: in the right direction, the newest setting wins, and back again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { again, drawWall, score, tryFile, trySample, visit } from "./demo-page.mjs";
import { assertNoRequests, assertQuiet, screenshot, startForTests } from "./support.mjs";

const session = await startForTests("dist");

const slide = (page, key, value) => again(page, () => page.locator(`#spoil-${key}`).fill(String(value)));
const reasons = (page) => page.$$eval("#reasons li", (items) => items.map(({ dataset }) => dataset.id));

/** What each slider does at its worst, and the reasons of which one must be given. */
const WORST = {
  cover: { value: 0.6, reasons: /region-(mouth|cheeks|jaw)|mouth-closed|natural-colour/ },
  light: { value: -1, reasons: /light|luminance|exposure|contrast/ },
  blur: { value: 1, reasons: /sharpness|real-resolution/ },
  size: { value: 1, reasons: /inter-eye-distance|real-resolution/ },
  noise: { value: 1, reasons: /noise/ },
  // In a face as large as the first sample's, blocks of eight pixels are small: they hide parts of it.
  jpeg: { value: 1, reasons: /compression|real-resolution|sharpness|region-/ },
};

for (const [key, { value, reasons: expected }] of Object.entries(WORST)) {
  test(`${key} lowers the score, more of it further, and the reasons say so`, async () => {
    const { page, seen } = await visit(session);
    const requests = seen.requests.length;
    const before = await score(page);
    await slide(page, key, value / 2);
    const half = await score(page);
    await slide(page, key, value);
    const worst = await score(page);
    assert.ok(before > half && half > worst, `${before} > ${half} > ${worst}`);
    assert.match((await reasons(page)).join(" "), expected);
    assert.match(await page.locator("#spoil-compared").textContent(), /^Unchanged: \d+ %\. Now: \d+ %\.$/);
    assert.notEqual(await page.locator(`#spoil-${key}`).getAttribute("aria-valuetext"), "off");
    if (key === "cover") await screenshot(page, "demo-spoiled");
    await again(page, () => page.locator("#spoil-reset").click());
    assert.equal(await score(page), before, "as before");
    assert.equal(await page.evaluate(() => document.activeElement.id), "spoil-cover", "the button has hidden itself");
    assertNoRequests(seen, requests);
    assertQuiet(seen, session.url);
  });
}

test("a slider that is dragged shows the newest setting in the end, and another photo puts all of them back", async () => {
  const { page } = await visit(session);
  await slide(page, "blur", 0.9);
  const expected = await score(page);
  await again(page, () => page.locator("#spoil-reset").click());
  // As fast as a mouse moves: most of these are never scored.
  await again(page, () =>
    page.locator("#spoil-blur").evaluate(async (/** @type {HTMLInputElement} */ slider) => {
      for (let value = 1; value <= 18; value++) {
        slider.value = String(value / 20);
        slider.dispatchEvent(new Event("input"));
        await new Promise(requestAnimationFrame);
      }
    }),
  );
  assert.equal(await score(page), expected);
  await trySample(page, "portrait");
  assert.equal(await page.locator("#spoil-blur").inputValue(), "0");
  assert.ok(await page.locator("#spoil-reset").isHidden());
});

test("a face crop can be made worse too; a picture without a face cannot", async () => {
  const { page } = await visit(session);
  await trySample(page, "clear");
  const before = await score(page);
  await slide(page, "blur", 1);
  assert.ok((await score(page)) < before);
  await tryFile(page, await drawWall(page));
  assert.ok(await page.locator("#spoil-card").isHidden());
});
