// The demo page as a visitor uses it, with the strictest policy, watched.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, commandLine, open, path, screenshot, start } from "./support.mjs";

let session;
before(async () => (session = await start("dist")));
after(() => session.close());

const scored = (page) => page.waitForFunction(() => document.body.dataset.state === "done", null, { timeout: 120_000 });
const loaded = (page) => page.waitForFunction(() => "loaded" in document.body.dataset, null, { timeout: 120_000 });

/** Chooses a sample by its place and waits for its score. */
async function trySample(page, place) {
  await page.evaluate(() => delete document.body.dataset.state);
  await page.locator("#samples button").nth(place).click();
  await scored(page);
}

/** The photo's pixels, as one number a column: enough to tell pictures apart. */
const pixels = (page) =>
  page.evaluate(() => {
    const canvas = document.getElementById("canvas");
    // A copy: reading the page's own canvas would slow it down, and Chromium would say so.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    return { size: [canvas.width, canvas.height], values: new Set(data).size, sum: data.reduce((sum, v, i) => (sum * 31 + v * (i % 7)) % 1e9, 0) };
  });

const score = async (page) => Number(await page.locator("#score").getAttribute("data-value"));

for (const backend of ["cpu", "webgpu"]) {
  test(`samples on ${backend}: drawn, different, quiet, and as on the command line`, async () => {
    const { page, seen, context } = await open(session, `?backend=${backend}`);
    await loaded(page);
    assert.equal(await page.evaluate(() => document.body.dataset.ready), backend);
    const requests = seen.requests.length;

    await trySample(page, 0);
    const clear = { score: await score(page), ...(await pixels(page)) };
    await trySample(page, 1);
    const hard = { score: await score(page), ...(await pixels(page)) };
    await trySample(page, 2);
    await screenshot(page, `demo-${backend}`);

    const [first, second] = await commandLine("--aligned", path("www/demo/samples/render-clear.png"), path("www/demo/samples/render-hard.png"));
    assert.ok(Math.abs(clear.score - first.score) < 1e-4 && Math.abs(hard.score - second.score) < 1e-4);
    assert.ok(clear.score > hard.score, "the clear face scores above the hard one");
    assert.ok(clear.values > 50 && hard.values > 50, "the canvas is not blank");
    assert.notEqual(clear.sum, hard.sum, "the canvas changes with the photo");
    assert.deepEqual(seen.requests.slice(requests).filter((url) => !/^(blob|data):/.test(url)), [], "requests after load");
    assertQuiet(seen, session.url);
    await context.close();
  });
}

test("controls change the picture, and the photo alone is there at opacity 0", async () => {
  const { page, context } = await open(session, "?backend=cpu");
  await loaded(page);
  await trySample(page, 0);
  const pictures = [await pixels(page)];
  for (const [control, value] of [["#colormap", "viridis"], ["#range", "image"]]) {
    await page.selectOption(control, value);
    await page.waitForTimeout(300);
    pictures.push(await pixels(page));
  }
  for (const value of ["0.9", "0"]) {
    await page.locator("#opacity").fill(value);
    await page.waitForTimeout(300);
    pictures.push(await pixels(page));
  }
  assert.equal(new Set(pictures.map(({ sum }) => sum)).size, pictures.length);
  await context.close();
});

test("an unknown photo is marked by five clicks, and corrected by keyboard", async () => {
  const { page, seen, context } = await open(session, "?backend=cpu", { viewport: { width: 1200, height: 900 } });
  await loaded(page);
  await page.setInputFiles("#file", path("www/demo/samples/portrait.jpg"));
  await page.locator(".handle").first().waitFor();
  const frame = await page.locator("#canvas").boundingBox();
  const scale = frame.width / 280;
  for (const [x, y] of [[113, 101], [157, 103], [135.6, 127], [114.4, 140.4], [154, 141.4]]) {
    await page.mouse.click(frame.x + x * scale, frame.y + y * scale);
  }
  await scored(page);
  const clicked = await score(page);
  const [{ score: expected }] = await commandLine("--landmarks", "113,101,157,103,135.6,127,114.4,140.4,154,141.4", path("www/demo/samples/portrait.jpg"));
  assert.ok(Math.abs(clicked - expected) < 0.05, `${clicked} against ${expected}: clicks fall on screen pixels`);
  await page.evaluate(() => delete document.body.dataset.state);
  await page.locator(".handle").first().focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await scored(page);
  assert.notEqual(await score(page), clicked);
  await screenshot(page, "demo-marked");
  assertQuiet(seen, session.url);
  await context.close();
});

test("the whole way by keyboard", async () => {
  const { page, context } = await open(session, "?backend=cpu");
  await loaded(page);
  await page.setInputFiles("#file", path("www/demo/samples/portrait.jpg"));
  const first = page.locator(".handle").first();
  await first.waitFor();
  await first.focus();
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
  }
  await scored(page);
  assert.ok(Number.isFinite(await score(page)));
  await context.close();
});

test("a bad file is told, and the next photo works", async () => {
  const { page, seen, context } = await open(session, "?backend=cpu");
  await loaded(page);
  await page.setInputFiles("#file", { name: "notes.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no image") });
  await page.locator("#error").waitFor();
  assert.match(await page.locator("#error").textContent(), /unsupported-input/);
  await screenshot(page, "demo-error");
  await trySample(page, 0);
  assert.ok(await page.locator("#error").isHidden());
  assert.ok(Number.isFinite(await score(page)));
  assertQuiet(seen, session.url);
  await context.close();
});

for (const [name, options] of Object.entries({
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  dark: { colorScheme: "dark", viewport: { width: 1200, height: 850 } },
  light: { colorScheme: "light", viewport: { width: 1200, height: 850 } },
})) {
  test(`looks right: ${name}`, async () => {
    const { page, context } = await open(session, "?backend=cpu", options);
    await loaded(page);
    await trySample(page, 0);
    await trySample(page, 2);
    await screenshot(page, `demo-${name}`);
    const { wide, high } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth - innerWidth,
      high: document.getElementById("canvas").getBoundingClientRect().height,
    }));
    assert.ok(wide <= 0, "nothing reaches over the edge");
    assert.ok(high > 100);
    await context.close();
  });
}
