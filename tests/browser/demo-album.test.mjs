// Several photos in the demo: scored, ranked, chosen, removed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { test } from "node:test";
import { again, drawWall, PORTRAIT, score, tryFile, trySample, visit } from "./demo-page.mjs";
import { assertNoRequests, assertQuiet, commandLine, path, screenshot, startForTests } from "./support.mjs";

const session = await startForTests("dist");

const FACES = ["everyday-32", "everyday-34", "small-04", "everyday-46"].map((name) => path(`tests/fixtures/faces/${name}.jpg`));
const asFile = async (path) => ({ name: basename(path), mimeType: "image/jpeg", buffer: await readFile(path) });

/** The strip is complete, and its best photo is on the stage. */
const settled = (page, count) =>
  page.waitForFunction(
    (count) => {
      const cards = [...document.querySelectorAll("#album li")];
      const isDone = document.getElementById("album-progress").textContent === "" && document.body.dataset.state === "done";
      return cards.length === count && isDone && (cards[0].querySelector("[aria-pressed=true]") || count === 0);
    },
    count,
    { timeout: 60_000 },
  );
const names = (page) => page.$$eval("#album li", (items) => items.map(({ title }) => title));

test("several photos are ranked by their scores, those without a face last, and the best one is shown", async () => {
  const { page, seen } = await visit(session, { viewport: { width: 1200, height: 900 } });
  const requests = seen.requests.length;
  assert.ok(await page.locator("#album-card").isHidden());
  await page.setInputFiles("#file", [...(await Promise.all(FACES.map(asFile))), await drawWall(page)]);
  await settled(page, 5);
  const scored = await commandLine(...FACES);
  const expected = scored.sort((a, b) => b.score - a.score).map(({ file }) => basename(file));
  assert.deepEqual(await names(page), [...expected, "wall.png"]);
  const shown = await page.$$eval("#album li", (items) => items.map(({ dataset }) => Number(dataset.score)));
  for (const [i, { score }] of scored.entries()) assert.ok(Math.abs(shown[i] - score) < 1e-4);
  assert.ok(Math.abs((await score(page)) - scored[0].score) < 1e-4, "the best one is on the stage");
  assert.match(await page.locator("#album li").first().locator(".card").textContent(), /^Good · \d+ %everyday/);
  assert.match(await page.locator("#album li").last().textContent(), /no score/);
  await screenshot(page, "demo-album");
  assertNoRequests(seen, requests);
  assertQuiet(seen, session.url);
});

test("a card shows its photo, by keyboard too; a photo is removed, or all of them", async () => {
  const { page } = await visit(session);
  await tryFile(page, PORTRAIT);
  await trySample(page, "clear");
  assert.equal((await names(page)).length, 2);
  const last = page.locator("#album li").last();
  const expected = Number(await last.getAttribute("data-score"));
  await again(page, () => last.locator(".card").press("Enter"));
  assert.equal(await score(page), expected);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-pressed")), "true", "the focus stays");
  await trySample(page, "hard");
  await page.locator("#album li").first().locator(".remove").press("Enter");
  assert.equal((await names(page)).length, 2);
  assert.ok(await page.evaluate(() => document.activeElement.matches("#album .card")), "the neighbour has the focus");
  await page.locator("#album-clear").press("Enter");
  assert.ok(await page.locator("#album-card").isHidden());
  assert.equal(await page.evaluate(() => document.activeElement.id), "file");
});

test("the same photo is not listed twice, and another model scores all again", async () => {
  const { page } = await visit(session);
  for (const sample of ["clear", "portrait", "clear"]) await trySample(page, sample);
  const before = await page.$$eval("#album li", (items) => items.map(({ dataset }) => dataset.score));
  assert.equal(before.length, 2);
  await again(page, () => page.setInputFiles("#model-file", path("tests/fixtures/oracle/model.safetensors")));
  await page.waitForFunction(() => document.getElementById("album-progress").textContent === "");
  const after = await page.$$eval("#album li", (items) => items.map(({ dataset }) => dataset.score));
  assert.ok(
    after.every((score) => score && !before.includes(score)),
    String(after),
  );
});
