// The demo page as a visitor uses it, with the strictest policy, watched.
import assert from "node:assert/strict";
import { test } from "node:test";
import { again, assertAgrees, PORTRAIT, pixels, score, trySample, visit } from "./demo-page.mjs";
import { assertNoRequests, assertQuiet, commandLine, path, screenshot, startForTests } from "./support.mjs";

const session = await startForTests("dist");

for (const backend of ["cpu", "webgpu"]) {
  test(`samples on ${backend}: drawn, different, quiet, and as on the command line`, async () => {
    const { page, seen } = await visit(session, {}, backend);
    assert.equal(await page.evaluate(() => document.body.dataset.ready), backend);
    const requests = seen.requests.length;

    const words = {
      clear: ["--aligned", path("www/demo/samples/render-clear.png")],
      hard: ["--aligned", path("www/demo/samples/render-hard.png")],
      portrait: [PORTRAIT],
    };
    const shown = [];
    for (const [name, arguments_] of Object.entries(words)) {
      await trySample(page, name);
      shown.push({ score: await score(page), ...(await pixels(page)) });
      await assertAgrees(page, (await commandLine(...arguments_))[0]);
    }
    await screenshot(page, `demo-${backend}`);
    const [clear, hard] = shown;
    assert.ok(clear.score > hard.score, "the clear face scores above the hard one");
    assert.ok(clear.values > 50 && hard.values > 50, "the canvas is not blank");
    assert.notEqual(clear.sum, hard.sum, "the canvas changes with the photo");
    assertNoRequests(seen, requests);
    assertQuiet(seen, session.url);
  });
}

test("controls change the picture, and the photo alone is there at opacity 0", async () => {
  const { page } = await visit(session);
  await trySample(page, "clear");
  const pictures = [await pixels(page)];
  const change = async (act) => {
    await act;
    await page.waitForTimeout(300);
    pictures.push(await pixels(page));
  };
  await change(page.selectOption("#colormap", "viridis"));
  await change(page.selectOption("#range", "image"));
  for (const value of ["0.9", "0"]) await change(page.locator("#opacity").fill(value));
  assert.equal(new Set(pictures.map(({ sum }) => sum)).size, pictures.length);
});

test("the backend is chosen on the page, which says why, shows both times, and offers a retry", async () => {
  const { page, context } = await visit(session);
  await trySample(page, "clear");
  // As if the GPU's engine were not built yet.
  await context.route("**/*.wasm", (route) => route.fulfill({ status: 404 }));
  await page.selectOption("#backend", "webgpu");
  await page.locator("#backend-retry").waitFor();
  assert.match(await page.locator("#backend-reason").textContent(), /^WebGPU is not available.*\(backend\)\. Still in use: ./);
  assert.equal(await page.locator("#backend").inputValue(), "cpu");
  await context.unroute("**/*.wasm");
  await again(page, () => page.locator("#backend-retry").press("Enter"));
  assert.equal(await page.evaluate(() => document.body.dataset.ready), "webgpu");
  assert.ok(await page.locator("#backend-retry").isHidden());
  for (const time of await page.locator("#passes dd").allTextContents()) assert.match(time, /^[\d,]+\.\d ms$/);
});

test("a bad file is an error on the page, and the next photo works", async () => {
  const { page, seen } = await visit(session);
  await page.setInputFiles("#file", { name: "notes.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no image") });
  await page.locator("#error").waitFor();
  assert.match(await page.locator("#error").textContent(), /unsupported-input/);
  await screenshot(page, "demo-error");
  await trySample(page, "clear");
  assert.ok(await page.locator("#error").isHidden());
  assert.ok(Number.isFinite(await score(page)));
  assertQuiet(seen, session.url);
});

/** @type {Record<string, import("playwright-core").BrowserContextOptions>} */
const DEVICES = {
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  dark: { colorScheme: "dark", viewport: { width: 1200, height: 850 } },
  light: { colorScheme: "light", viewport: { width: 1200, height: 850 } },
};
for (const [name, options] of Object.entries(DEVICES)) {
  test(`looks right: ${name}`, async () => {
    const { page } = await visit(session, options);
    await trySample(page, "clear");
    await trySample(page, "portrait");
    await screenshot(page, `demo-${name}`);
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok((await over()) <= 0, "nothing reaches over the edge");
    assert.ok((await page.locator("#canvas").boundingBox()).height > 100);
    await page.locator("#model-card > summary").click();
    await again(page, () => page.setInputFiles("#model-file", path("tests/fixtures/oracle/model.safetensors")));
    await screenshot(page, `demo-model-${name}`);
    assert.ok((await over()) <= 0, "nor with the model picker open");
  });
}
