// The demo for everybody: colours that a person has chosen, the keyboard alone, wide letters on a narrow screen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { again, trySample, visit } from "./demo-page.mjs";
import { screenshot, startForTests } from "./support.mjs";

const session = await startForTests("dist");

/** How many colours a part of the page has: one if nothing is to be seen. */
async function colours(page, locator) {
  const image = (await locator.screenshot()).toString("base64");
  return page.evaluate(async (image) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(image), (char) => char.charCodeAt(0))]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, image);
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  test(`rings, buttons and bars are visible in forced colours, ${colorScheme}`, async () => {
    const { page } = await visit(session, { forcedColors: "active", colorScheme, viewport: { width: 1100, height: 900 } });
    await trySample(page, "portrait");
    await page.locator("#opacity").fill("0");
    await page.locator("#checks-card summary").click();
    await screenshot(page, `demo-forced-${colorScheme}`);
    const border = (selector) => page.locator(selector).evaluate((element) => getComputedStyle(element).borderTopColor);
    const page_ = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.locator("#landmarks").check();
    for (const button of ["#live-start", ".start label.button", "#mark", "#model-form button"])
      assert.notEqual(await border(button), page_, button);
    const image = (selector) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundImage);
    for (const drawn of [".handle", "#checks .bar"]) assert.match(await image(drawn), /gradient/, drawn);
    assert.ok((await colours(page, page.locator("#checks .bar").first())) > 1, "a bar has a full and an empty part");
    assert.ok((await colours(page, page.locator("#checks .sign").first())) > 1, "a verdict's sign can be told from its ground");
    const before = await page.locator(".handle").first().screenshot();
    await page.locator("#landmarks").uncheck();
    await page.locator("#landmarks").check();
    await page
      .locator(".handle")
      .first()
      .evaluate((element) => (element.style.backgroundImage = "none"));
    assert.notDeepEqual(await page.locator(".handle").first().screenshot(), before, "a ring is drawn over the photo");
  });
}

test("the keyboard alone marks a face, and never loses its place", async () => {
  const { page } = await visit(session);
  await trySample(page, "portrait");
  await page.locator("#landmarks").check();
  assert.match(await page.locator("#prompt").textContent(), /drag a ring.*arrow keys/);
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.className.split(" ")[0]);
  const label = () => page.locator(".handle").first().getAttribute("aria-label");
  const scored = await page.locator("#score").getAttribute("data-value");
  await page.locator("#mark").press("Enter");
  assert.equal(await focused(), "handle", "the button has hidden itself");
  assert.match(await page.locator("#prompt").textContent(), /Click the eye on the left.*arrow keys.*Enter/);
  const before = await label();
  assert.match(before, /^eye on the left, \d+ of \d+ to the right, \d+ of \d+ down$/);
  assert.match(await page.locator(".handle").first().getAttribute("aria-description"), /Arrow keys/);
  await page.keyboard.press("Shift+ArrowLeft");
  assert.notEqual(await label(), before, "it says where it is");
  await again(page, async () => {
    for (let i = 0; i < 5; i++) await page.keyboard.press("Enter");
  });
  assert.equal(await focused(), "handle");
  await again(page, () => page.locator("#again").press("Enter"));
  assert.equal(await focused(), "mark", "the button has hidden itself");
  assert.equal(await page.locator("#score").getAttribute("data-value"), scored);
});

test("320 pixels with the spacing of WCAG 1.4.12: nothing reaches over the edge or over other text", async () => {
  const { page } = await visit(session, { viewport: { width: 320, height: 700 } });
  await trySample(page, "portrait");
  const over = await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }",
    );
    document.adoptedStyleSheets.push(sheet);
    for (const details of document.querySelectorAll("details")) details.open = true;
    const reaches = (element) => element.getBoundingClientRect().right > innerWidth || element.scrollWidth > element.clientWidth + 1;
    const isBlock = (element) => element.clientWidth > 1 && getComputedStyle(element).display !== "inline" && element.tagName !== "SELECT";
    return [...document.querySelectorAll("body, body *")]
      .filter((e) => isBlock(e) && reaches(e))
      .map((e) => `${e.tagName} ${e.id} ${e.className}`);
  });
  await screenshot(page, "demo-spaced");
  assert.deepEqual(over, []);
});
