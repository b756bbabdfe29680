// The demo page as a visitor uses it, with the strictest policy, watched.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertQuiet, commandLine, maxDifference, open, path, read, screenshot, start } from "./support.mjs";

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

const PORTRAIT = path("www/demo/samples/portrait.jpg");

/** Gives the page a file and waits for what comes of it. */
async function tryFile(page, file) {
  await page.evaluate(() => delete document.body.dataset.state);
  await page.setInputFiles("#file", file);
  await scored(page);
}

/** Does something that scores the photo again, and waits for it. */
async function again(page, act) {
  await page.evaluate(() => delete document.body.dataset.state);
  await act();
  await scored(page);
}

/** The five points as the handles hold them, in pixels of the photo. */
const landmarks = (page) => page.$$eval(".handle", (all) => all.map(({ dataset }) => [Number(dataset.x), Number(dataset.y)]));
const texts = (page, selector) => page.locator(selector).allTextContents();

/** Score, landmarks, checks and reasons on the page are those of the command line. */
async function assertAgrees(page, expected) {
  assert.ok(Math.abs((await score(page)) - expected.score) < 1e-4);
  if (expected.face) assert.ok(maxDifference((await landmarks(page)).flat(), expected.face.landmarks.flat()) < 0.05);
  const checks = await page.$$eval("#checks tr[data-id]", (rows) => rows.map(({ dataset: { id, value } }) => ({ id, value: Number(value) })));
  const byId = (list) => [...list].sort((a, b) => a.id.localeCompare(b.id));
  assert.deepEqual(byId(checks).map(({ id }) => id), byId(expected.checks).map(({ id }) => id));
  assert.ok(maxDifference(byId(checks).map(({ value }) => value), byId(expected.checks).map(({ value }) => value)) < 1e-6);
  assert.deepEqual(await page.$$eval("#reasons li", (items) => items.map(({ dataset }) => dataset.id)), expected.reasons);
}

