// The demo page's model picker: a file, an address, back to the default; a bad one leaves the good one in use.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { again, score, trySample, visit } from "./demo-page.mjs";
import { assertQuiet, path, screenshot, startForTests } from "./support.mjs";

const ORACLE = path("tests/fixtures/oracle/model.safetensors");

const oracle = await readFile(ORACLE);
const session = await startForTests("dist", (request, response) => {
  if (request.url !== "/models/oracle.safetensors") return false;
  response.writeHead(200, { "content-length": oracle.length }).end(oracle);
  return true;
});

const facts = (page) => page.$$eval("#model-facts dd", (all) => all.map(({ textContent }) => textContent));
const card = (page) => page.locator("#model-card > summary");

/** The page with a score of the default model, and the picker open. */
async function opened() {
  const watched = await visit(session);
  const { page } = watched;
  await trySample(page, "clear");
  await card(page).click();
  const [name] = await facts(page);
  return { ...watched, name, first: await score(page) };
}

test("a model from disk scores the photo, stays on the device, and goes again", async () => {
  const { page, seen, name, first } = await opened();
  assert.ok(await page.locator("#model-default").isHidden());
  const requests = seen.requests.length;
  await again(page, () => page.setInputFiles("#model-file", ORACLE));
  const [shown, size, , calibrated, from] = await facts(page);
  assert.equal(shown, "oracle");
  assert.match(size, /^0\.4 MB, 0\.10 M parameters$/);
  assert.match(calibrated, /^no/);
  assert.equal(from, "model.safetensors");
  assert.notEqual(await score(page), first);
  const sent = seen.requests.slice(requests).filter((url) => /safetensors/.test(url) && !/locator/.test(url));
  assert.deepEqual(sent, [], "the file was read here");
  await again(page, () => page.locator("#model-default").click());
  assert.equal((await facts(page))[0], name);
  assert.equal(await score(page), first);
  assert.ok(await page.locator("#model-default").isHidden());
  assertQuiet(seen, session.url);
});

test("a model from an address, by keyboard alone", async () => {
  const { page, seen } = await opened();
  await page.locator("#model-url").focus();
  await page.keyboard.type("models/oracle.safetensors");
  await again(page, () => page.keyboard.press("Enter"));
  const [shown, , , , from] = await facts(page);
  assert.deepEqual([shown, from], ["oracle", "models/oracle.safetensors"]);
  assertQuiet(seen, session.url);
});

test("a bad model is an error on the page, and the one before stays in use", async () => {
  const { page, seen, name, first } = await opened();
  const error = page.locator("#model-error");
  const choose = async (act, expected) => {
    await page.evaluate(() => (document.getElementById("model-error").textContent = ""));
    await act();
    await page.waitForFunction(() => document.getElementById("model-error").textContent !== "");
    assert.ok(await error.isVisible());
    assert.match(await error.textContent(), expected);
    assert.ok(await page.locator("#model-progress").isHidden());
    assert.equal((await facts(page))[0], name);
  };
  const bad = { name: "notes.safetensors", mimeType: "", buffer: Buffer.from("no model at all") };
  await choose(() => page.setInputFiles("#model-file", bad), /^notes\.safetensors: .*\(model-format\)$/);
  const go = (address) => async () => {
    await page.locator("#model-url").fill(address);
    await page.locator("#model-form button").click();
  };
  await choose(go("models/nowhere.safetensors"), /^The model cannot be fetched from .*models\/nowhere.*answered 404.*\(model-fetch\)$/);
  await choose(go("http://["), /is not an address$/);
  assert.ok(
    seen.complaints.every((text) => /404/.test(text)),
    String(seen.complaints),
  );
  // The page's policy, which is Chromium's to complain about.
  await choose(go("https://example.invalid/model.safetensors"), /policy \(connect-src\).*\(model-fetch\)$/);
  await screenshot(page, "demo-model-error");
  await trySample(page, "hard");
  await trySample(page, "clear");
  assert.equal(await score(page), first, "still scores");
  assert.ok(await error.isVisible(), "stays until another model is there");
});

test("progress shows while a large model comes", async () => {
  const { page, context } = await opened();
  await context.route("**/models/slow.safetensors", () => {});
  await page.locator("#model-url").fill("models/slow.safetensors");
  await page.locator("#model-form button").click();
  await page.waitForFunction(() => /MB/.test(document.getElementById("model-bytes").textContent));
  assert.ok(await page.locator("#model-progress").isVisible());
  // Another choice ends it.
  await again(page, () => page.setInputFiles("#model-file", ORACLE));
  assert.ok(await page.locator("#model-progress").isHidden());
  assert.equal((await facts(page))[0], "oracle");
});
