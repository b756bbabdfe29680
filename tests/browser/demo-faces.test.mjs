// The demo page and the face: found, chosen, corrected, marked by hand; and what it says of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { again, assertAgrees, drawTwoFaces, drawWall, landmarks, PORTRAIT, score, tryFile, trySample, visit } from "./demo-page.mjs";
import { assertNoRequests, assertQuiet, commandLine, maxDifference, path, screenshot, startForTests } from "./support.mjs";

const session = await startForTests("dist");

test("a photo's face is found, and the page says what the command line says", async () => {
  const { page, seen } = await visit(session, { viewport: { width: 1200, height: 900 } });
  const requests = seen.requests.length;
  await trySample(page, "portrait");
  const [left, right] = await landmarks(page);
  // Marked by hand on the portrait.
  assert.ok(maxDifference([...left, ...right], [113, 101, 157, 103]) < 4, `eyes at ${left} and ${right}`);
  const [expected] = await commandLine(PORTRAIT);
  await assertAgrees(page, expected);
  assert.match(await page.locator("#prompt").textContent(), /^One face found/);
  const [reasons, advice] = [await page.locator("#reasons li > :last-child").allTextContents(), expected.advice];
  assert.equal(reasons.join("\n"), advice.map(({ text }) => text).join("\n"));
  await page.locator("#checks-summary").click();
  const words = { ok: "Fine", warn: "Weak", fail: "Too poor" };
  for (const { id, verdict, approximate } of expected.checks) {
    const row = await page.locator(`#checks [data-id="${id}"]`).textContent();
    assert.ok(row.includes(words[verdict]) && row.includes("≈") === approximate, row);
  }
  await page.locator("#outline").check();
  assert.ok(await page.locator("#contour path").isVisible());
  assert.ok(await page.locator(".handle").first().isHidden());
  await page.locator("#landmarks").check();
  assert.ok(await page.locator(".handle").first().isVisible());
  await screenshot(page, "demo-found");
  assertNoRequests(seen, requests);
  assertQuiet(seen, session.url);
});

test("the preset decides which reasons are shown", async () => {
  const { page } = await visit(session);
  await trySample(page, "portrait");
  const clear = await score(page);
  for (const preset of ["lenient", "enrol"]) {
    await again(page, () => page.selectOption("#preset", preset));
    const [expected] = await commandLine("--preset", preset, PORTRAIT);
    await assertAgrees(page, expected);
    assert.equal(await page.locator("#nothing").isVisible(), expected.advice.length === 0);
  }
  assert.equal(await score(page), clear, "the score is the same for all");
});

test("one of several faces is chosen, by keyboard too", async () => {
  const { page, seen } = await visit(session, { viewport: { width: 1200, height: 900 } });
  await tryFile(page, await drawTwoFaces(page));
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
});

test("a found face is corrected by keyboard, and found again", async () => {
  const { page, seen } = await visit(session);
  await trySample(page, "portrait");
  const found = { score: await score(page), landmarks: await landmarks(page) };
  assert.ok(await page.locator("#again").isHidden());
  await page.locator("#landmarks").check();
  await page.locator(".handle").first().focus();
  await again(page, () => page.keyboard.press("Shift+ArrowLeft"));
  const moved = await landmarks(page);
  assert.ok(Math.abs(found.landmarks[0][0] - 10 - moved[0][0]) < 1e-9);
  assert.notEqual(await score(page), found.score);
  // The page has the locator loaded, and so the contour; the command line loads it for landmarks only if asked to.
  const locator = ["--locator", path("www/models/locator.safetensors")];
  const [expected] = await commandLine(...locator, "--landmarks", moved.flat().join(), PORTRAIT);
  await assertAgrees(page, expected);
  await again(page, () => page.locator("#again").click());
  assert.deepEqual({ score: await score(page), landmarks: await landmarks(page) }, found);
  assertQuiet(seen, session.url);
});

test("a photo without a face says so, and can be marked by hand", async () => {
  const { page, seen } = await visit(session);
  await trySample(page, "portrait");
  await tryFile(page, await drawWall(page));
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
});

test("a face is marked by five clicks", async () => {
  const { page, seen } = await visit(session, { viewport: { width: 1200, height: 900 } });
  await tryFile(page, PORTRAIT);
  await page.locator("#mark").click();
  await page.locator("#canvas").scrollIntoViewIfNeeded();
  const frame = await page.locator("#canvas").boundingBox();
  const scale = frame.width / 280;
  // biome-ignore format: one line
  const points = [[113, 101], [157, 103], [135.6, 127], [114.4, 140.4], [154, 141.4]];
  await again(page, async () => {
    for (const [x, y] of points) await page.mouse.click(frame.x + x * scale, frame.y + y * scale);
  });
  const clicked = await score(page);
  const [{ score: expected }] = await commandLine("--landmarks", points.flat().join(), PORTRAIT);
  assert.ok(Math.abs(clicked - expected) < 0.05, `${clicked} against ${expected}: clicks fall on screen pixels`);
  await screenshot(page, "demo-marked");
  assertQuiet(seen, session.url);
});
