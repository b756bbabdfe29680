// What a visitor keeps of a result: a picture, a record, a printed page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { again, score, trySample, visit } from "./demo-page.mjs";
import { assertNoRequests, assertQuiet, commandLine, path, readJson, screenshot, startForTests } from "./support.mjs";

const session = await startForTests("dist");

/** Presses a button, and gives what it has saved. */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(button).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test("the record follows the schema and says what the command line says", async () => {
  const { page, seen } = await visit(session);
  await trySample(page, "glasses");
  const requests = seen.requests.length;
  const { name, bytes } = await saved(page, "#export-record");
  assert.equal(name, "Dark-glasses-quality.json");
  const text = bytes.toString();
  const record = JSON.parse(text);
  const validate = new Ajv({ allowUnionTypes: true }).compile(await readJson("www/lib/schema.json"));
  assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors));
  const [expected] = await commandLine(path("tests/fixtures/faces/everyday-32.jpg"));
  assert.deepEqual(Object.keys(record).sort(), Object.keys(expected).sort());
  assert.ok(Math.abs(record.score - expected.score) < 1e-4 && Math.abs(record.patch_map[50] - expected.patch_map[50]) < 1e-3);
  assert.deepEqual(record.reasons, expected.reasons);
  assert.match(await page.locator("#export-saved").textContent(), /Dark-glasses-quality\.json/);
  assertNoRequests(seen, requests);
  assertQuiet(seen, session.url);
});

for (const [sample, lang] of [
  ["glasses", "en"],
  ["clear", "ar"],
  ["portrait", "ja"],
]) {
  test(`the report is a picture with the photo, its heatmap and the words: ${sample}, ${lang}`, async (context) => {
    const { page, seen } = await visit(session);
    if (!(await page.locator(`#language option[value=${lang}]`).count())) return context.skip(`the page has no ${lang}`);
    await page.selectOption("#language", lang);
    await trySample(page, sample);
    const { name, bytes } = await saved(page, "#export-report");
    assert.match(name, /-quality\.png$/);
    const { writeFile, mkdir } = await import("node:fs/promises");
    await mkdir(path("tests/browser/screenshots"), { recursive: true });
    await writeFile(path(`tests/browser/screenshots/report-${lang}.png`), bytes);
    const { width, height, colours } = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
      context.drawImage(bitmap, 0, 0);
      // Columns of three parts: the left picture, the right one, the words below.
      const count = (x, y, width, height) => new Set(new Uint32Array(context.getImageData(x, y, width, height).data.buffer)).size;
      const [w, h] = [bitmap.width, bitmap.height];
      return { width: w, height: h, colours: [count(100, 80, 300, 150), count(800, 80, 300, 150), count(0, h - 300, w, 240)] };
    }, bytes.toString("base64"));
    assert.ok(width === 1200 && height > 800 && height < 1800, `${width} × ${height}`);
    assert.ok(
      colours.every((count) => count > 20),
      String(colours),
    );
    assertQuiet(seen, session.url);
  });
}

test("printed, the page is the photo and its result", async () => {
  const { page } = await visit(session);
  await trySample(page, "glasses");
  await page.emulateMedia({ media: "print" });
  await screenshot(page, "demo-print");
  for (const shown of ["#canvas", "#score-name", "#reasons", "#costs"]) assert.ok(await page.locator(shown).isVisible(), shown);
  for (const hidden of ["#camera", "#spoil-card", ".settings", "#preset"]) assert.ok(await page.locator(hidden).isHidden(), hidden);
});

test("what costs most adds up, and a part is shown while one points at it", async () => {
  const { page } = await visit(session);
  await trySample(page, "glasses");
  const parts = await page.$$eval("#costs button", (all) => all.map(({ dataset }) => ({ ...dataset })));
  const names = parts.map(({ region }) => region);
  assert.ok(names.includes("eyes"), `dark glasses: ${names}`);
  const { model } = await readJson("dist/samples/first-result.json");
  const reference = model.referenceMap.reduce((sum, [mean]) => sum + mean, 0) / 196;
  const short = reference - (await score(page));
  const listed = parts.reduce((sum, { points }) => sum + Number(points), 0);
  assert.ok(listed > 0.5 * short && listed < 2 * short, `${listed} of ${short}: most of it`);
  const region = page.locator("#region");
  const shown = () => region.getAttribute("data-region");
  await page.locator("#costs [data-region=eyes]").hover();
  assert.equal(await shown(), "eyes");
  await screenshot(page, "demo-region");
  await page.mouse.move(0, 0);
  assert.equal(await shown(), null);
  await page.locator("#costs button").first().focus();
  assert.equal(await shown(), names[0], "by keyboard");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await shown(), names[1], "the next one");
  await page.locator("#reasons .pointer").click();
  assert.equal(await shown(), "eyes", "a reason points too");
  await again(page, () => page.locator("#samples [data-sample=clear]").click());
  assert.equal(await shown(), null);
});