/** A picture drawn in the page, as a file to choose: the portrait and its mirror image side by side, or no face at all. */
async function drawn(page, name) {
  const photo = (await read("www/demo/samples/portrait.jpg")).toString("base64");
  const url = await page.evaluate(
    async ([photo, faces]) => {
      const bytes = Uint8Array.from(atob(photo), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const canvas = Object.assign(document.createElement("canvas"), { width: 2 * bitmap.width, height: bitmap.height });
      const context = canvas.getContext("2d");
      context.fillStyle = "#678";
      context.fillRect(0, 0, canvas.width, canvas.height);
      if (faces) {
        context.drawImage(bitmap, 0, 0);
        context.setTransform(-1, 0, 0, 1, canvas.width, 0);
        context.drawImage(bitmap, 0, 0);
      }
      return canvas.toDataURL("image/png");
    },
    [photo, name === "two faces.png"],
  );
  return { name, mimeType: "image/png", buffer: Buffer.from(url.split(",")[1], "base64") };
}

test("a photo's face is found, and the page says what the command line says", async () => {
  const { page, seen, context } = await open(session, "?backend=cpu", { viewport: { width: 1200, height: 900 } });
  await loaded(page);
  const requests = seen.requests.length;
  await trySample(page, 2);
  const [left, right] = await landmarks(page);
  // Marked by hand on the portrait.
  assert.ok(maxDifference([...left, ...right], [113, 101, 157, 103]) < 4, `eyes at ${left} and ${right}`);
  const [expected] = await commandLine(PORTRAIT);
  await assertAgrees(page, expected);
  assert.match(await page.locator("#prompt").textContent(), /^One face found/);
  assert.deepEqual(await texts(page, "#reasons li > span:last-child"), expected.advice.map(({ text }) => text));
  await page.locator("#checks-summary").click();
  const words = { ok: "Fine", warn: "Weak", fail: "Too poor" };
  for (const { id, verdict, approximate } of expected.checks) {
    const row = await page.locator(`#checks [data-id="${id}"]`).textContent();
    assert.ok(row.includes(words[verdict]) && row.includes("≈") === approximate, row);
  }
  await page.locator("#outline").check();
  assert.ok(await page.locator("#contour path").isVisible());
  await page.locator("#landmarks").uncheck();
  assert.ok(await page.locator(".handle").first().isHidden());
  await screenshot(page, "demo-found");
  assert.deepEqual(seen.requests.slice(requests).filter((url) => !/^(blob|data):/.test(url)), [], "requests after load");
  assertQuiet(seen, session.url);
  await context.close();
});

test("what a photo is for decides what there is to object", async () => {
  const { page, context } = await open(session, "?backend=cpu");
  await loaded(page);
  await trySample(page, 2);
  const clear = await score(page);
  for (const preset of ["lenient", "enrol"]) {
    await again(page, () => page.selectOption("#preset", preset));
    const [expected] = await commandLine("--preset", preset, PORTRAIT);
    await assertAgrees(page, expected);
    assert.equal(await page.locator("#nothing").isVisible(), expected.advice.length === 0);
  }
  assert.equal(await score(page), clear, "the score is the same for all");
  await context.close();
});

test("one of several faces is chosen, by keyboard too", async () => {
  const { page, seen, context } = await open(session, "?backend=cpu", { viewport: { width: 1200, height: 900 } });
  await loaded(page);
  await tryFile(page, await drawn(page, "two faces.png"));
  assert.match(await page.locator("#prompt").textContent(), /^2 faces found; face 1 is scored/);
  const first = await landmarks(page);
  await again(page, () => page.getByRole("button", { name: "Score face 2 of 2" }).click());
  const second = await landmarks(page);
  assert.match(await page.locator("#prompt").textContent(), /face 2 is scored/);
  // A mirror image: what was at x is at the width less x, and left is right.
  assert.ok(Math.abs(first[0][0] + second[1][0] - 559) < 3 && Math.abs(first[0][1] - second[1][1]) < 3);
  assert.ok(Number.isFinite(await score(page)));
  await screenshot(page, "demo-two-faces");
  await page.getByRole("button", { name: "Score face 1 of 2" }).focus();
  await again(page, () => page.keyboard.press("Enter"));
  assert.deepEqual(await landmarks(page), first);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-pressed")), "true", "the focus stays");
  assertQuiet(seen, session.url);
  await context.close();
});

test("a found face is corrected by keyboard, and found again", async () => {
  const { page, seen, context } = await open(session, "?backend=cpu");
  await loaded(page);
  await trySample(page, 2);
  const found = { score: await score(page), landmarks: await landmarks(page) };
  assert.ok(await page.locator("#again").isHidden());
  await page.locator(".handle").first().focus();
  await again(page, () => page.keyboard.press("Shift+ArrowLeft"));
  const moved = await landmarks(page);
  assert.ok(Math.abs(found.landmarks[0][0] - 10 - moved[0][0]) < 1e-9);
  assert.notEqual(await score(page), found.score);
  const [expected] = await commandLine("--landmarks", moved.flat().join(), PORTRAIT);
  await assertAgrees(page, expected);
  await again(page, () => page.locator("#again").click());
  assert.deepEqual({ score: await score(page), landmarks: await landmarks(page) }, found);
  assertQuiet(seen, session.url);
  await context.close();
});

test("a photo without a face says so, and can be marked by hand", async () => {
  const { page, seen, context } = await open(session, "?backend=cpu");
  await loaded(page);
  await trySample(page, 2);
  await tryFile(page, await drawn(page, "wall.png"));
  assert.match(await page.locator("#error").textContent(), /no face was found.*\(no-face\)/i);
  assert.match(await page.locator("#prompt").textContent(), /^No face was found.*Click the eye on the left \(1 of 5\)/);
  assert.ok((await page.locator("#reasons-card").isHidden()) && (await page.locator("#checks-card").isHidden()));
  await screenshot(page, "demo-no-face");
  await page.locator(".handle").first().focus();
  await again(page, async () => {
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
    }
  });
  assert.ok(Number.isFinite(await score(page)));
  assert.ok(await page.locator("#error").isHidden());
  assertQuiet(seen, session.url);
  await context.close();
});

test("a face is marked by five clicks", async () => {
  const { page, seen, context } = await open(session, "?backend=cpu", { viewport: { width: 1200, height: 900 } });
  await loaded(page);
  await tryFile(page, PORTRAIT);
  await page.locator("#mark").click();
  await page.locator("#canvas").scrollIntoViewIfNeeded();
  const frame = await page.locator("#canvas").boundingBox();
  const scale = frame.width / 280;
  const points = [[113, 101], [157, 103], [135.6, 127], [114.4, 140.4], [154, 141.4]];
  await again(page, async () => {
    for (const [x, y] of points) await page.mouse.click(frame.x + x * scale, frame.y + y * scale);
  });
  const clicked = await score(page);
  const [{ score: expected }] = await commandLine("--landmarks", points.flat().join(), PORTRAIT);
  assert.ok(Math.abs(clicked - expected) < 0.05, `${clicked} against ${expected}: clicks fall on screen pixels`);
  await screenshot(page, "demo-marked");
  assertQuiet(seen, session.url);
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
