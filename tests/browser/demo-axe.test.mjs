// The demo for everybody, by axe-core: each state, light and dark; from right to left; by keyboard alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { again, drawTwoFaces, drawWall, loaded, score, tryFile, trySample, violations, visit } from "./demo-page.mjs";
import { assertQuiet, open, screenshot, startForTests } from "./support.mjs";

const session = await startForTests("dist");

const openAll = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));

/** The page's states, each after the one before it. @type {Record<string, (page: import("playwright-core").Page) => Promise<unknown>>} */
const STATES = {
  "the first sample": () => Promise.resolve(),
  "reasons, rings, contour, all tables": async (page) => {
    await trySample(page, "glasses");
    await page.locator("#landmarks").check();
    await page.locator("#outline").check();
    await openAll(page);
    await page.locator("#costs button").first().click();
  },
  "several photos, one made worse": async (page) => {
    await trySample(page, "portrait");
    await again(page, () => page.locator("#spoil-light").fill("-0.6"));
  },
  "several faces": async (page) => tryFile(page, await drawTwoFaces(page)),
  "no face, marking": async (page) => tryFile(page, await drawWall(page)),
  "not a picture": async (page) => {
    await page.setInputFiles("#file", { name: "notes.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no image") });
    await page.waitForFunction(() => /unsupported-input/.test(document.getElementById("error").textContent));
  },
  "no camera": async (page) => {
    await page.locator("#camera").click();
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector("face-quality-input")).state === "problem");
  },
};

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`axe-core finds nothing in any state, ${colorScheme}`, async () => {
    const { page } = await visit(session, { colorScheme, viewport: { width: 1200, height: 900 }, reducedMotion: "reduce" });
    for (const [state, reach] of Object.entries(STATES)) {
      await reach(page);
      await screenshot(page, `demo-axe-${colorScheme}-${Object.keys(STATES).indexOf(state)}`);
      assert.deepEqual(await violations(page), [], state);
    }
  });
}

test("axe-core finds nothing while the model loads, nor on a telephone", async () => {
  const { page, context } = await open(session, "icon.svg", { viewport: { width: 360, height: 740 } });
  await context.route("**/*.safetensors", () => {});
  await page.goto(session.url);
  await page.locator("#score[data-value]").waitFor();
  assert.deepEqual(await violations(page), []);
});

test("from right to left: the page turns round, its numbers stay, and axe-core finds nothing", async () => {
  const { page, seen } = await visit(session, { locale: "ar", viewport: { width: 1200, height: 900 } });
  assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), ["ar", "rtl"]);
  await trySample(page, "glasses");
  await openAll(page);
  await screenshot(page, "demo-ar");
  const left = (selector) => page.locator(selector).evaluate((element) => element.getBoundingClientRect().left);
  assert.ok((await left("section.stage")) > (await left("section.result")), "the photo comes first");
  // What would still be English: letters, but for names, units and addresses.
  const english = await page.evaluate(() => {
    const texts = [...document.querySelectorAll("[data-words]:not(#colormap option)")].map((element) => element.textContent);
    return texts.filter((text) => /[A-Za-z]{4}/.test(text) && !/[\u0600-\u06ff]/.test(text));
  });
  assert.deepEqual(english, []);
  assert.deepEqual(await violations(page), []);
  const before = await score(page);
  await page.selectOption("#language", "de");
  assert.equal(await page.locator("html").getAttribute("dir"), "ltr");
  assert.match(await page.locator("#reasons").textContent(), /Augen/, "what is shown already is said again");
  assert.match(await page.locator("#score").textContent(), /−\d,\d{3}$/);
  assert.equal(await score(page), before);
  await page.reload();
  await loaded(page);
  assert.equal(await page.locator("html").getAttribute("lang"), "de", "remembered");
  assertQuiet(seen, session.url);
});

test("320 pixels, in the longest languages: nothing reaches over the edge", async () => {
  const { page } = await visit(session, { viewport: { width: 320, height: 700 } });
  await trySample(page, "glasses");
  await trySample(page, "portrait");
  await openAll(page);
  const languages = await page.$$eval("#language option", (options) => options.map((option) => /** @type {any} */ (option).value));
  for (const lang of languages) {
    await page.selectOption("#language", lang);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) await screenshot(page, `demo-over-${lang}`);
    assert.ok(over <= 0, `${lang}: ${over} pixels`);
  }
});

test("by keyboard alone: a sample, its reasons, a slider, the checks, the record", async () => {
  const { page } = await visit(session, { viewport: { width: 1200, height: 900 } });
  /** Presses Tab until this has the focus; all on the way must be visible. */
  const tabTo = async (selector) => {
    for (let presses = 0; presses < 120; presses++) {
      await page.keyboard.press("Tab");
      const { isThere, isSeen } = await page.evaluate((selector) => {
        const element = document.activeElement;
        const { outlineStyle, opacity } = getComputedStyle(element);
        // A file field is seen as its label.
        const shown = opacity === "0" ? getComputedStyle(element.previousElementSibling).outlineStyle : outlineStyle;
        return { isThere: element.matches(selector), isSeen: element === document.body || shown !== "none" };
      }, selector);
      assert.ok(isSeen, `the focus is seen on the way to ${selector}: ${await page.evaluate(() => document.activeElement.outerHTML)}`);
      if (isThere) return;
    }
    assert.fail(`${selector} is not reached`);
  };
  await tabTo(".skip");
  await tabTo("#camera");
  await tabTo("#samples [data-sample=glasses]");
  await again(page, () => page.keyboard.press("Enter"));
  const before = await score(page);
  await tabTo("#reasons .pointer");
  assert.equal(await page.locator("#region").getAttribute("data-region"), "eyes");
  await tabTo("#export-record");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.match(download.suggestedFilename(), /\.json$/);
  await tabTo("#spoil-blur");
  await again(page, async () => {
    for (let presses = 0; presses < 8; presses++) await page.keyboard.press("ArrowRight");
  });
  assert.ok((await score(page)) < before);
  await tabTo("#checks-card summary");
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("#checks").isVisible());
});
