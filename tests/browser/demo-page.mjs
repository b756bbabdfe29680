// The demo page in a visitor's hands: what one can do with it, and what one reads on it.
import assert from "node:assert/strict";
import { maxDifference, open, path, read } from "./support.mjs";

/** The page with its model loaded, watched. */
export async function visit(session, options = {}, backend = "cpu") {
  const watched = await open(session, `?backend=${backend}`, options);
  await loaded(watched.page);
  return watched;
}

/** The page has its model and has scored its first sample. */
export async function loaded(page) {
  const isDone = () => "loaded" in document.body.dataset && document.body.dataset.state === "done";
  await page.waitForFunction(isDone, null, { timeout: 120_000 });
}

/** Does something that scores a photo, and waits for the score. */
export async function again(page, act) {
  await page.evaluate(() => delete document.body.dataset.state);
  await act();
  await page.waitForFunction(() => document.body.dataset.state === "done", null, { timeout: 120_000 });
}

/** Chooses a sample by its name. */
export const trySample = (page, name) => again(page, () => page.locator(`#samples [data-sample=${name}]`).click());
export const tryFile = (page, file) => again(page, () => page.setInputFiles("#file", file));

/** The photo's pixels, as one number a column: enough to tell pictures apart. */
export const pixels = (page) =>
  page.evaluate(() => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById("canvas"));
    // A copy: reading the page's own canvas would slow it down, and Chromium would say so.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    return {
      size: [canvas.width, canvas.height],
      values: new Set(data).size,
      sum: data.reduce((sum, v, i) => (sum * 31 + v * (i % 7)) % 1e9, 0),
    };
  });

export const score = async (page) => Number(await page.locator("#score").getAttribute("data-value"));

export const PORTRAIT = path("www/demo/samples/portrait.jpg");

/** The five points as the handles hold them, in pixels of the photo. */
export const landmarks = (page) => page.$$eval(".handle", (all) => all.map(({ dataset }) => [Number(dataset.x), Number(dataset.y)]));

/** Score, landmarks, checks and reasons on the page are those of the command line. */
export async function assertAgrees(page, expected) {
  const shown = await score(page);
  assert.ok(Math.abs(shown - expected.score) < 1e-4, `score ${shown} against ${expected.score}`);
  if (expected.face) assert.ok(maxDifference((await landmarks(page)).flat(), expected.face.landmarks.flat()) < 0.05);
  const rows = await page.$$eval("#checks tr[data-id]", (rows) => rows.map(({ dataset: { id, value } }) => [id, Number(value)]));
  const values = new Map(rows);
  const ids = expected.checks.map(({ id }) => id);
  // The table has an order of its own.
  assert.deepEqual([...values.keys()].sort(), [...ids].sort());
  for (const { id, value } of expected.checks) {
    assert.ok(Math.abs(values.get(id) - value) < 1e-6, `${id}: ${values.get(id)} against ${value}`);
  }
  assert.deepEqual(await page.$$eval("#reasons li", (items) => items.map(({ dataset }) => dataset.id)), expected.reasons);
}

/** A file drawn in the page: the portrait and its mirror image side by side. */
export async function drawTwoFaces(page) {
  const url = await page.evaluate(async () => {
    const bitmap = await createImageBitmap(await (await fetch("samples/portrait.jpg")).blob());
    const { width, height } = bitmap;
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height });
    const context = canvas.getContext("2d");
    context.drawImage(bitmap, 0, 0);
    context.setTransform(-1, 0, 0, 1, 2 * width, 0);
    context.drawImage(bitmap, 0, 0);
    return canvas.toDataURL();
  });
  return toFile("two faces.png", url);
}

/** The same without anybody: a wall in the evening sun. */
export async function drawWall(page) {
  const url = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 320 });
    const context = canvas.getContext("2d");
    const light = context.createLinearGradient(0, 0, 480, 320);
    light.addColorStop(0, "#234");
    light.addColorStop(1, "#dba");
    context.fillStyle = light;
    context.fillRect(0, 0, 480, 320);
    return canvas.toDataURL();
  });
  return toFile("wall.png", url);
}

function toFile(name, url) {
  return { name, mimeType: "image/png", buffer: Buffer.from(url.split(",")[1], "base64") };
}

/** What axe-core finds in the page as it is, by WCAG 2.2 AA and its own best practices. */
export async function violations(page) {
  await page.evaluate((await read("node_modules/axe-core/axe.min.js")).toString());
  const found = await page.evaluate(async () => (await /** @type {any} */ (globalThis).axe.run()).violations);
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}
